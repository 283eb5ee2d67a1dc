"""Why a service refused. Every message is Chinese, complete and fit to be shown."""

from __future__ import annotations

from collections.abc import Sequence

from selfeval.domain.checks.finding import Finding


class ServiceError(Exception):
    """Base of all refusals; ``message`` says place, rule and cure."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotAllowed(ServiceError):
    """This person may not do this."""


class WrongState(ServiceError):
    """The evaluation or the year is in a state that does not allow it."""


class Conflict(ServiceError):
    """Somebody else was faster; nothing was changed."""


class Refused(ServiceError):
    """What was given breaks a rule."""


class BlockedByFindings(ServiceError):
    """A submission with findings that block it: errors, and warnings without an explanation."""

    def __init__(self, errors: Sequence[Finding], unexplained: Sequence[Finding]) -> None:
        parts = []
        if errors:
            parts.append(f"有{len(errors)}项必须改正")
        if unexplained:
            parts.append(f"有{len(unexplained)}项需要说明")
        super().__init__(f"暂不能提交：{'，'.join(parts)}。逐项处理后再提交")
        self.errors = tuple(errors)
        self.unexplained = tuple(unexplained)

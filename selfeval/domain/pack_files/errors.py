"""What reading a pack's folder raises."""

from __future__ import annotations

from collections.abc import Iterable

from selfeval.domain.pack_problem import PackProblem


class PackFilesError(ValueError):
    """The folder is no pack; ``problems`` lists every mistake found, in the order of files and lines."""

    def __init__(self, problems: Iterable[PackProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.text for problem in self.problems))

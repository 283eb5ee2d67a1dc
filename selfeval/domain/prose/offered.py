"""What can be inserted into a text or formula: every name that is understood there, with today's value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from selfeval.domain.figures import FigureCatalogue
from selfeval.domain.prose.context import Context
from selfeval.domain.prose.names import Names
from selfeval.domain.prose.printing import print_reference
from selfeval.domain.prose.references import Operand, Reference


@dataclass(frozen=True)
class Offered:
    """``name`` as it is written between braces; ``value`` as it prints, empty without figures to print."""

    name: str
    aliases: tuple[str, ...] = ()
    value: str = ""
    missing: bool = False


def offered(
    names: Names, catalogue: FigureCatalogue, context: Context | None, for_each: str | None = None
) -> Iterator[Offered]:
    """Yield what a text may name in its place: the columns of its round, facts, figures, scores.

    ``context`` gives the values; it stands in the first round of ``for_each``.
    """
    for key in dict.fromkeys(names.keys(for_each)):
        name = names.name_of(key)
        if name == key or _holds_code(name, key):
            continue
        aliases = catalogue.definition(key).aliases if catalogue.has(key) else ()
        if context is None:
            yield Offered(name, aliases)
            continue
        printed = print_reference(Reference((Operand(key),)), context)
        yield Offered(name, aliases, printed.text, printed.missing)


def _holds_code(name: str, key: str) -> bool:
    """Whether a name holds the code of an indicator, whose own name another one has too."""
    parts = key.split(".")
    return len(parts) == 3 and parts[1] in name.split(".")

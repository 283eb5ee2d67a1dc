"""Named figures: what every year has, what a pack adds, last year's, and what scoring adds.

``year_figures`` lists what every year has, ``score_figures`` what scoring adds; ``catalogue`` knows all
definitions and names of a pack, ``book`` the values of one evaluation, ``problems`` the mistakes in a pack's
own figures.
"""

from selfeval.domain.figures.book import FigureBook, figure_book, with_scores
from selfeval.domain.figures.catalogue import FigureCatalogue
from selfeval.domain.figures.figure import Figure, FigureResult, normalise_name
from selfeval.domain.figures.problems import FigureProblem, figure_problems
from selfeval.domain.formula import NOT_APPLICABLE

__all__ = [
    "NOT_APPLICABLE",
    "Figure",
    "FigureBook",
    "FigureCatalogue",
    "FigureProblem",
    "FigureResult",
    "figure_book",
    "figure_problems",
    "normalise_name",
    "with_scores",
]

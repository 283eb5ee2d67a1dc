"""The typed pack (体系包): the rules and the form of one jurisdiction, year and kind, as data.

A pack holds its own figures, the indicator tree with weights, formulas and scoring methods, grade bands,
caps, the outline with text blocks, tables, charts, check rules, and the forms of projects. These types say
what a pack may contain; ``selfeval.domain.pack_files`` reads and writes the YAML folder and names file and
line of every mistake. Rules that concern several parts (weights that must add up, references that must
exist) are in ``selfeval.domain.pack_rules``.

Text in packs is a template: words with references in braces, see ``selfeval.domain.prose``.
Formulas are written as official documents write them, see ``selfeval.domain.formula``.
``reading`` marks what the publication leaves open: how we read it, and why.

``fields``, ``methods``, ``tree``, ``report``, ``forms`` and ``pack`` hold the parts; import them from here.
"""

from selfeval.domain.pack.fields import (
    FormulaText,
    Points,
    Ratio,
    Template,
)
from selfeval.domain.pack.forms import (
    CoreRule,
    FundAspect,
    FundColumn,
    FundRow,
    ItemExecution,
    ItemForm,
    ItemGroup,
    NatureMethods,
)
from selfeval.domain.pack.methods import (
    DEFAULT_TIERS,
    Band,
    Bands,
    Checklist,
    ChecklistPoint,
    Deduction,
    Manual,
    Method,
    Milestone,
    Milestones,
    NotSelfScored,
    PassMark,
    RatioDown,
    RatioUp,
    ThreeTier,
    Tier,
    YesNo,
)
from selfeval.domain.pack.pack import (
    FigureDefinition,
    Origin,
    Pack,
)
from selfeval.domain.pack.report import (
    AnalysisBlock,
    Block,
    CellTemplate,
    ChartBlock,
    ChartDefinition,
    ChartItem,
    CheckRule,
    ColumnTemplate,
    DocumentBlock,
    GlossaryBlock,
    GlossaryTerm,
    ItemsBlock,
    RepeatBlock,
    ReportDefinition,
    RowGroup,
    Section,
    TableBlock,
    TableDefinition,
    TextBlock,
    TextVariant,
)
from selfeval.domain.pack.tree import (
    Cap,
    Exemption,
    GradeBand,
    IndicatorNode,
    OverAchievement,
    Target,
    walk_leaves,
)

__all__ = [
    "DEFAULT_TIERS",
    "AnalysisBlock",
    "Band",
    "Bands",
    "Block",
    "Cap",
    "CellTemplate",
    "ChartBlock",
    "ChartDefinition",
    "ChartItem",
    "CheckRule",
    "Checklist",
    "ChecklistPoint",
    "ColumnTemplate",
    "CoreRule",
    "Deduction",
    "DocumentBlock",
    "Exemption",
    "FigureDefinition",
    "FormulaText",
    "FundAspect",
    "FundColumn",
    "FundRow",
    "GlossaryBlock",
    "GlossaryTerm",
    "GradeBand",
    "IndicatorNode",
    "ItemExecution",
    "ItemForm",
    "ItemGroup",
    "ItemsBlock",
    "Manual",
    "Method",
    "Milestone",
    "Milestones",
    "NatureMethods",
    "NotSelfScored",
    "Origin",
    "OverAchievement",
    "Pack",
    "PassMark",
    "Points",
    "Ratio",
    "RatioDown",
    "RatioUp",
    "RepeatBlock",
    "ReportDefinition",
    "RowGroup",
    "Section",
    "TableBlock",
    "TableDefinition",
    "Target",
    "Template",
    "TextBlock",
    "TextVariant",
    "ThreeTier",
    "Tier",
    "YesNo",
    "walk_leaves",
]

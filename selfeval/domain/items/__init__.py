"""Projects and transfer payments: each becomes a small evaluation, under a pack made from its form.

``funds`` adds up sources, ``tree`` makes indicators and entries from rows, ``case`` puts both together.
Scoring, texts, tables and checks of an item are those of any evaluation.
"""

from selfeval.domain.items.case import ItemCase, item_case, item_cases

__all__ = ["ItemCase", "item_case", "item_cases"]

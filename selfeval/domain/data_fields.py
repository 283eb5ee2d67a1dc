"""The field types that everything entered for a year is made of, and their base class."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]*$", max_length=120)]
Amount = Annotated[
    Decimal,
    Field(max_digits=17, decimal_places=2, allow_inf_nan=False),
    PlainSerializer(lambda value: f"{value:.2f}", return_type=str, when_used="json"),
]
Number = Annotated[
    Decimal,
    Field(max_digits=24, decimal_places=8, allow_inf_nan=False),
    PlainSerializer(lambda value: f"{value:f}", return_type=str, when_used="json"),
]
Count = Annotated[int, Field(ge=0, le=1_000_000_000)]
FunctionalCode = Annotated[str, Field(pattern=r"^(\d{3}(\d{2}(\d{2})?)?)?$")]
"""支出功能分类科目: 类 3, 款 5, 项 7 digits; empty only while a line is being filled in."""
EconomicCode = Annotated[str, Field(pattern=r"^(\d{3}(\d{2})?)?$")]
"""支出经济分类科目: 类 3, 款 5 digits; empty only while a line is being filled in."""


class Data(BaseModel):
    """Base: frozen, closed to unknown keys, so that a misspelt key is an error and never lost silently."""

    model_config = ConfigDict(extra="forbid", frozen=True)

"""The field types that all parts of a pack share."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

Template = Annotated[str, Field(max_length=8000)]
FormulaText = Annotated[str, Field(min_length=1, max_length=500)]
Ratio = Annotated[Decimal, Field(ge=0, le=1000)]
Points = Annotated[Decimal, Field(ge=0, le=1000)]

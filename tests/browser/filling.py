"""How a preparer fills in the published year of 2022 page by page, in 万元 as the accounts print it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from selfeval.domain.data import BudgetLine, Data, EvaluationData
from selfeval.domain.year_tables import FUNDS, NATURES, Choice
from tests.browser.desk import Desk
from tests.support.published import published_pack, published_year

FULL_WIDTH = str.maketrans("0123456789.,", "０１２３４５６７８９．，")


@cache
def published() -> EvaluationData:
    """The year that is filled in."""
    return published_year("bishan-2022")


def ten_thousands(amount: Decimal | None) -> str:
    """Write an amount in 元 as 万元 with separators: 29318800.00 gives 2,931.88."""
    return "" if amount is None else f"{(amount / 10000).normalize():,f}"


def fill_department(desk: Desk) -> None:
    """部门基本情况: posts, and three texts in own words."""
    for line in published().year.staffing:
        if line.authorized_count is not None:
            desk.enter(f"staffing.{line.post_kind}.authorized_count", str(line.authorized_count))
    _write_texts(desk, "rank", "organization", "mandate")


def fill_finance(desk: Desk) -> None:
    """预算及支出情况: spending pasted from a spreadsheet, the rest typed, some of it full-width."""
    year = published().year
    paste_lines(desk, year.budget_lines)
    for income in year.income_lines:
        place = f"income_lines.{income.source}"
        desk.enter(f"{place}.initial_amount", ten_thousands(income.initial_amount))
        desk.enter(f"{place}.adjusted_amount", f" {ten_thousands(income.adjusted_amount)} ")
        desk.enter(f"{place}.actual_amount", ten_thousands(income.actual_amount).translate(FULL_WIDTH))
    for part in year.three_public:
        place = f"three_public.{part.part}"
        desk.enter(f"{place}.budget_amount", ten_thousands(part.budget_amount))
        desk.enter(f"{place}.actual_amount", ten_thousands(part.actual_amount))
        desk.enter(f"{place}.reason", part.reason)
    for column in ("carryover_in_amount", "carryover_out_amount"):
        desk.enter(f"year.{column}", ten_thousands(getattr(year, column)))
    for column in ("overseas_trip_count", "overseas_person_count"):
        desk.enter(f"year.{column}", str(getattr(year, column)))
    for column in ("vehicle_purchased_count", "vehicle_kept_count"):
        desk.enter(f"year.{column}", str(getattr(year, column)).translate(FULL_WIDTH))
    _write_texts(desk, "spending-notes", "three-public-notes")


def paste_lines(desk: Desk, lines: Sequence[BudgetLine]) -> None:
    """Add one row of 支出预算与决算 and paste all lines at its first cell."""
    row = add_row(desk, "budget_lines")
    # Eight columns as on the page, the computed rate between spending and note left as it comes.
    block = "\n".join(
        "\t".join(
            (
                line.functional_code,
                line.name,
                _label(NATURES, line.nature),
                _label(FUNDS, line.fund),
                ten_thousands(line.initial_amount),
                ten_thousands(line.adjusted_amount),
                ten_thousands(line.actual_amount),
                "",
                line.note,
            )
        )
        for line in lines
    )
    desk.paste(f"budget_lines.{row}.functional_code", f"{block}\n")
    desk.saved()


def fill_evaluation_work(desk: Desk) -> None:
    """绩效评价工作开展情况: the working group and the stages of the work."""
    year = published().year
    _fill_rows(desk, "working_group", year.working_group, ("role", "position", "duties"))
    _fill_rows(desk, "timeline", year.timeline, ("stage", "starts_on", "ends_on", "work"))


def fill_text_page(desk: Desk, key: str) -> None:
    """A page that only asks for a text."""
    _write_texts(desk, key)


def fill_results(desk: Desk) -> None:
    """绩效评价情况及结论: the two figures that this form adds."""
    for figure in published().year.figures:
        desk.enter(f"figures.{figure.key}.value", str(figure.value))


def fill_scoring(desk: Desk) -> None:
    """指标评分: targets, achieved values (rates with and without the sign) and the reason for lost points."""
    rates = {leaf.code for _, leaf in published_pack("bishan-2022").leaves() if leaf.quantity.value == "rate"}
    for entry in published().entries:
        place = f"indicator.{entry.indicator}"
        for column in ("target_value", "actual_value"):
            value = getattr(entry, column)
            if value is not None:
                text = f"{(value * 100).normalize():f}%" if entry.indicator in rates else str(value)
                desk.enter(f"{place}.{column}", text)
        if entry.deduction_reason:
            open_details(desk, entry.indicator)
            desk.enter(f"{place}.deduction_reason", entry.deduction_reason)


def open_details(desk: Desk, indicator: str) -> None:
    """Unfold what stands behind an indicator, where it is folded."""
    details = desk.page.locator(f'[data-indicator="{indicator}"] .score-details')
    if details.get_attribute("open") is None:
        details.locator("> summary").click()


def add_row(desk: Desk, table: str) -> str:
    """Add a row to a free table and return its key."""
    rows = desk.page.locator(f'[data-rows="{table}"] > tr')
    before = rows.count()
    desk.page.locator(f'[data-add-row="{table}"]').click()
    rows.nth(before).wait_for()
    return str(rows.nth(before).get_attribute("data-row"))


def _fill_rows(desk: Desk, table: str, lines: Sequence[Data], columns: Sequence[str]) -> None:
    for line in lines:
        row = add_row(desk, table)
        for column in columns:
            desk.enter(f"{table}.{row}.{column}", str(getattr(line, column)))


def _write_texts(desk: Desk, *keys: str) -> None:
    for key in keys:
        text = published().text(key)
        assert text is not None
        desk.write(key, text.content)


def _label(choices: Sequence[Choice], value: str) -> str:
    return next(choice.label for choice in choices if choice.value == value)

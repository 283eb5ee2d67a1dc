"""The figures that every department year has, read from its tables.

Names and aliases follow 财预〔2013〕53号 and the final-accounts forms, so that a formula can be written as
the official document writes it. Rows without a known part (未分项、未分类) count in every total. A sum skips
cells that are not filled in and is ``None`` where none is.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from selfeval.domain.data import SpendingNature, YearData
from selfeval.domain.figures.account_totals import account_totals
from selfeval.domain.figures.figure import Figure
from selfeval.domain.figures.item_figures import item_figures
from selfeval.domain.figures.readers import Read, SourceFigure, count, money, sum_of, value_of
from selfeval.domain.numbers import Quantity
from selfeval.domain.year_tables import (
    ADJUSTMENT_CAUSES,
    INCOME_SOURCES,
    POST_KINDS,
    PROCUREMENT_KINDS,
    THREE_PUBLIC_PARTS,
)

_AMOUNTS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "carryover_in": (
        "carryover_in_amount",
        "上年结转",
        ("上年结转和结余", "上年结转结余", "年初结转和结余", "年初结转结余", "年初结转"),
    ),
    "carryover_out": (
        "carryover_out_amount",
        "年末结余",
        (
            *("年末结转和结余", "年末结转结余", "年末结转", "结转结余", "结转结余总额", "结转结余资金总额"),
            *("累计结转资金总额", "累计结转结余资金总额"),
        ),
    ),
    "assets.total": ("fixed_assets_amount", "固定资产总额", ("所有固定资产总额",)),
    "assets.in_use": ("fixed_assets_in_use_amount", "在用固定资产总额", ("实际在用固定资产总额",)),
}
_COUNTS: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "assets.sampled": ("sampled_asset_count", "抽查固定资产件数", "件", ("抽查固定资产数",)),
    "assets.sampled_in_use": (
        *("sampled_asset_in_use_count", "抽查在用固定资产件数", "件"),
        ("抽查在用固定资产数",),
    ),
    "counts.overseas_trips": ("overseas_trip_count", "因公出国（境）团组数", "个", ("因公出国团组数",)),
    "counts.overseas_persons": ("overseas_person_count", "因公出国（境）人数", "人", ("因公出国人数",)),
    "counts.vehicles_purchased": ("vehicle_purchased_count", "公务用车购置数", "辆", ("公务用车购置数量",)),
    "counts.vehicles_kept": ("vehicle_kept_count", "公务用车保有量", "辆", ("公务车保有量",)),
    "counts.receptions": ("reception_count", "国内公务接待批次", "批次", ("公务接待批次",)),
    "counts.reception_guests": ("reception_guest_count", "国内公务接待人次", "人次", ("公务接待人次",)),
}


def _single_values() -> Iterator[SourceFigure]:
    for key, (column, name, aliases) in _AMOUNTS.items():
        yield money(key, name, value_of(column), f"year.{column}", *aliases)
    for key, (column, name, unit, aliases) in _COUNTS.items():
        yield count(key, name, unit, value_of(column), f"year.{column}", *aliases)


def _budget() -> Iterator[SourceFigure]:
    def total(key: str, name: str, *aliases: str, column: str) -> SourceFigure:
        return money(key, name, sum_of("budget_lines", column), "budget_lines", *aliases)

    yield total(
        "budget.initial",
        "年初预算数",
        *("年初预算", "部门预算数", "预算数", "支出预算数", "支出年初预算数", "年初预算金额"),
        column="initial_amount",
    )
    yield total(
        "budget.adjusted",
        "全年预算数",
        *(
            "全年预算",
            "调整后预算数",
            "调整后预算",
            "全年（调整）预算数",
            "支出全年预算数",
            "支出调整后预算数",
        ),
        column="adjusted_amount",
    )
    yield total(
        "budget.actual",
        "支出决算数",
        *("支出决算", "全年执行数", "预算执行数", "预算完成数", "本年支出合计", "实际支出", "实际支出数"),
        *("部门支出决算数", "支出总额"),
        column="actual_amount",
    )
    yield SourceFigure(
        Figure(
            "budget.change",
            "预算调整数",
            Quantity.MONEY,
            formula="全年预算数－年初预算数",
            aliases=("本年追加预算", "本年追加预算数", "本年追加", "追加预算", "追加预算数", "预算调整金额"),
        )
    )
    yield SourceFigure(
        Figure(
            "budget.execution_rate",
            "预算执行率",
            Quantity.RATE,
            formula="支出决算数÷全年预算数×100%",
            aliases=("执行率", "全年预算执行率", "部门预算执行率"),
        )
    )


_NATURES = {
    "personnel": ("人员经费", (SpendingNature.PERSONNEL,)),
    "operating": ("公用经费", (SpendingNature.OPERATING,)),
    "basic": ("基本支出", (SpendingNature.PERSONNEL, SpendingNature.OPERATING)),
    "project": ("项目支出", (SpendingNature.PROJECT,)),
}
_NATURE_ALIASES = {
    "personnel.budget": ("人员经费预算安排数", "预算安排人员经费总额"),
    "personnel.actual": ("人员经费支出", "人员经费实际支出", "人员经费总额"),
    "operating.budget": ("公用经费预算安排数", "预算安排公用经费总额", "预算安排的公用经费总额"),
    "operating.actual": (
        *("公用经费支出", "公用经费支出数", "公用经费实际支出", "公用经费实际支出数"),
        *("实际支出公用经费总额", "实际支出的公用经费总额", "日常公用经费"),
    ),
    "basic.actual": ("基本支出",),
    "project.budget": ("项目总支出预算数", "项目支出预算安排数"),
    "project.actual": ("项目支出", "项目总支出", "项目支出总额"),
}


def _spending() -> Iterator[SourceFigure]:
    for prefix, (label, natures) in _NATURES.items():
        amounts = {
            column: sum_of("budget_lines", f"{column}_amount", "nature", natures)
            for column in ("initial", "adjusted", "actual")
        }

        def budget(
            year: YearData, adjusted: Read = amounts["adjusted"], initial: Read = amounts["initial"]
        ) -> Decimal | None:
            given = adjusted(year)
            return initial(year) if given is None else given

        reads = {
            "initial": ("年初预算数", amounts["initial"]),
            "adjusted": ("全年预算数", amounts["adjusted"]),
            "budget": ("预算数", budget),
            "actual": ("决算数", amounts["actual"]),
        }
        for part, (suffix, read) in reads.items():
            key = f"{prefix}.{part}"
            yield money(key, f"{label}{suffix}", read, "budget_lines", *_NATURE_ALIASES.get(key, ()))


_INCOME_COLUMNS = {"initial": "年初预算数", "adjusted": "全年预算数", "actual": "决算数"}


def _income() -> Iterator[SourceFigure]:
    appropriation = tuple(row.value for row in INCOME_SOURCES if row.value.endswith("_appropriation"))
    sums: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...]], ...] = (
        ("income", "收入", (), ("本年收入合计", "收入决算", "本年收入")),
        ("income.appropriation", "财政拨款收入", appropriation, ("财政拨款收入", "财政拨款")),
    )
    for prefix, label, sources, aliases in sums:
        for part, suffix in _INCOME_COLUMNS.items():
            yield money(
                f"{prefix}.{part}",
                f"{label}{suffix}",
                sum_of("income_lines", f"{part}_amount", "source", sources),
                "income_lines",
                *(aliases if part == "actual" else ()),
            )
    for row in INCOME_SOURCES:
        for part, suffix in _INCOME_COLUMNS.items():
            yield money(
                f"income.{row.value}.{part}",
                f"{row.label}{suffix}",
                sum_of("income_lines", f"{part}_amount", "source", (row.value,)),
                f"income_lines.{row.value}.{part}_amount",
                *((row.label,) if part == "actual" else ()),
            )


def _three_public() -> Iterator[SourceFigure]:
    columns = {"budget": "预算数", "actual": "决算数"}
    aliases = {
        # 财预〔2013〕53号 compares budgets in 变动率 and calls them 三公经费总额
        "budget": ("三公经费预算安排数", "三公经费预算安排总额", "三公经费总额", "三公经费年初预算数"),
        "actual": (
            "三公经费支出",
            "三公经费支出数",
            "三公经费实际支出",
            "三公经费实际支出数",
            "三公经费支出总额",
        ),
    }
    for column, suffix in columns.items():
        yield money(
            f"three_public.{column}",
            f"“三公”经费{suffix}",
            sum_of("three_public", f"{column}_amount"),
            "three_public",
            *aliases[column],
        )
        yield money(
            f"three_public.vehicle.{column}",
            f"公务用车购置及运行维护费{suffix}",
            sum_of("three_public", f"{column}_amount", "part", ("vehicle_purchase", "vehicle_operation")),
            "three_public",
            *(("公务用车购置及运行维护费", "公务用车购置及运行费") if column == "actual" else ()),
        )
        for row in THREE_PUBLIC_PARTS:
            if row.value == "undivided":
                continue
            yield money(
                f"three_public.{row.value}.{column}",
                f"{row.label}{suffix}",
                sum_of("three_public", f"{column}_amount", "part", (row.value,)),
                f"three_public.{row.value}.{column}_amount",
                *((row.label, f"{row.label}支出") if column == "actual" else ()),
            )
    yield SourceFigure(
        Figure(
            "three_public.vehicle_operation_per_car",
            "车均运行维护费",
            Quantity.MONEY,
            formula="公务用车运行维护费决算数÷公务用车保有量",
            aliases=("车均公务用车运行维护费",),
        )
    )
    yield SourceFigure(
        Figure(
            "three_public.reception_per_guest",
            "人均接待费",
            Quantity.MONEY,
            unit="元",
            formula="公务接待费决算数÷国内公务接待人次",
            aliases=("人均公务接待费",),
        )
    )


def _staffing() -> Iterator[SourceFigure]:
    yield count(
        "staffing.authorized",
        "编制数",
        "人",
        sum_of("staffing", "authorized_count"),
        "staffing",
        *("编制总数", "人员编制数", "在职人员编制数", "核定编制数"),
    )
    yield count(
        "staffing.in_post",
        "在职人员数",
        "人",
        sum_of("staffing", "in_post_count"),
        "staffing",
        *("在职人员", "在职人员总数", "实有人数", "年末实有人数", "年末实有在职人员数", "实际在职人员数"),
    )
    for row in POST_KINDS:
        if row.value == "undivided":
            continue
        yield count(
            f"staffing.{row.value}.authorized",
            f"{row.label}数",
            "人",
            sum_of("staffing", "authorized_count", "post_kind", (row.value,)),
            f"staffing.{row.value}.authorized_count",
            row.label,
        )
        yield count(
            f"staffing.{row.value}.in_post",
            f"{row.label}在职人员数",
            "人",
            sum_of("staffing", "in_post_count", "post_kind", (row.value,)),
            f"staffing.{row.value}.in_post_count",
            f"{row.label.removesuffix('编制')}在职人员数",
        )


def _procurement() -> Iterator[SourceFigure]:
    columns = {"budget": "预算数", "actual": "金额"}
    yield money(
        "procurement.budget",
        "政府采购预算数",
        sum_of("procurement", "budget_amount"),
        "procurement",
        *("政府采购预算", "政府采购预算金额", "年初政府采购预算"),
    )
    yield money(
        "procurement.actual",
        "实际政府采购金额",
        sum_of("procurement", "actual_amount"),
        "procurement",
        *("政府采购金额", "政府采购支出", "政府采购决算数", "政府采购实际支出", "政府采购支出总额"),
    )
    for row in PROCUREMENT_KINDS:
        if row.value == "undivided":
            continue
        for column, suffix in columns.items():
            yield money(
                f"procurement.{row.value}.{column}",
                f"政府采购{row.label}{suffix}",
                sum_of("procurement", f"{column}_amount", "kind", (row.value,)),
                f"procurement.{row.value}.{column}_amount",
                f"{row.label}采购{suffix}",
            )


def _adjustments() -> Iterator[SourceFigure]:
    total = sum_of("adjustments", "amount")
    yield money(
        "adjustments.total", "已列明调整金额合计", total, "adjustments", "已列明调整金额", "备案调整金额合计"
    )
    for row in ADJUSTMENT_CAUSES:
        listed = sum_of("adjustments", "amount", "cause", (row.value,))

        def of_cause(year: YearData, listed: Read = listed) -> Decimal | None:
            amount = listed(year)
            # the table is a complete list: a cause without rows is 0 as soon as any amount is listed
            return Decimal(0) if amount is None and total(year) is not None else amount

        yield money(f"adjustments.{row.value}", f"{row.label}调整金额", of_cause, "adjustments")


SOURCE_FIGURES: dict[str, SourceFigure] = {
    source.figure.key: source
    for group in (
        _single_values(),
        _budget(),
        _spending(),
        _income(),
        _three_public(),
        _staffing(),
        _procurement(),
        _adjustments(),
        item_figures(),
        account_totals(),
    )
    for source in group
}
"""Every figure of a year by key, in the order in which pickers list them."""

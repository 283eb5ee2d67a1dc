"""Projects and transfer payments for tests: short ways to build them, and the nine of a published report."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from selfeval.domain.data import EvaluationData, Item, ItemAspect, ItemFund, ItemIndicator, ItemKind
from selfeval.domain.pack import ItemForm, Pack
from tests.support.published import published_pack
from tests.support.scoring import evaluation, year

FORM_PACKS = (
    "national-project-2020",
    "national-project-2021",
    "sichuan-project-2020",
    "sichuan-project-2023",
    "hubei-project-2020",
    "chongqing-project-2021",
    "transfer-national",
    "gansu-project-2020",
    "gansu-transfer-2020",
)
REACHED = "达成年度指标"
PARTLY = "部分达成年度指标并具有一定效果"
MISSED = "未达成年度指标且效果较差"


def form(code: str) -> ItemForm:
    """Return a form that comes with the product."""
    return published_pack(code).forms[0]


def pack_with(*codes: str, **parts: Any) -> Pack:
    """Return a departmental pack without indicators of its own that uses these forms."""
    return Pack.model_validate(
        {
            "code": "example",
            "name": "示例体系",
            "jurisdiction": "示例县",
            "indicators": (),
            "forms": tuple(form(code) for code in codes),
            **parts,
        }
    )


def ten_thousand(amount: str | None) -> Decimal | None:
    """Return an amount published in 万元 as 元."""
    return None if amount is None else (Decimal(amount) * 10000).quantize(Decimal("0.01"))


def fund(
    item: str, source: str, initial: str | None = None, whole: str | None = None, executed: str | None = None
) -> ItemFund:
    """Return a row of funds; amounts in 万元."""
    return ItemFund(
        item=item,
        source=source,
        initial_amount=ten_thousand(initial),
        whole_year_amount=ten_thousand(whole),
        executed_amount=ten_thousand(executed),
    )


def indicator(item: str = "x", level1: str = "output", **values: Any) -> ItemIndicator:
    """Return an indicator of an item; numbers may be written as strings."""
    return ItemIndicator.model_validate({"item": item, "level1": level1, "name": "指标", **values})


def item_year(
    items: tuple[Item, ...],
    funds: tuple[ItemFund, ...] = (),
    indicators: tuple[ItemIndicator, ...] = (),
    aspects: tuple[ItemAspect, ...] = (),
    **values: Any,
) -> EvaluationData:
    """Return an evaluation of a department with these items; other values go into the year."""
    return evaluation(
        year(items=items, item_funds=funds, item_indicators=indicators, item_aspects=aspects, **values)
    )


def one_item(
    *indicators: ItemIndicator,
    funds: tuple[ItemFund, ...] = (fund("x", "fiscal", "100", "100", "100"),),
    **values: Any,
) -> EvaluationData:
    """Return an evaluation with one item of the code ``x``; ``values`` are those of the item."""
    return item_year((Item.model_validate({"code": "x", "name": "示例项目", **values}),), funds, indicators)


def full_marks(
    item: str, output: str = "50", benefit: str = "30", satisfaction: str = "10"
) -> tuple[ItemIndicator, ...]:
    """Return one qualitative indicator for each group, judged as reached, with all of its points."""
    groups = {"output": output, "benefit": benefit, "satisfaction": satisfaction}
    return tuple(
        indicator(
            item,
            group,
            name=f"{group}指标",
            nature="qualitative",
            target_text="达到年度目标",
            weight=weight,
            tier=REACHED,
            awarded_score=weight,
        )
        for group, weight in groups.items()
    )


# --- the four projects and five transfer payments of a published report of 2020, in 万元 -----

PROJECTS = {
    "car_rental": ("车辆租赁费", "3.88", "3.39"),
    "incubator_operation": ("新区孵化大厦运营管理费", "1600", "1600"),
    "incubator_rent": ("新区孵化大厦租赁费", "4921", "4921"),
    "chemistry": ("化工片区产业项目引进技术服务费", "247.312", "247.312"),
}
TRANSFERS = {
    "isotope": ("同位素实验室一期项目", "2000", "provincial"),
    "chemical_base": ("专精特新化工产业孵化基地项目（B区）", "4000", "central"),
    "science_plan": ("科技计划项目", "335", "provincial"),
    "pandemic_subsidy": ("疫情期间中小企业研发费用补贴专项资金", "500", "provincial"),
    "high_tech_reward": ("高新技术企业奖补资金项目", "240", "provincial"),
}
STATED = {"isotope": "92", "chemical_base": "100", "science_plan": "100"} | {
    "pandemic_subsidy": "100",
    "high_tech_reward": "100",
}


def nine_items() -> EvaluationData:
    """Return the nine items: amounts and scores as published, indicators only where points were published."""
    items = [
        Item(code=code, name=name, implementing_unit="示例局", objective="保障工作", completion="已完成")
        for code, (name, _, _) in PROJECTS.items()
    ]
    items[0] = items[0].model_copy(update={"stated_score": Decimal(100), "stated_grade": "优"})
    for position in (1, 2):
        items[position] = items[position].model_copy(update={"stated_grade": "优"})
    items += [
        Item(
            code=code,
            name=name,
            kind=ItemKind.TRANSFER,
            stated_score=Decimal(STATED[code]),
            score_reason="公开报告只载总分",
            objective="推进项目",
            completion="按计划推进",
        )
        for code, (name, _, _) in TRANSFERS.items()
    ]
    funds = [fund(code, "fiscal", whole, whole, spent) for code, (_, whole, spent) in PROJECTS.items()]
    funds += [fund(code, source, None, amount, amount) for code, (_, amount, source) in TRANSFERS.items()]
    indicators = (*full_marks("car_rental"), *full_marks("chemistry"))
    return item_year(tuple(items), tuple(funds), indicators)

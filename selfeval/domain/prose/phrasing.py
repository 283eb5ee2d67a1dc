"""Every Chinese wording that is generated, in one place: directions, placeholders, dates, points, scores.

Numbers come in ready to print; nothing is computed here but the choice of words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from selfeval.domain.scoring.result import ScoreState

NOTHING = "—"
YES = "是"
NO = "否"
NOT_APPLICABLE = "无此项"
EQUAL = "持平"
NEARLY_EQUAL = "基本持平"
NOT_COMPARABLE = "不可比"
REPORT_DATE = "成文日期"
FULL_MARK = "满分"
TOTAL = "总得分"
UNSCORED = "待评分"
OTHER_INDICATORS = "其他指标"
TABLE = "表"
CHART = "图"
PRIOR_YEAR = "上年"
ITEM_HEADING = "{case.name}"
SERIES_LABELS = {"dimensions": "得分率", "losses": "分值", "items": "数值"}

STATE_LABELS = {
    ScoreState.SCORED: "已评分",
    ScoreState.INCOMPLETE: "待补充",
    ScoreState.NOT_SELF_SCORED: "不自评",
    ScoreState.NOT_APPLICABLE: "不适用",
}


def missing_figure(name: str) -> str:
    """Placeholder of a figure that is not filled in."""
    return f"〔未填：{name}〕"


def unknown_figure(name: str) -> str:
    """Placeholder of a name that stands for nothing (any more)."""
    return f"〔未知数据项：{name}〕"


def division_by_zero(name: str) -> str:
    """Placeholder of a share or formula whose denominator is zero."""
    return f"〔分母为零：{name}〕"


def out_of_bounds(name: str) -> str:
    """Placeholder of a formula whose result is too large."""
    return f"〔超出范围：{name}〕"


def unreadable(source: str) -> str:
    """Placeholder of a text that the parser refuses; braces would look like live references."""
    return f"〔引用有误：{source.replace('{', '〔').replace('}', '〕')}〕"


def difference(amount: str, *, increases: bool, is_rate: bool) -> str:
    """增加/减少 with an amount, 提高/降低 for rates (in percentage points)."""
    if is_rate:
        return f"{'提高' if increases else '降低'}{amount}"
    return f"{'增加' if increases else '减少'}{amount}"


def growth(percentage: str, *, increases: bool) -> str:
    """增长/下降 with a percentage."""
    return f"{'增长' if increases else '下降'}{percentage}"


def change_sentence(base: str, change: str, *, equal: bool) -> str:
    """A change with its opening words: 较上年增加…, 与上年持平."""
    return f"{'与' if equal else '较'}{base}{change}"


def long_date(day: date) -> str:
    """2021年3月30日 (GB/T 9704: Arabic digits, no leading zeros)."""
    return f"{day.year}年{day.month}月{day.day}日"


def date_part(day: date, part: str) -> str:
    """A date in one of the forms 年月日, 年月, 月日."""
    match part:
        case "年月":
            return f"{day.year}年{day.month}月"
        case "月日":
            return f"{day.month}月{day.day}日"
    return long_date(day)


def joined(parts: Sequence[str], mark: str = "；") -> str:
    """Join texts, each without its final punctuation, leaving out empty and repeated ones."""
    bare = (part.strip().rstrip("。；;，,") for part in parts)
    return mark.join(dict.fromkeys(part for part in bare if part))


def sentence(text: str) -> str:
    """A text with exactly one full stop at its end; empty stays empty."""
    bare = text.strip().rstrip("。；;，,")
    if not bare:
        return ""
    return bare if bare[-1] in "！？!?" else f"{bare}。"


def equation(name: str, formula: str, substituted: str) -> str:
    """Formula and substituted formula (both ``name＝…``) as one chain: name＝A÷B＝1÷2＝50%."""
    lead = f"{name}＝"
    if formula.startswith(lead) and substituted.startswith(lead):
        return f"{formula}＝{substituted.removeprefix(lead)}"
    return joined((formula, substituted), "。")


def sentences(parts: Sequence[str]) -> str:
    """Texts one after another, each with its full stop."""
    return "".join(sentence(part) for part in parts)


def numbered_caption(kind: str, number: int, caption: str) -> str:
    """A caption with its number, 表1 …; a number that the pack gave gives way, so that none is left out.

    The colon that the pack set behind its number (图1：…) stays.
    """
    given = re.match(rf"{kind}\s*\d+([\s:：、.]*)", caption)
    if given is None:
        return f"{kind}{number} {caption}".rstrip()
    gap = "：" if given[1].strip() in ("：", ":") else " "
    return f"{kind}{number}{gap}{caption[given.end() :]}".rstrip()


LEFT_OUT_COLUMNS = "注：没有数据的栏次未印出，完整的表见电子表格。"
MADE_UP_AMOUNTS = "注：本表含演示数据，公开资料未载明的金额按已公开的合计数补齐。"


def glossary_entry(number: int, term: str, explanation: str) -> str:
    """A numbered term of 名词解释 with its explanation."""
    return f"{number}.{term}：{explanation}"


def analysis_heading(name: str) -> str:
    """Heading over the analysis of one indicator."""
    return f"{name}分析"


def analysis_template(state: ScoreState) -> str:
    """The template of an indicator's analysis where the pack gives none."""
    match state:
        case ScoreState.NOT_SELF_SCORED:
            return "该指标权重{item.weight}分，不由部门自评，不计入自评总分。"
        case ScoreState.NOT_APPLICABLE:
            return "本部门本年度无此项工作，该指标不适用。"
    return "{item.calculation}根据评价标准，该指标权重{item.weight}分，得{item.score}分，得分率{item.rate}。"


def reason_template(*, is_lost: bool) -> str:
    """What follows an analysis whose indicator has a reason entered: why points were lost, or how it came."""
    return f"{'扣分原因' if is_lost else '情况说明'}：{{item.reason}}。"

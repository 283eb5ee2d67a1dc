"""A sixth county, from a pack file alone: loaded, filled in, scored, checked, printed, shown in the wizard.

Nothing in the product knows it. Expected values stand in tests/support/sixth_county.py, worked out by hand.
"""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from selfeval.domain.checks.finding import Severity
from selfeval.domain.numbers import format_number
from selfeval.domain.report.document import Chart, Document, Heading, Paragraph, Signature, Table
from selfeval.models import FigureDefinition, IndicatorNode, PackVersion
from selfeval.reports.docx import write_docx
from selfeval.reports.html import document_html
from selfeval.reports.pdf import render_pdf
from selfeval.selectors.documents import document_of, newest_source
from selfeval.selectors.packs import load_pack
from selfeval.selectors.workspace import open_workspace
from tests.support import sixth_county as county
from tests.support.office import Office
from tests.support.pdf import page_texts
from tests.support.published import published_pack
from tests.support.same_content import assert_same_content
from tests.web.support import edit, save, signed_in, text_of

pytestmark = pytest.mark.django_db
FINANCE = "finance"


@pytest.fixture
def office() -> Office:
    """The county's first year, empty."""
    return county.open_county()


@pytest.fixture
def filled(office: Office) -> Office:
    """The county's first year, filled in."""
    outcomes = county.fill(office)
    assert {outcome.status for outcome in outcomes} == {"saved"}
    return office


def _document(office: Office, kind: str = "report") -> Document:
    return document_of(newest_source(office.evaluation), kind)


def _tables(document: Document) -> dict[str, Table]:
    tables = [block for block in document.blocks if isinstance(block, Table)]
    return {re.sub(r"^表\d+ ", "", table.caption): table for table in tables}


def _rows(table: Table) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in row) for row in table.body]


def test_the_file_changes_what_differs_and_keeps_the_rest(office: Office) -> None:
    version = PackVersion.objects.get(pk=office.evaluation.pack_version_id)
    pack, base = load_pack(version), published_pack("bishan-2022")
    assert pack.origin is not None
    assert pack.origin.extends == base.code
    assert (pack.name, pack.jurisdiction, pack.fiscal_year) == (
        county.PACK_NAME,
        county.JURISDICTION,
        county.YEAR,
    )
    assert (pack.grades, pack.charts) == (base.grades, base.charts)
    assert [rule.id for rule in pack.checks] == ["P01", "P02", "P04", "P05"]
    assert list(FigureDefinition.objects.values_list("name", flat=True)) == [
        *(figure.name for figure in county.FIGURES),
        *(figure.name for figure in county.COMPUTED),
    ]
    leaves = IndicatorNode.objects.exclude(method="")
    assert list(leaves.order_by("pk").values_list("name", "weight")) == [
        (one.name, Decimal(one.weight)) for one in county.INDICATORS
    ]


def test_it_scores_as_its_form_says(filled: Office) -> None:
    score = open_workspace(filled.evaluation).score
    assert [
        (one.code, format_number(one.self_score or Decimal(0)), one.actual) for one in score.indicators
    ] == [(one.code, one.points, one.actual) for one in county.INDICATORS]
    assert {
        one.name: (format_number(one.weight or Decimal(0)), format_number(one.score or Decimal(0)))
        for one in score.dimensions
    } == county.GROUPS
    assert (str(score.total), score.grade) == (county.TOTAL, county.GRADE)


def test_the_reverse_indicator_gets_full_points_at_its_target_and_no_more(filled: Office) -> None:
    for typed, points in (("10", 10), ("8", 10), ("20", 5)):
        current = open_workspace(filled.evaluation).cells["indicator.approval_days.actual_value"]
        filled.save("indicator.approval_days.actual_value", typed, base=current)
        score = open_workspace(filled.evaluation).score
        assert score.indicator("approval_days").self_score == points


def test_its_own_check_finds_the_excess_and_nothing_else_blocks(filled: Office) -> None:
    workspace = open_workspace(filled.evaluation)
    (found,) = [finding for finding in workspace.findings if finding.id == "P05"]
    assert (found.left, found.right, found.difference) == county.CHECK.found
    assert found.section == FINANCE
    assert found.place_label == "培训费决算数"
    assert county.CHECK.cure in found.message
    assert not [finding for finding in workspace.findings if finding.severity is Severity.ERROR]
    filled.save("figures.training.actual.value", "35000", base="45000.00")
    assert "P05" not in {finding.id for finding in open_workspace(filled.evaluation).findings}


def test_an_empty_year_names_the_new_figures_among_what_is_missing(office: Office) -> None:
    missing = {finding.place for finding in open_workspace(office.evaluation).findings if finding.id == "E11"}
    assert {f"figures.{figure.key}" for figure in county.FIGURES} <= missing


def test_the_report_prints_its_text_its_column_and_its_table(filled: Office) -> None:
    document = _document(filled)
    paragraphs = [
        "".join(run.text for run in block.runs) for block in document.blocks if isinstance(block, Paragraph)
    ]
    assert county.PARAGRAPH in paragraphs
    assert (
        "2023年“三公”经费预算10.00万元，支出9.00万元，较“三公”经费预算数减少1.00万元，下降10.00%。"
        in paragraphs
    )
    assert not [text for text in paragraphs if "〔" in text.replace("〔2024〕", "")]
    headings = [block.text for block in document.blocks if isinstance(block, Heading)]
    assert county.SECTION in headings
    assert "主要成效" not in headings
    assert not any(isinstance(block, Signature) for block in document.blocks)
    assert [block.caption for block in document.blocks if isinstance(block, Chart)] == [
        "图1 预算数与执行数",
        "图2 失分构成",
    ]
    tables = _tables(document)
    assert tuple(cell.text for cell in tables[county.TABLE_CAPTION].head[0]) == county.TABLE_HEAD
    assert _rows(tables[county.TABLE_CAPTION]) == list(county.TABLE_ROWS)
    scores = tables["指标得分情况"]
    assert [cell.text for cell in scores.head[0]] == ["指标名称", "完成值", "权重", "得分", "得分率"]
    assert [row[:4] for row in _rows(scores)[:-1]] == [
        (one.name, one.actual, one.weight, one.points) for one in county.INDICATORS
    ]
    assert _rows(scores)[-1] == ("合计", "100", county.TOTAL, f"{county.TOTAL}%")


def test_the_self_score_table_groups_and_totals(filled: Office) -> None:
    (table,) = _tables(_document(filled, "self-score-table")).values()
    rows = _rows(table)
    assert [row[0] for row in rows if len(row) == 6] == ["预算执行", "产出指标", "效益和满意度指标"]
    assert rows[3] == ("项目审批平均用时", "10天", "12.5天", "10", "8")
    assert rows[-1] == ("总分及等级", county.TOTAL, county.GRADE)


def test_pdf_docx_and_html_hold_the_same_words(filled: Office) -> None:
    for kind in ("report", "self-score-table"):
        document = _document(filled, kind)
        rendered = render_pdf(document)
        assert_same_content(document, rendered.data, write_docx(document, rendered.pages_by_anchor))
        page = document_html(document, for_print=False)
        for table in _tables(document).values():
            for row in table.body:
                assert all(cell.text in page for cell in row)
    assert county.PARAGRAPH in "".join(page_texts(render_pdf(_document(filled)).data)).replace("\n", "")


def test_the_wizard_asks_for_the_new_figures_and_takes_them(office: Office) -> None:
    client = signed_in(office.preparer)
    where = {"code": office.evaluation.code, "section": FINANCE}
    address = reverse("section", kwargs=where)
    page = text_of(client.get(address))
    for figure in county.FIGURES:
        assert figure.name in page
        assert f'name="figures.{figure.key}.value"' in page
    edits = [edit(f"figures.{figure.key}.value", figure.typed) for figure in county.FIGURES]
    answer = save(client, office, *edits, page=FINANCE).json()
    assert [cell["status"] for cell in answer["cells"]] == ["saved"] * 4
    page = text_of(client.get(address))
    assert re.search(r'name="figures\.training\.actual\.value"[^>]*value="4\.50"', page)
    preview = text_of(client.get(reverse("section-preview", kwargs=where)))
    assert county.PARAGRAPH in re.sub(r"<[^>]+>|\s", "", preview)
    scoring = text_of(client.get(reverse("scoring", kwargs={"code": office.evaluation.code})))
    for one in county.INDICATORS:
        assert one.name in scoring
    assert "120.00%" in scoring

"""The commands as scripts call them: JSON with the published figures, files, messages."""

from __future__ import annotations

import json
import shutil
from io import StringIO
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from selfeval.domain.report.document import Table
from selfeval.domain.workflow import Status
from selfeval.exchange.pack_folder import SHIPPED_PACKS
from selfeval.models import CellChange, Evaluation
from selfeval.selectors.documents import document_of, newest_source
from selfeval.services import demo
from tests.support.same_content import assert_same_content

EVALUATIONS = {
    "bishan-2020": ("report", "self-score-table"),
    "bishan-2022": ("report", "self-score-table"),
    "lanzhou-2020": (
        "report",
        *(f"project-{number}{part}" for number in range(1, 5) for part in ("", "-report")),
        *(f"transfer-{number}{part}" for number in range(1, 6) for part in ("", "-report")),
    ),
    "luzhou-2020": (
        *("report", "self-score-table", "disclosure", "tables"),
        *(f"project-{number}{part}" for number in range(1, 6) for part in ("", "-report")),
    ),
    "xinfeng-2021": ("report",),
}
SCHEMA = Path(__file__).resolve().parent.parent.parent / "docs" / "reference" / "package.schema.json"


@pytest.fixture(autouse=True)
def _demo_years(db: None, tmp_path: Path, settings: Any) -> None:
    settings.ENV = settings.ENV.__class__(
        **{
            name: getattr(settings.ENV, name) if name != "data_dir" else tmp_path / "data"
            for name in settings.ENV.__slots__
        }
    )
    demo.load_demo()


def run(*arguments: str) -> str:
    """Run a command and return what it printed."""
    out = StringIO()
    call_command(*arguments, stdout=out, stderr=out)
    return out.getvalue()


def test_score_of_2020_as_published() -> None:
    score = json.loads(run("score", "bishan-2020", "--json"))
    assert (score["total"], score["full_mark"], score["grade"]) == ("95.50", "100", "优")
    assert [(item["name"], item["weight"], item["score"], item["rate"]) for item in score["dimensions"]] == [
        ("投入", "7.00", "5.00", "0.7143"),
        ("过程", "24.00", "23.00", "0.9583"),
        ("产出", "42.00", "42.00", "1.0000"),
        ("效益", "27.00", "25.50", "0.9444"),
    ]
    indicators = {item["code"]: item for item in score["indicators"]}
    assert len(indicators) == 29
    assert indicators["budget_adjustment"]["actual"] == "482.01%"
    assert indicators["budget_adjustment"]["self_score"] == "1.50"
    assert indicators["staff_control"]["actual"] == "92.86%"
    assert indicators["three_public_change"]["actual"] == "94.70%"
    assert indicators["three_public_change"]["self_score"] == "0.00"
    assert indicators["three_public_control"]["actual"] == "17.29%"
    assert indicators["procurement_execution"]["actual"] == "32.50%"
    assert indicators["economic_growth"]["self_score"] == "6.50"
    assert indicators["staff_control"]["path"] == ["投入", "预算配置"]


def test_score_of_2022_as_published() -> None:
    score = json.loads(run("score", "bishan-2022", "--json"))
    assert (score["total"], score["grade"]) == ("94.24", "优")
    execution = score["indicators"][0]
    assert (execution["actual"], execution["self_score"], execution["rate"]) == ("42.42%", "4.24", "0.4242")


def test_score_under_another_pack_leaves_the_evaluation_alone() -> None:
    other = json.loads(run("score", "bishan-2022", "--pack", "bishan-2020", "--json"))
    assert other["pack"] == "bishan-2020"
    assert other["grade"] is None
    assert json.loads(run("score", "bishan-2022", "--json"))["total"] == "94.24"


def test_the_cap_by_execution_rate_is_compared() -> None:
    """42.42 % executed: at most 59 points under the rule of the integrated platform."""
    capped = json.loads(run("score", "bishan-2022", "--pack", "bishan-2022-cap", "--json"))
    assert (capped["total"], capped["grade"]) == ("59.00", "差")
    assert capped["caps"] == [
        {"label": "预算执行率低于50%，总分不高于59分", "maximum": "59.00", "before": "94.24"}
    ]


def test_a_narrative_report_has_no_score() -> None:
    score = json.loads(run("score", "xinfeng-2021", "--json"))
    assert (score["total"], score["grade"]) == (None, None)
    assert score["dimensions"] == score["indicators"] == score["caps"] == []
    assert "总得分：无，等级：无" in run("score", "xinfeng-2021")


def test_a_year_that_does_not_balance_stays_open_and_its_report_a_draft(tmp_path: Path) -> None:
    findings = json.loads(run("check", "xinfeng-2021", "--json"))["findings"]
    (error,) = [item for item in findings if item["severity"] == "error"]
    assert (error["id"], error["difference"]) == ("E05", "-12.21万元")
    assert Evaluation.objects.get(code="xinfeng-2021").status == Status.DRAFTING
    file = tmp_path / "report.html"
    run("render", "xinfeng-2021", "--format", "html", "--out", str(file))
    assert "草稿" in file.read_text("utf-8")


def test_a_published_score_that_cannot_be_stays_a_finding(tmp_path: Path) -> None:
    """3.39 of 3.88 executed and 100 points printed for it; the other figures of the roll-up are there."""
    findings = json.loads(run("check", "lanzhou-2020", "--json"))["findings"]
    stated = next(item for item in findings if item["id"] == "E03")
    assert (stated["place"], stated["left"], stated["right"]) == ("item.car_rental", "100", "98.74")
    assert Evaluation.objects.get(code="lanzhou-2020").status == Status.DRAFTING
    file = tmp_path / "report.html"
    run("render", "lanzhou-2020", "--format", "html", "--out", str(file))
    text = file.read_text("utf-8")
    assert "草稿" in text
    assert "其中5个" in text.replace('<span class="keep">', "").replace("</span>", "")
    assert "〔未填" not in text


def test_unknown_evaluation_names_those_there_are() -> None:
    with pytest.raises(CommandError, match="、".join(sorted(EVALUATIONS))):
        run("score", "nowhere-2020")


def test_check_lists_findings_with_both_figures() -> None:
    findings = json.loads(run("check", "bishan-2022", "--json"))["findings"]
    unspent = next(item for item in findings if item["place"] == "year.carryover_out_amount")
    assert (unspent["id"], unspent["severity"], unspent["left"]) == ("W06", "warning", "1,641.63万元")


def test_check_without_an_evaluation_is_the_system_check() -> None:
    assert "no issues" in run("check")
    assert "no issues" in run("check", "selfeval")


def test_package_dump_loads_again_unchanged(tmp_path: Path) -> None:
    before = run("package", "dump", "bishan-2022")
    file = tmp_path / "year.json"
    file.write_text(before, "utf-8")
    changes = CellChange.objects.count()
    assert run("package", "load", str(file)).strip() == "bishan-2022"
    assert run("package", "dump", "bishan-2022") == before
    assert CellChange.objects.count() == changes


def test_package_schema_is_published_and_holds() -> None:
    schema = json.loads(run("package", "schema"))
    assert json.loads(SCHEMA.read_text("utf-8")) == schema
    jsonschema.validate(json.loads(run("package", "dump", "bishan-2020")), schema)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "JSON"),
        ('{"format": 1, "code": "x", "year": {"fiscal_year": NaN}}', "NaN"),
        ('{"format": 1, "code": "x", "pack": "bishan-2020", "packs": 1}', "packs"),
        ('{"format": 2, "code": "x"}', "format"),
    ],
)
def test_wrong_package_is_refused_with_its_place(tmp_path: Path, content: str, words: str) -> None:
    file = tmp_path / "wrong.json"
    file.write_text(content, "utf-8")
    with pytest.raises(CommandError, match=words):
        run("package", "load", str(file))
    assert Evaluation.objects.count() == len(EVALUATIONS)


def test_pack_list_names_every_pack() -> None:
    lines = run("pack", "list").splitlines()
    assert [line.split("\t")[0] for line in lines] == sorted(path.name for path in SHIPPED_PACKS.iterdir())
    assert "29个指标" in lines[0]


@pytest.mark.parametrize("code", sorted(path.name for path in SHIPPED_PACKS.iterdir()))
def test_pack_export_gives_the_same_pack(code: str, tmp_path: Path) -> None:
    folder = tmp_path / code
    run("pack", "export", code, "--out", str(folder))
    assert "检查通过" in run("pack", "check", str(folder))
    assert f"{code} 第1版" in run("pack", "load", str(folder))


def test_a_pack_extends_those_beside_it_and_those_shipped(tmp_path: Path) -> None:
    for code, extends in (("middle", "bishan-2022"), ("top", "middle")):
        (tmp_path / code).mkdir()
        header = f"code: {code}\nname: 某区\nextends: {extends}\n"
        (tmp_path / code / "pack.yaml").write_text(header, "utf-8")
    (tmp_path / "top" / "indicators.yaml").write_text("- code: contests\n  name: 大赛场次\n", "utf-8")
    assert "检查通过" in run("pack", "check", str(tmp_path / "top"))
    run("pack", "load", str(tmp_path / "top"))
    run("pack", "export", "top", "--out", str(tmp_path / "out"))
    assert "origin:\n  extends: middle" in (tmp_path / "out" / "pack.yaml").read_text("utf-8")
    assert "大赛场次" in (tmp_path / "out" / "indicators.yaml").read_text("utf-8")
    score = json.loads(run("score", "bishan-2022", "--pack", "top", "--json"))
    assert (score["total"], score["indicators"][3]["name"]) == ("94.24", "大赛场次")
    (tmp_path / "top" / "indicators.yaml").write_text("- code: contest\n  name: 大赛场次\n", "utf-8")
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("pack", "check", str(tmp_path / "top"), stdout=out, stderr=out)
    assert "indicators.yaml 第1行" in out.getvalue()
    assert "是否应为“contests”" in out.getvalue()


def test_wrong_pack_names_file_line_and_cure(tmp_path: Path) -> None:
    folder = tmp_path / "bishan-2020"
    shutil.copytree(SHIPPED_PACKS / "bishan-2020", folder)
    file = folder / "indicators.yaml"
    lines = file.read_text("utf-8").splitlines()
    line = next(number for number, text in enumerate(lines) if "formula:" in text)
    lines[line] = lines[line].split("formula:")[0] + "formula: 在册人员数/编制数×100%"
    file.write_text("\n".join(lines), "utf-8")
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("pack", "check", str(folder), stdout=out, stderr=out)
    assert f"indicators.yaml 第{line + 1}行" in out.getvalue()
    assert "在册人员数" in out.getvalue()


def is_words_only(code: str, kind: str) -> bool:
    """Whether a document prints no table: reports of projects, and Sichuan's, whose table stands apart."""
    return kind.endswith("-report") or (code, kind) == ("luzhou-2020", "report")


def test_demo_writes_every_document_of_every_year(tmp_path: Path) -> None:
    table = run("demo", "--out", str(tmp_path / "out"))
    names = {
        f"{code}-{kind}.{suffix}"
        for code, kinds in EVALUATIONS.items()
        for kind in kinds
        for suffix in ("pdf", "docx", "xlsx")
        if suffix != "xlsx" or not is_words_only(code, kind)
    }
    assert {file.name for file in (tmp_path / "out").iterdir()} == names
    assert all(name in table for name in names)
    assert "95.5" in table
    assert "94.24" in table
    (car,) = (line for line in table.splitlines() if line.startswith("lanzhou-2020-project-1.pdf"))
    assert car.split()[1:3] == ["98.74", "优"]
    for evaluation in Evaluation.objects.all():
        source = newest_source(evaluation)
        for report in source.pack.documents:
            stem = tmp_path / "out" / f"{evaluation.code}-{report.kind}"
            pdf, docx = (stem.with_name(f"{stem.name}.{suffix}").read_bytes() for suffix in ("pdf", "docx"))
            document = document_of(source, report.kind)
            assert_same_content(document, pdf, docx)
            if not is_words_only(evaluation.code, report.kind):
                book = load_workbook(stem.with_name(f"{stem.name}.xlsx"))
                tables = [block for block in document.blocks if isinstance(block, Table)]
                assert len(book.sheetnames) == len(tables)


def test_demo_can_be_loaded_again() -> None:
    before = run("package", "dump", "bishan-2022")
    first, second = run("demo"), run("demo")
    assert first == second
    assert "preparer" in first
    assert run("package", "dump", "bishan-2022") == before


def test_render_lists_and_writes_documents(tmp_path: Path) -> None:
    assert run("render", "bishan-2020", "--list").splitlines()[0].startswith("report\t")
    file = tmp_path / "table.html"
    run("render", "bishan-2020", "--document", "self-score-table", "--format", "html", "--out", str(file))
    assert "482.01%" in file.read_text("utf-8")
    with pytest.raises(CommandError, match="self-score-table"):
        run("render", "bishan-2020", "--document", "nothing", "--out", str(file))


def test_render_writes_a_workbook_of_the_tables(tmp_path: Path) -> None:
    file = tmp_path / "table.xlsx"
    run("render", "bishan-2020", "--document", "self-score-table", "--format", "xlsx", "--out", str(file))
    (sheet,) = load_workbook(file).worksheets
    values = [value for row in sheet.iter_rows(values_only=True) for value in row]
    assert "482.01%" in values
    assert 95.5 in values
    arguments = ("--document", "project-1-report", "--format", "xlsx", "--out", str(file))
    with pytest.raises(CommandError, match="没有表格"):
        run("render", "lanzhou-2020", *arguments)


def test_draft_is_marked(tmp_path: Path) -> None:
    file = tmp_path / "draft.html"
    run("render", "bishan-2022", "--format", "html", "--out", str(file))
    assert "草稿" in file.read_text("utf-8")
    run("render", "bishan-2020", "--format", "html", "--out", str(file))
    assert "草稿" not in file.read_text("utf-8")


def test_audit_log_of_the_demo_is_whole() -> None:
    assert "完整" in run("audit_log", "verify")

"""Packs in the database: loading and reading are inverse, published versions are immutable."""

from decimal import Decimal

import pytest

from selfeval.models import AuditEvent, FigureDefinition, IndicatorNode, PackVersion
from selfeval.selectors.packs import load_pack, newest_version, newest_versions
from selfeval.services import packs
from selfeval.services.errors import Refused
from tests.support.published import DATA, published_pack

CODES = sorted(folder.name for folder in (DATA / "packs").iterdir())
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", CODES)
def test_stored_pack_is_the_pack_that_was_loaded(code: str) -> None:
    pack = published_pack(code)
    version = packs.load(actor=None, pack=pack)
    stored = load_pack(PackVersion.objects.get(pk=version.pk))
    assert stored == pack
    assert stored.model_dump_json() == pack.model_dump_json()


def test_indicator_tree_is_rows() -> None:
    packs.load(actor=None, pack=published_pack("bishan-2020"))
    dimensions = IndicatorNode.objects.filter(parent=None)
    assert list(dimensions.values_list("level", "name", "weight")) == [
        (1, "投入", Decimal(7)),
        (1, "过程", Decimal(24)),
        (1, "产出", Decimal(42)),
        (1, "效益", Decimal(27)),
    ]
    leaves = IndicatorNode.objects.exclude(method="")
    assert (leaves.count(), set(leaves.values_list("level", flat=True))) == (29, {3})
    staff = IndicatorNode.objects.get(code="staff_control")
    assert (staff.method, staff.parent is not None and staff.parent.level) == ("ratio_down", 2)


def test_pack_figures_are_rows() -> None:
    packs.load(actor=None, pack=published_pack("bishan-2022"))
    assert list(FigureDefinition.objects.values_list("key", flat=True)) == [
        "correspondents.district",
        "correspondents.municipal",
    ]


def test_loading_the_same_content_again_changes_nothing() -> None:
    first = packs.load(actor=None, pack=published_pack("bishan-2022"))
    again = packs.load(actor=None, pack=published_pack("bishan-2022"))
    assert first == again
    assert AuditEvent.objects.filter(action="pack.published").count() == 1


def test_published_version_takes_no_other_content() -> None:
    pack = published_pack("bishan-2022")
    packs.load(actor=None, pack=pack)
    changed = pack.model_copy(update={"name": "另一个名称"})
    with pytest.raises(Refused, match=r"第1版已发布.*version 改为2"):
        packs.load(actor=None, pack=changed)
    second = packs.load(actor=None, pack=changed.model_copy(update={"version": 2}))
    assert newest_version("bishan-2022") == second
    assert load_pack(PackVersion.objects.get(version=1)) == pack
    assert [version.version for version in newest_versions()] == [2]


def test_unknown_pack_has_no_version() -> None:
    assert newest_version("nowhere-1999") is None


def test_pack_with_errors_is_refused_and_leaves_nothing() -> None:
    pack = published_pack("bishan-2022")
    first, *others = pack.indicators
    wrong = pack.model_copy(
        update={"indicators": (first.model_copy(update={"weight": Decimal(99)}), *others)}
    )
    with pytest.raises(Refused, match="bishan-2022"):
        packs.load(actor=None, pack=wrong)
    assert not PackVersion.objects.exists()


def test_name_longer_than_its_column_is_refused_in_words() -> None:
    pack = published_pack("bishan-2022").model_copy(update={"name": "长" * 201})
    with pytest.raises(Refused, match="名称"):
        packs.load(actor=None, pack=pack)

"""The form of a table: its words, its columns, and every cell of its rows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django import forms

from selfeval.domain.pack import CellTemplate, Pack, RowGroup, TableDefinition
from selfeval.domain.pack_edits import grid, tables
from selfeval.domain.pack_edits.choices import SOURCES, round_choices
from selfeval.domain.pack_edits.tables import HEAD
from selfeval.domain.report.document import Align
from selfeval.web.packs.expressions import FormulaField, Speech, TextField, speak
from selfeval.web.packs.fields import PartForm
from selfeval.web.packs.frame import OpenPack

ALIGNMENTS = [(Align.LEFT.value, "左"), (Align.CENTER.value, "中"), (Align.RIGHT.value, "右")]
_AS_COLUMN = [("", "随列"), *ALIGNMENTS]
_PERCENT = 100
_MOST_REPEATED = 10
_WIDEST_PART = 40
_BETWEEN_NUMBERS = re.compile(r"[、，,；;\s]+")


class PartsField(forms.CharField):
    """How many further columns each part of a wide table shows, in order; empty for a table in one piece."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=400, help_text="太宽的表分成几幅，逐幅写列数（不含重复的列），例如 8、8、7", **kwargs
        )

    def prepare_value(self, value: Any) -> Any:
        """Show the numbers as they are typed."""
        return "、".join(map(str, value)) if isinstance(value, tuple | list) else value

    def clean(self, value: Any) -> tuple[int, ...]:
        """Read the numbers; ValidationError names the one that is none."""
        found = [item for item in _BETWEEN_NUMBERS.split(super().clean(value)) if item]
        for item in found:
            if not re.fullmatch(r"\d{1,2}", item) or not 1 <= int(item) <= _WIDEST_PART:
                raise forms.ValidationError(
                    f"分幅印出中的“{item}”应为1至{_WIDEST_PART}的整数，例如 8、8、7；不分幅时不填。"
                )
        return tuple(map(int, found))


class TableForm(PartForm):
    """What stands around the rows."""

    caption = TextField(label="表名", single=True, help_text="不写编号，按次序排表1、表2")
    unit = forms.CharField(
        label="单位", required=False, max_length=100, help_text="印在表的右上方，例如 单位：万元"
    )
    code = forms.CharField(label="表号", required=False, max_length=100, help_text="例如 公开01表")
    organization = TextField(label="编制单位一行", single=True, help_text="印在表的左上方")
    note = TextField(label="表下说明")
    empty = TextField(label="没有数据时的说明", single=True, help_text="整张表没有金额时印在表下")
    landscape = forms.BooleanField(label="横向纸张", required=False)
    parts = PartsField(label="分幅印出", required=False)
    stub = forms.IntegerField(
        label="每幅重复的列数",
        required=False,
        min_value=0,
        max_value=_MOST_REPEATED,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "number-input"}),
        help_text="分幅时，左边这几列在每一幅都印；不分幅时不填",
        error_messages={
            "invalid": "每幅重复的列数应为整数，例如3；不分幅时不填。",
            "min_value": "每幅重复的列数不能为负数；不分幅时不填。",
            "max_value": f"每幅重复的列数最多为{_MOST_REPEATED}。",
        },
    )
    sources = forms.MultipleChoiceField(
        label="数据取自",
        required=False,
        choices=SOURCES,
        widget=forms.CheckboxSelectMultiple,
        help_text="所选年度数据表中有演示数据时，表下注明",
    )

    def __init__(self, *args: Any, table: TableDefinition, speech: Speech, **kwargs: Any) -> None:
        names = ("unit", "code", "landscape", "parts", "sources")
        initial = {name: getattr(table, name) for name in names} | {"stub": table.stub or None}
        super().__init__(*args, initial=initial, **kwargs)
        speak(
            self,
            speech,
            caption=table.caption,
            organization=table.organization,
            note=table.note,
            empty=table.empty,
        )

    @property
    def values(self) -> dict[str, Any]:
        """The fields of the table; what its amounts come from stays in the order it had."""
        chosen = self.cleaned_data["sources"]
        before = [source for source in self.initial["sources"] if source in chosen]
        sources = (*before, *(source for source in chosen if source not in before))
        return self.cleaned_data | {"stub": self.cleaned_data["stub"] or 0, "sources": sources}


class ColumnForm(PartForm):
    """Width in percent and alignment of a column."""

    width = forms.FloatField(
        label="列宽",
        min_value=0.1,
        max_value=100,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "number-input"}),
        error_messages={
            "invalid": "列宽应为数字，例如25表示占表宽的25%。",
            "min_value": "列宽应大于0，填写占表宽的百分数。",
            "max_value": "列宽最多为100，填写占表宽的百分数。",
        },
    )
    align = forms.ChoiceField(label="对齐", choices=ALIGNMENTS)


class GroupForm(PartForm):
    """What a group of rows is repeated for, and when it prints."""

    for_each = forms.ChoiceField(label="逐项重复", required=False)
    when = FormulaField(label="印出条件", help_text="不填表示总是印出")

    def __init__(self, *args: Any, opened: OpenPack, group: RowGroup, speech: Speech, **kwargs: Any) -> None:
        super().__init__(*args, initial={"for_each": group.for_each or ""}, **kwargs)
        chooser = self.fields["for_each"]
        assert isinstance(chooser, forms.ChoiceField)
        choices = round_choices(opened.pack)
        if group.for_each and group.for_each not in dict(choices):
            choices.append((group.for_each, "其他逐项重复（保留原设置）"))
        chooser.choices = choices
        speak(self, speech, when=group.when)


class CellForm(PartForm):
    """A cell: its words and how it looks."""

    text = TextField(bare=True, label="单元格")
    align = forms.ChoiceField(label="对齐", required=False, choices=_AS_COLUMN)
    header = forms.BooleanField(label="表头", required=False)
    strong = forms.BooleanField(label="加粗", required=False)
    merge = forms.BooleanField(label="与上格相同时合并", required=False)

    def __init__(
        self,
        *args: Any,
        cell: CellTemplate,
        speech: Speech,
        label: str,
        rounds_from: str,
        **kwargs: Any,
    ) -> None:
        initial = {
            "align": cell.align.value if cell.align else "",
            "header": cell.header,
            "strong": cell.strong,
            "merge": cell.merge,
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["text"].label = label
        self.fields["text"].widget.rounds_from = rounds_from
        speak(self, speech, text=cell.text)

    @property
    def values(self) -> dict[str, Any]:
        """The fields of the cell."""
        align = self.cleaned_data["align"]
        return self.cleaned_data | {"align": Align(align) if align else None}


@dataclass(frozen=True)
class CellBox:
    """A cell on the page: ``name`` ends the names of its buttons (part, row, position)."""

    name: str
    label: str
    form: CellForm
    colspan: int
    rowspan: int

    @property
    def is_joined(self) -> bool:
        """Whether it stands over several places."""
        return self.colspan > 1 or self.rowspan > 1


@dataclass(frozen=True)
class RowBox:
    """A row on the page."""

    name: str
    label: str
    cells: tuple[CellBox, ...]
    can_rise: bool
    can_sink: bool


@dataclass(frozen=True)
class PartBox:
    """The head rows, or a group of body rows; the head has no form."""

    part: int
    label: str
    form: GroupForm | None
    rows: tuple[RowBox, ...]
    end: str
    can_rise: bool = False
    can_sink: bool = False


class TablePage:
    """The forms of a table; ``posted`` is what was sent. Rows that do not fill the table are completed."""

    def __init__(self, opened: OpenPack, key: str, posted: Any = None) -> None:
        self.opened, self.key, self._posted = opened, key, posted
        self.table = completed(tables.find_table(opened.pack, key)[1])
        self._speech: dict[str | None, Speech] = {}
        self.form = TableForm(posted, table=self.table, speech=self.speech(None))
        self.columns = [
            ColumnForm(
                posted,
                initial={
                    "width": f"{column.width * _PERCENT:.2f}".rstrip("0").rstrip("."),
                    "align": column.align.value,
                },
                prefix=f"column-{index}",
            )
            for index, column in enumerate(self.table.columns)
        ]
        self.parts = [self._head(), *(self._group(index) for index in range(len(self.table.body)))]

    def speech(self, for_each: str | None) -> Speech:
        """What the cells of a part may name."""
        if for_each not in self._speech:
            self._speech[for_each] = Speech(self.opened, for_each)
        return self._speech[for_each]

    def _head(self) -> PartBox:
        rows = self._rows(HEAD, self.table.head, None)
        return PartBox(HEAD, "表头（每页重复）", None, rows, f"{HEAD}/{len(rows)}")

    def _group(self, index: int) -> PartBox:
        group = self.table.body[index]
        chosen = group.for_each
        if self._posted is not None:
            chosen = self._posted.get(f"group-{index}-for_each") or None
        form = GroupForm(
            self._posted, opened=self.opened, group=group, speech=self.speech(chosen), prefix=f"group-{index}"
        )
        rows = self._rows(index, group.rows, chosen)
        return PartBox(
            index,
            f"第{index + 1}组行",
            form,
            rows,
            f"{index}/{len(rows)}",
            can_rise=index > 0,
            can_sink=index < len(self.table.body) - 1,
        )

    def _rows(self, part: int, rows: grid.Rows, for_each: str | None) -> tuple[RowBox, ...]:
        speech = self.speech(for_each)
        where = "表头" if part == HEAD else f"第{part + 1}组"
        boxes = []
        for number, row in enumerate(rows):
            label = f"{where}第{number + 1}行"
            cells = tuple(
                CellBox(
                    f"{part}/{number}/{index}",
                    f"{label}第{index + 1}格",
                    CellForm(
                        self._posted,
                        cell=cell,
                        speech=speech,
                        label=f"{label}第{index + 1}格",
                        rounds_from="" if part == HEAD else f"id_group-{part}-for_each",
                        prefix=f"cell-{part}-{number}-{index}",
                    ),
                    cell.colspan,
                    cell.rowspan,
                )
                for index, cell in enumerate(row)
            )
            boxes.append(RowBox(f"{part}/{number}", label, cells, number > 0, number < len(rows) - 1))
        return tuple(boxes)

    @property
    def forms(self) -> list[PartForm]:
        """All forms of the page."""
        groups = [part.form for part in self.parts if part.form is not None]
        cells = [cell.form for part in self.parts for row in part.rows for cell in row.cells]
        return [self.form, *self.columns, *groups, *cells]

    def is_valid(self) -> bool:
        """Whether everything that was sent can be stored."""
        return not [form for form in self.forms if not form.is_valid()]

    def edit(self, pack: Pack) -> Pack:
        """Store what was sent."""
        pack = tables.edit_table(pack, self.key, **self.form.values)
        widths = [(form.cleaned_data["width"], form.cleaned_data["align"]) for form in self.columns]
        if widths != [(float(form.initial["width"]), form.initial["align"]) for form in self.columns]:
            pack = tables.set_columns(pack, self.key, widths)
        pack = tables.set_head(pack, self.key, self._stored(self.parts[0], self.table.head))
        for box, group in zip(self.parts[1:], self.table.body, strict=True):
            assert box.form is not None
            fields = box.form.cleaned_data
            pack = tables.edit_group(
                pack,
                self.key,
                box.part,
                for_each=fields["for_each"] or None,
                when=fields["when"],
                rows=self._stored(box, group.rows),
            )
        return pack

    def _stored(self, box: PartBox, rows: grid.Rows) -> grid.Rows:
        return tuple(
            tuple(
                cell.model_copy(update=sent.form.values)
                for cell, sent in zip(row, sent_row.cells, strict=True)
            )
            for row, sent_row in zip(rows, box.rows, strict=True)
        )


def completed(table: TableDefinition) -> TableDefinition:
    """Return a table whose rows fill its columns: what is missing is put in, what sticks out is cut off."""
    width = len(table.columns)

    def whole(rows: grid.Rows) -> grid.Rows:
        return grid.folded(grid.spread(rows, width), len(rows))

    return table.model_copy(
        update={
            "head": whole(table.head),
            "body": tuple(group.model_copy(update={"rows": whole(group.rows)}) for group in table.body),
        }
    )

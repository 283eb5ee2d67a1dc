"""The form that starts an evaluation."""

from __future__ import annotations

from typing import Any, TypeVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.db.models import Model, QuerySet
from django.urls import reverse

from selfeval.models import Department, Evaluation, FiscalYear, PackVersion, User
from selfeval.selectors.evaluations import departments_prepared_by, evaluations_of_year
from selfeval.selectors.packs import packs_for_use

T = TypeVar("T", bound=Model)


class SourceField(forms.ModelChoiceField[Evaluation]):
    """Last year's evaluations, named by year and pack."""

    def label_from_instance(self, obj: Evaluation) -> str:
        """Return how an evaluation is listed."""
        return f"{obj.department_year.fiscal_year.year}年度　{obj.pack_version.name}"


class StartForm(forms.Form):
    """Department, year and pack; only what this person may start is offered."""

    department: forms.ModelChoiceField[Department] = forms.ModelChoiceField(
        Department.objects.none(),
        label="部门",
        empty_label=None,
        error_messages={
            "required": "部门未选择，从列表中选择。",
            "invalid_choice": "所选部门不由您填报，从列表中选择。",
        },
    )
    fiscal_year: forms.ModelChoiceField[FiscalYear] = forms.ModelChoiceField(
        FiscalYear.objects.none(),
        label="年度",
        empty_label=None,
        error_messages={
            "required": "年度未选择，从列表中选择。",
            "invalid_choice": "所选年度未开放填报，从列表中选择。",
        },
    )
    pack_version: forms.ModelChoiceField[PackVersion] = forms.ModelChoiceField(
        PackVersion.objects.none(),
        label="体系包",
        empty_label=None,
        help_text="体系包规定指标、权重、评分规则和报告格式，按财政部门当年通知选用",
        error_messages={
            "required": "体系包未选择，从列表中选择。",
            "invalid_choice": "所选体系包不能使用，从列表中选择。",
        },
    )

    source: forms.ModelChoiceField[Evaluation] = SourceField(
        Evaluation.objects.none(),
        label="从上年沿用",
        required=False,
        empty_label="不沿用，从空白开始",
        help_text="带入人员分工、科目和项目结构、目标值和编辑过的文字，逐处标明未修改；上年金额不带入",
        error_messages={"invalid_choice": "所选自评不是本部门上年度的自评，从列表中重新选择。"},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        departments = departments_prepared_by(user)
        years = FiscalYear.objects.filter(is_open=True)
        department = self._chosen("department", departments)
        year = self._chosen("fiscal_year", years)
        sources = Evaluation.objects.none()
        if department is not None and year is not None:
            sources = evaluations_of_year(user, department, year.year - 1)
        choices: dict[str, QuerySet[Any]] = {
            "department": departments,
            "fiscal_year": years,
            "pack_version": packs_for_use(),
            "source": sources,
        }
        for name, rows in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
        self.initial.setdefault("source", sources.first())
        self._renew_sources()
        self.helper = FormHelper()
        self.helper.form_id = "start-form"
        self.helper.attrs = {"novalidate": "", "data-once": ""}
        self.helper.add_input(Submit("", "开始填报"))

    def _chosen(self, name: str, rows: QuerySet[T]) -> T | None:
        """The choice as posted or asked for, else the first that the list offers."""
        wanted = str((self.data if self.is_bound else self.initial).get(name) or "")
        found = rows.filter(pk=wanted).first() if wanted.isdecimal() else None
        return found if found is not None or self.is_bound else rows.first()

    def _renew_sources(self) -> None:
        """Fetch the list of last year's evaluations anew where department or year are changed."""
        for name in ("department", "fiscal_year"):
            self.fields[name].widget.attrs |= {
                "hx-get": reverse("year-start"),
                "hx-include": "#id_department, #id_fiscal_year",
                "hx-select": "#div_id_source",
                "hx-target": "#div_id_source",
                "hx-swap": "outerHTML",
            }

"""The form that starts an evaluation."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms

from selfeval.models import Department, FiscalYear, PackStatus, PackVersion, User
from selfeval.selectors.evaluations import departments_prepared_by


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

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "department": departments_prepared_by(user),
            "fiscal_year": FiscalYear.objects.filter(is_open=True),
            "pack_version": PackVersion.objects.filter(
                status=PackStatus.PUBLISHED.value, is_library=False
            ).order_by("-fiscal_year", "pack__code", "-version"),
        }
        for name, rows in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": "", "data-once": ""}
        self.helper.add_input(Submit("", "开始填报"))

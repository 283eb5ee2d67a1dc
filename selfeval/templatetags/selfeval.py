"""Filters of the pages: dates, states and counts in official Chinese."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils import timezone

from selfeval.domain.checks.finding import Severity
from selfeval.domain.numbers import format_number
from selfeval.domain.workflow import Status

register = template.Library()

_STATUS_CLASSES = {
    Status.NOT_STARTED: "",
    Status.DRAFTING: "tag-primary",
    Status.DEPARTMENT_REVIEW: "tag-amber",
    Status.SUBMITTED: "tag-done",
    Status.FINAL: "tag-done",
}
_SEVERITY_LABELS = {Severity.ERROR: "必须改", Severity.WARNING: "需说明", Severity.INFO: "提示"}


@register.filter
def long_date(day: date | datetime) -> str:
    """Write a day as 2021年3月30日; moments are taken in local time."""
    if isinstance(day, datetime):
        day = timezone.localtime(day)
    return f"{day.year}年{day.month}月{day.day}日"


@register.filter
def moment(at: datetime) -> str:
    """Write a moment as 2021年3月30日 14:03."""
    return f"{long_date(at)} {timezone.localtime(at):%H:%M}"


@register.filter
def status_label(status: str) -> str:
    """The Chinese name of an evaluation's state."""
    return Status(status).label


@register.filter
def status_class(status: str) -> str:
    """The class that colours the tag of an evaluation's state."""
    return _STATUS_CLASSES[Status(status)]


@register.filter
def severity_label(severity: str) -> str:
    """必须改, 需说明 or 提示."""
    return _SEVERITY_LABELS[Severity(severity)]


@register.filter
def plain_number(number: Decimal) -> str:
    """Write a number with its own decimals and no needless zeros."""
    return format_number(number)


@register.filter
def file_size(size: int) -> str:
    """Write a number of bytes as 12 KB or 1.5 MB."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))} KB"
    return f"{size / 1024 / 1024:.1f} MB"

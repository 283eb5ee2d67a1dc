"""The one Django app of the project."""

from django.apps import AppConfig


class SelfevalConfig(AppConfig):
    """Registers models, templates, static files and commands under the label `selfeval`."""

    name = "selfeval"
    verbose_name = "部门整体支出绩效自评"

"""The addresses of packs, below ``packs/``."""

from __future__ import annotations

from django.urls import URLPattern, path

from selfeval.web.packs import (
    charts,
    checks,
    difference,
    figures,
    files,
    glossary,
    grades,
    header,
    indicator_page,
    indicators,
    item_forms,
    library,
    outline,
    problems,
    publishing,
    sections,
    tables,
    texts,
)

_P = "<name:pack>/<int:version>/"

urlpatterns: list[URLPattern] = [
    path("", library.pack_list, name="pack-list"),
    path("start", library.start, name="pack-start"),
    path("import", files.import_files, name="pack-import"),
    path(_P, header.header, name="pack"),
    path(f"{_P}indicators", indicators.indicators, name="pack-indicators"),
    path(f"{_P}weights", indicators.weight_sums, name="pack-weight-sums"),
    path(f"{_P}indicators/<name:node>", indicator_page.indicator, name="pack-indicator"),
    path(f"{_P}indicators/<name:node>/method", indicator_page.method_fields, name="pack-method"),
    path(f"{_P}figures", figures.figures, name="pack-figures"),
    path(f"{_P}figures/<name:key>", figures.figure, name="pack-figure"),
    path(f"{_P}grades", grades.grades, name="pack-grades"),
    path(f"{_P}forms", item_forms.item_forms, name="pack-forms"),
    path(f"{_P}references", texts.references, name="pack-references"),
    path(f"{_P}outline", outline.outline, name="pack-outline"),
    path(f"{_P}outline/<name:document>", outline.document, name="pack-document"),
    path(f"{_P}outline/<name:document>/<name:section>", sections.section, name="pack-section"),
    path(f"{_P}texts/<name:key>", texts.text, name="pack-text"),
    path(f"{_P}tables", tables.table_list, name="pack-tables"),
    path(f"{_P}tables/<name:key>", tables.table, name="pack-table"),
    path(f"{_P}charts", charts.chart_list, name="pack-charts"),
    path(f"{_P}charts/<name:key>", charts.chart, name="pack-chart"),
    path(f"{_P}glossary", glossary.term_list, name="pack-glossary"),
    path(f"{_P}glossary/<name:key>", glossary.term, name="pack-term"),
    path(f"{_P}checks", checks.rule_list, name="pack-checks"),
    path(f"{_P}checks/<name:rule>", checks.rule, name="pack-check"),
    path(f"{_P}problems", problems.problems, name="pack-problems"),
    path(f"{_P}difference", difference.difference, name="pack-difference"),
    path(f"{_P}publish", publishing.publish, name="pack-publish"),
    path(f"{_P}discard", publishing.discard, name="pack-discard"),
    path(f"{_P}export", files.export_files, name="pack-export"),
]

"""Every address of the application. Who may open it stands in ``selfeval.permissions.urls``."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, URLResolver, include, path, register_converter

from selfeval.web.accounts.views import SignInView
from selfeval.web.evaluations import (
    accounts,
    autosave,
    carried,
    check,
    compare,
    documents,
    evidence,
    inspector,
    items,
    overview,
    scoring,
    sections,
    submission,
)
from selfeval.web.reviews import views as reviews
from selfeval.web.shared.converters import NameConverter
from selfeval.web.shared.health import health
from selfeval.web.verify import views as verify
from selfeval.web.years import views as years

handler400 = "selfeval.web.shared.errors.bad_request"
handler403 = "selfeval.web.shared.errors.permission_denied"
handler404 = "selfeval.web.shared.errors.not_found"
handler500 = "selfeval.web.shared.errors.server_error"

register_converter(NameConverter, "name")

_E = "evaluations/<name:code>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", years.home, name="home"),
    path("health", login_not_required(health), name="health"),
    path("login", SignInView.as_view(), name="login"),
    path("verify", verify.verify, name="verify"),
    path("logout", LogoutView.as_view(), name="logout"),
    path("accounts/<int:year>", accounts.accounts, name="accounts"),
    path("years/start", years.start, name="year-start"),
    path("packs/", include("selfeval.web.packs.urls")),
    path(_E, overview.overview, name="evaluation"),
    path(f"{_E}score", overview.score, name="evaluation-score"),
    path(f"{_E}sections/<name:section>", sections.section, name="section"),
    path(f"{_E}sections/<name:section>/preview", sections.section_preview, name="section-preview"),
    path(f"{_E}scoring", scoring.scoring, name="scoring"),
    path(f"{_E}inspector", inspector.inspector, name="inspector"),
    path(f"{_E}references", sections.references, name="references"),
    path(f"{_E}cells", autosave.cells, name="cells"),
    path(f"{_E}rows/add", autosave.row_add, name="row-add"),
    path(f"{_E}rows/delete", autosave.row_delete, name="row-delete"),
    path(f"{_E}items", items.item_add, name="item-add"),
    path(f"{_E}items/<name:item>", items.item, name="item"),
    path(f"{_E}items/<name:item>/preview", items.item_preview, name="item-preview"),
    path(f"{_E}items/<name:item>/move", items.item_move, name="item-move"),
    path(f"{_E}items/<name:item>/delete", items.item_delete, name="item-delete"),
    path(f"{_E}items/<name:item>/indicators/add", items.indicator_add, name="item-indicator-add"),
    path(f"{_E}items/<name:item>/indicators/delete", items.indicator_delete, name="item-indicator-delete"),
    path(f"{_E}items/<name:item>/indicators/<name:row>", items.indicator, name="item-indicator"),
    path(
        f"{_E}items/<name:item>/indicators/<name:row>/evidence", items.evidence_upload, name="item-evidence"
    ),
    path(f"{_E}carried/confirm", carried.carried_confirm, name="carried-confirm"),
    path(f"{_E}texts/<name:key>/reset", sections.text_reset, name="text-reset"),
    path(f"{_E}evidence/<name:indicator>/upload", evidence.evidence_upload, name="evidence-upload"),
    path(f"{_E}evidence/<int:evidence_id>/remove", evidence.evidence_remove, name="evidence-remove"),
    path(f"{_E}evidence/<int:evidence_id>/file", evidence.evidence_download, name="evidence-download"),
    path(f"{_E}compare", compare.comparison, name="compare"),
    path(f"{_E}check", check.check, name="check"),
    path(f"{_E}submit", submission.submit, name="submit"),
    path(f"{_E}receipt", submission.receipt, name="receipt"),
    path(f"{_E}recall", submission.recall, name="recall"),
    path(f"{_E}review", reviews.review, name="review"),
    path(f"{_E}review/approve", reviews.approve, name="review-approve"),
    path(f"{_E}review/return", reviews.return_for_changes, name="review-return"),
    path(f"{_E}preview/<name:kind>", documents.preview, name="preview"),
    path(f"{_E}documents", documents.documents, name="documents"),
    path(f"{_E}documents/request", documents.document_request, name="document-request"),
    path(f"{_E}documents/<int:document_id>/status", documents.document_status, name="document-status"),
    path(f"{_E}documents/<int:document_id>/file", documents.document_download, name="document-download"),
]

"""The addresses of packs, below ``packs/``."""

from __future__ import annotations

from django.urls import URLPattern, path

from selfeval.web.packs import files, header, library, problems, publishing

_P = "<name:pack>/<int:version>/"

urlpatterns: list[URLPattern] = [
    path("", library.pack_list, name="pack-list"),
    path("start", library.start, name="pack-start"),
    path("import", files.import_files, name="pack-import"),
    path(_P, header.header, name="pack"),
    path(f"{_P}problems", problems.problems, name="pack-problems"),
    path(f"{_P}publish", publishing.publish, name="pack-publish"),
    path(f"{_P}discard", publishing.discard, name="pack-discard"),
    path(f"{_P}export", files.export_files, name="pack-export"),
]

"""Export of a version as a zip of YAML files, and import of one as a draft."""

from __future__ import annotations

from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from selfeval.domain.pack_files import PackFilesError, read_pack
from selfeval.domain.pack_problem import PackProblem
from selfeval.exchange.pack_archive import read_archive, write_archive
from selfeval.selectors.packs import stored_files
from selfeval.services import pack_drafts
from selfeval.services.errors import ServiceError
from selfeval.web.packs.fields import PartForm
from selfeval.web.packs.frame import open_pack, pack_url
from selfeval.web.shared.access import user_of

_LARGEST = 4 * 1024 * 1024


class ImportForm(PartForm):
    """A zip file."""

    file = forms.FileField(
        label="体系包文件",
        help_text="由“导出文件”得到的压缩文件（zip），可在其中修改后导入",
        widget=forms.ClearableFileInput(attrs={"accept": ".zip"}),
        error_messages={
            "empty": "选择的文件是空的，核对后重新选择。",
            "missing": "文件没有收到，重新选择后导入。",
        },
    )

    def clean_file(self) -> bytes:
        """Return the content, if it is not too large to read."""
        uploaded = self.cleaned_data["file"]
        if uploaded.size > _LARGEST:
            raise forms.ValidationError(
                f"文件超过{_LARGEST // 1024 // 1024} MB，体系包文件通常不到1 MB，核对是否选错。"
            )
        content: bytes = uploaded.read()
        return content


def import_files(request: HttpRequest) -> HttpResponse:
    """Take a zip in as a draft, or name every mistake in its files with file and line."""
    form = ImportForm(request.POST or None, request.FILES or None)
    problems: tuple[PackProblem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            pack = read_pack(read_archive(form.cleaned_data["file"]), stored_files)
            draft = pack_drafts.take_in(actor=user_of(request), pack=pack)
        except PackFilesError as error:
            problems = error.problems
        except ServiceError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"已导入为“{draft.name}”第{draft.version}版的编辑稿，核对后发布。")
            return redirect(pack_url(draft, "pack-problems"))
    context = {"form": form, "problems": problems}
    return render(request, "packs/import.html", context, status=422 if form.errors or problems else 200)


def export_files(request: HttpRequest, pack: str, version: int) -> HttpResponse:
    """Hand out a version as a zip of YAML files."""
    opened = open_pack(request, pack, version)
    response = HttpResponse(write_archive(opened.pack), content_type="application/zip")
    name = f"{opened.pack.name} 第{opened.pack.version}版.zip"
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response

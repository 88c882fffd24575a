"""Uploading: many files at once, each with its own answer; what is good is kept, whatever happens to the rest."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from chaperone.access.gate import StaffRequest, staff
from chaperone.foundation.refusal import Refusal
from chaperone.library import services
from chaperone.library.forms import UploadForm
from chaperone.library.models import Original
from chaperone.library.uploads import BoundedMemoryHandler
from chaperone.library.wording import name_finding


@dataclass(frozen=True)
class Result:
    """What became of one file. Its ``name`` is shown to the uploader and kept nowhere."""

    name: str
    original: Original | None = None
    reason: str = ""
    remedy: str = ""
    finding: str = ""


# Exempt outside, protected inside: the token can only be read after it was said how files are received.
@csrf_exempt
@require_http_methods(["GET", "POST"])
@staff("library.upload")
def upload(request: StaffRequest) -> HttpResponse:
    """The form, or what became of each file."""
    handler = BoundedMemoryHandler(request)
    if request.method == "POST":
        request.upload_handlers = [handler]
    return _upload(request, handler)


@csrf_protect
def _upload(request: StaffRequest, handler: BoundedMemoryHandler) -> HttpResponse:
    if request.method == "GET":
        chosen = {"patient": request.GET.get("patient", ""), "subject": request.GET.get("subject", "patient")}
        return _form(request, UploadForm(practice=request.practice, initial=chosen))
    form = UploadForm(request.POST, practice=request.practice)
    files = request.FILES.getlist("photos")
    if not form.is_valid():
        return _form(request, form, status=422)
    results = [_take(request, form, file) for file in files]
    results += [Result(one.name, reason=one.why, remedy=one.remedy) for one in handler.skipped]
    if not results:
        form.add_error(None, "No file arrived. Choose at least one photo.")
        return _form(request, form, status=422)
    template = (
        "library/_upload_results.html" if request.headers.get("HX-Request") else "library/upload_done.html"
    )
    return render(request, template, {"results": results, "kept": sum(bool(one.original) for one in results)})


def _take(request: StaffRequest, form: UploadForm, file: UploadedFile[bytes]) -> Result:
    name = file.name or ""
    try:
        original = services.upload_photo(
            practice=request.practice,
            data=file.read(),
            claimed_name=name,
            **form.chosen,
            by=request.actor,
            at=timezone.now(),
        )
    except Refusal as refusal:
        return Result(name, reason=refusal.reason, remedy=refusal.remedy)
    return Result(name, original, finding=name_finding(original.name_held))


def _form(request: HttpRequest, form: UploadForm, *, status: int = 200) -> HttpResponse:
    template = (
        "library/_upload_errors.html" if request.headers.get("HX-Request") else "library/original_upload.html"
    )
    return render(request, template, {"form": form}, status=status)

"""The request as the patient sees it: who she is, the photos and her choices, the signature, or a no."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chaperone.consents import services
from chaperone.consents.facts import Choice, choices_of, form_of, photo_text, sections_of
from chaperone.consents.forms import BirthDateForm, read_choices
from chaperone.consents.queries import covered_of
from chaperone.consents.services.copies import page_link
from chaperone.consents.signatures import read_signature
from chaperone.consents.views.doors import Visit, remember, visit
from chaperone.consents.views.own import show_own
from chaperone.foundation.refusal import Refusal
from chaperone.library.models import Rendition

LANGUAGES = (("en", "English"), ("es", "Español"))


@visit("request", "page")
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, came: Visit) -> HttpResponse:
    """The address in the message: asks for the date of birth when it is known, then leads on."""
    if request.method == "POST":
        return _begin(request, came)
    if came.kind == "page":
        return show_own(request, came) if came.known else _welcome(request, came, _birth_form(came))
    if came.known and came.opened:
        return redirect("consent:choose", came.token)
    return _welcome(request, came, _birth_form(came))


def _birth_form(came: Visit, data: object = None) -> BirthDateForm | None:
    return BirthDateForm(data, language=came.row.language) if came.row.patient.born_on else None


def _begin(request: HttpRequest, came: Visit) -> HttpResponse:
    form = _birth_form(came, request.POST)
    if form is not None and not _confirmed(came, form):
        return _welcome(request, came, form, status=200)
    if came.kind == "request":
        services.open_request(token=came.token, at=came.at)
    remember(request, came)
    return redirect("consent:choose" if came.kind == "request" else "consent:open", came.token)


def _confirmed(came: Visit, form: BirthDateForm) -> bool:
    if not form.is_valid():
        return False
    answer = services.check_identity(authorization=came.row, born_on=form.cleaned_data["born_on"], at=came.at)
    if answer.code == "consents.birth_date_wrong":
        left = _("You can try %(count)s more times.") % {"count": answer.remedy}
        form.add_error(None, f"{_('That is not the date we have.')} {left}")
    return bool(answer)


def _welcome(
    request: HttpRequest, came: Visit, form: BirthDateForm | None, status: int = 200
) -> HttpResponse:
    came.row.refresh_from_db(fields=["locked_at", "tries"])
    context = {**_frame(came), "form": form, "locked": came.row.locked_at is not None}
    return render(
        request, "consents/request_welcome.html", context, status=403 if context["locked"] else status
    )


@visit("request")
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, came: Visit) -> HttpResponse:
    """Her photos, and one question for each place; what she answered is kept when she goes away."""
    if not (came.known and came.opened):
        return redirect("consent:open", came.token)
    grants = list(came.row.grants.all())
    said, missing = came.row.progress or {}, False
    if request.method == "POST":
        said = read_choices(request.POST, grants)
        services.save_progress(token=came.token, choices=said, at=came.at)
        if "later" in request.POST:
            return render(request, "consents/request_saved.html", _frame(came))
        if len(said) == len(grants):
            return redirect("consent:sign", came.token)
        missing = True
    context = {
        **_frame(came),
        "photos": _photos(came),
        "questions": _questions(came, said),
        "missing": missing,
        "steps": _steps(came, "choose"),
    }
    return render(request, "consents/request_choose.html", context)


@visit("request")
@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, came: Visit) -> HttpResponse:
    """Her answers once more, the full wording, and the signature."""
    said = came.row.progress or {}
    if not (came.known and came.opened) or len(said) < came.row.grants.count():
        return redirect("consent:open", came.token)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            return _signed(request, came, said)
        except Refusal as answer:
            if answer.code.startswith("link."):
                raise
            refusal = answer
    form = form_of(came.row)
    context = {
        **_frame(came),
        "here": "sign",
        "form": form,
        "questions": _questions(came, said),
        "any_yes": any(said.values()),
        "sections": sections_of(form, came.row),
        "refusal": refusal,
        "reason": _(refusal.reason) if refusal else "",
        "remedy": _(refusal.remedy) if refusal and refusal.remedy else "",
        "signer": _signer(came),
        "method": request.POST.get("signature_method", ""),
        "typed": request.POST.get("signature_typed", ""),
        "declared": request.POST.get("declared") == "1",
        "steps": _steps(came, "sign"),
    }
    return render(request, "consents/request_sign.html", context)


def _signed(request: HttpRequest, came: Visit, said: dict[str, bool]) -> HttpResponse:
    signature = read_signature(
        method=request.POST.get("signature_method", ""),
        typed=request.POST.get("signature_typed", "")[:120],
        drawn=request.POST.get("signature_drawn", ""),
    )
    typed = signature is not None and signature.method == "typed"
    row = services.sign(
        token=came.token,
        choices=said,
        signature=signature,
        signer_name=signature.content if signature and typed else _signer(came),
        declared=request.POST.get("declared") == "1",
        at=came.at,
    )
    return redirect("consent:open", page_link(authorization=row, at=came.at))


def _signer(came: Visit) -> str:
    """The name in our records of whoever signs; a drawing alone may be hard to read."""
    other = came.row.signs_for
    return other.name if other else came.row.patient.name


@visit("request")
@require_POST
def decline(request: HttpRequest, came: Visit) -> HttpResponse:
    """No to all of it, in one tap."""
    services.decline(token=came.token, at=came.at)
    return render(request, "consents/request_declined.html", _frame(came))


@visit("request", "page")
@require_POST
def language(request: HttpRequest, came: Visit) -> HttpResponse:
    """The same page in the other language."""
    if came.kind == "request":
        services.switch_language(token=came.token, language=request.POST.get("language", ""), at=came.at)
    return redirect("consent:sign" if request.POST.get("back") == "sign" else "consent:open", came.token)


@visit("request", "page")
@require_GET
def photo(request: HttpRequest, came: Visit, rendition: UUID, large: bool = False) -> HttpResponse:
    """One of her own covered pictures, small unless asked; never an original, never somebody else's."""
    if not came.known or (came.kind == "request" and not came.opened):
        raise Http404
    rows = Rendition.objects.filter(practice=came.row.practice_id, pk=rendition)
    if came.kind == "request":
        rows = rows.filter(pk__in=came.row.covered.values("rendition"))
    found = rows.filter(original__patient=came.row.patient_id, state=Rendition.State.CLEAN).first()
    if found is None:
        raise Http404
    return HttpResponse(found.read_view() if large else found.read_thumb(), content_type="image/jpeg")


def _frame(came: Visit) -> dict[str, object]:
    row = came.row
    return {
        "practice": row.practice,
        "row": row,
        "token": came.token,
        "kind": came.kind,
        "title": form_of(row).title,
        "intro": form_of(row).intro.replace("{practice}", row.practice.name),
        "languages": LANGUAGES if came.kind == "request" and row.is_open else (),
    }


def _photos(came: Visit) -> list[dict[str, object]]:
    form = form_of(came.row)
    return [{"rendition": one.rendition, "text": photo_text(form, one)} for one in covered_of(came.row)]


def _questions(came: Visit, said: dict[str, bool]) -> list[dict[str, object]]:
    choices = choices_of(form_of(came.row), list(came.row.grants.all()))
    return [
        _question(one, said) | {"more": [_question(other, said) for other in one.more]} for one in choices
    ]


def _question(choice: Choice, said: dict[str, bool]) -> dict[str, object]:
    return {"id": choice.grant.pk, "text": choice.text, "answer": said.get(str(choice.grant.pk))}


def _steps(came: Visit, now: str) -> list[dict[str, object]]:
    first: dict[str, object] = {"label": _("Choose"), "state": "current" if now == "choose" else "done"}
    return [first, {"label": _("Sign"), "state": "current" if now == "sign" else "waiting"}]

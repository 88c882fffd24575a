"""Consent: does a signed authorization cover each patient's picture, this purpose, this network, until?"""

from __future__ import annotations

from django.urls import reverse

from chaperone.channels.queries import capabilities_of
from chaperone.consents.queries import Coverage, cover
from chaperone.library.rules import shows_face
from chaperone.posts.content import Picture
from chaperone.posts.gates.verdict import Case, GateVerdict, blocked, clear, waiting
from chaperone.posts.rules import speaks_as_patient

KEY, TITLE = "consent", "Consent"
LAW = "45 CFR 164.508(a)(1): a patient's picture needs a signed authorization that covers this use."


def judge(case: Case) -> GateVerdict:
    """Clear when every patient's picture is covered; the first that is not says why."""
    patients = [picture for picture in case.content.pictures if picture.rendition.original.patient_id]
    if not patients:
        return _without_patient(case)
    if case.channel is None:
        return waiting(
            KEY, TITLE, "Choose an account, so that we can check what the patient allowed.", law=LAW
        )
    coverages = [coverage_of(case, picture) for picture in patients]
    for coverage in coverages:
        if not coverage.allowed:
            return blocked(
                KEY, TITLE, f"{coverage.reason} {coverage.remedy}".strip(), law=LAW,
                action="Ask for an authorization", url=reverse("consents:list", args=[case.practice.slug]),
            )  # fmt: skip
    until = min((coverage.until for coverage in coverages if coverage.until), default=None)
    upto = f", until {until:%-d %b %Y}" if until else ""
    return clear(
        KEY, TITLE,
        f"Signed for {_pictures(len(patients))}, this purpose and {capabilities_of(case.channel).name}{upto}.",
        law=LAW, certificates=tuple(coverage.certificate_sha256 for coverage in coverages),
    )  # fmt: skip


def _without_patient(case: Case) -> GateVerdict:
    """Words in a patient's voice need her authorization as much as her picture does."""
    if not speaks_as_patient(case.screening.findings):
        return clear(KEY, TITLE, "No patient's picture is in this post.", law=LAW)
    return blocked(
        KEY, TITLE,
        "These words speak as a patient, and no signed authorization stands behind them. "
        "Say it in the practice's own voice, or add a picture that she allowed.",
        law="45 CFR 164.508(a)(1); 16 CFR 465.2 and 465.5: nobody speaks for a patient who did not sign, "
        "and staff never speak as patients.",
        action="Ask for an authorization", url=reverse("consents:list", args=[case.practice.slug]),
    )  # fmt: skip


def coverage_of(case: Case, picture: Picture, *, names_procedure: bool | None = None) -> Coverage:
    """What the authorization says to one picture in this case."""
    assert case.channel is not None
    return cover(
        original=picture.rendition.original,
        purpose=case.content.purpose,
        network=case.channel.network,
        names_procedure=case.names_procedure if names_procedure is None else names_procedure,
        shows_face=shows_face(picture.rendition),
        at=case.at,
    )


def _pictures(count: int) -> str:
    return "this picture" if count == 1 else f"{count} pictures"

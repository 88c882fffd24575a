"""What oversight shows in the rooms below: the way to a case's evidence, for those who may take it."""

from __future__ import annotations

from django.urls import reverse

from chaperone.access.models import Practice
from chaperone.access.rules import may
from chaperone.audit.actors import Actor
from chaperone.oversight.rules import Kind
from chaperone.patients.models import Patient
from chaperone.patients.slots import Section as PatientSection
from chaperone.posts.models import Post
from chaperone.posts.slots import Section


def on_a_post(post: Post, actor: Actor) -> Section | None:
    """The evidence of a post."""
    if not may(actor, "evidence.export"):
        return None
    context = {"url": reverse("oversight:evidence", args=[post.practice.slug, Kind.POST, post.pk])}
    return {"template": "oversight/_evidence_section.html", "context": context}


def on_a_patients_page(practice: Practice, patient: Patient) -> PatientSection | None:
    """The evidence of a patient; whoever may not take it is told so behind the link."""
    context = {"url": reverse("oversight:evidence", args=[practice.slug, Kind.PATIENT, patient.pk])}
    return {"title": "Evidence", "template": "oversight/_evidence_link.html", "context": context}

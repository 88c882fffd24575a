"""What the library shows on a patient's page."""

from __future__ import annotations

from django.urls import reverse

from chaperone.access.models import Practice
from chaperone.library import pages, queries
from chaperone.patients.models import Patient
from chaperone.patients.slots import Section

SHOWN = 8


def pictures_of(practice: Practice, patient: Patient) -> Section:
    """Her newest pictures, and the way to more of them."""
    originals = queries.with_newest(queries.originals_of(practice).filter(patient=patient))
    upload = reverse("library:upload", args=[practice.slug])
    everything = reverse("library:list", args=[practice.slug])
    return {
        "title": "Pictures",
        "template": "library/_patient_pictures.html",
        "context": {
            "practice": practice,
            "tiles": pages.tiles_of(originals[:SHOWN]),
            "upload_url": f"{upload}?patient={patient.pk}",
            "all_url": f"{everything}?patient={patient.pk}",
            "refused": bool(getattr(patient, "refused", False)),
        },
    }

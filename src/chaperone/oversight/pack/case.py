"""What belongs to a case: from a post, a patient or an authorization to everything that touches it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Model, Q

from chaperone.access.models import Practice
from chaperone.consents.models import Authorization
from chaperone.inbox.models import Item
from chaperone.library.models import Original, Rendition
from chaperone.oversight.rules import Kind
from chaperone.patients.models import Patient
from chaperone.posts.models import Post, PostVersion, Review
from chaperone.publishing.models import Delivery, Takedown


@dataclass(frozen=True)
class Case:
    """A case and its rows; every list starts from the practice. ``reference`` names nobody."""

    practice: Practice
    kind: Kind
    subject_id: uuid.UUID
    reference: str
    posts: tuple[Post, ...]
    authorizations: tuple[Authorization, ...]
    originals: tuple[Original, ...]
    patients: tuple[Patient, ...]

    @cached_property
    def versions(self) -> list[PostVersion]:
        """What the posts said, first version first."""
        rows = PostVersion.objects.filter(practice=self.practice, post__in=self.posts)
        return list(
            rows.select_related("post", "practice", "written_by")
            .prefetch_related("images__rendition", "images__practice", "targets__channel")
            .order_by("post__created_at", "number")
        )

    @cached_property
    def reviews(self) -> list[Review]:
        """What was decided about them."""
        rows = Review.objects.filter(practice=self.practice, version__post__in=self.posts)
        return list(rows.select_related("person", "version", "practice").order_by("at"))

    @cached_property
    def deliveries(self) -> list[Delivery]:
        """Where the posts went, and the answers to what was written under them."""
        answers = Q(
            kind="reply", subject_id__in=[row.pk for item in self.items for row in item.replies.all()]
        )
        rows = Delivery.objects.filter(answers | Q(version__post__in=self.posts), practice=self.practice)
        return list(rows.select_related("channel", "practice").order_by("created_at"))

    @cached_property
    def takedowns(self) -> list[Takedown]:
        """How they came down, with every look for them."""
        rows = Takedown.objects.filter(practice=self.practice, delivery__in=self.deliveries)
        return list(rows.prefetch_related("probes").order_by("asked_at"))

    @cached_property
    def renditions(self) -> list[Rendition]:
        """The covered copies that were used in a post or shown to the patient; never an original."""
        used = Q(post_images__version__post__in=self.posts)
        shown = Q(
            pk__in=Authorization.objects.filter(pk__in=[one.pk for one in self.authorizations]).values(
                "covered__rendition"
            )
        )
        rows = Rendition.objects.of(self.practice).filter(used | shown)
        return list(rows.select_related("original", "practice").distinct().order_by("requested_at", "id"))

    @cached_property
    def items(self) -> list[Item]:
        """What others wrote under the posts."""
        rows = Item.objects.of(self.practice).filter(parent_delivery__version__post__in=self.posts)
        return list(
            rows.select_related("practice", "channel")
            .prefetch_related("snapshots__practice", "moderations", "replies__practice")
            .order_by("arrived_at", "id")
        )

    @cached_property
    def subject_ids(self) -> list[str]:
        """Every id that the trail may speak about in this case."""
        return [str(row.pk) for rows in self._rows() for row in rows]

    def _rows(self) -> Iterable[Iterable[Model]]:
        return (
            self.posts, self.versions, self.reviews, self.deliveries, self.takedowns, self.authorizations,
            self.originals, self.renditions, self.patients, self.items,
            *(one.moderations.all() for one in self.items), *(one.replies.all() for one in self.items),
        )  # fmt: skip


def find_case(practice: Practice, kind: str, subject_id: uuid.UUID) -> Case | None:
    """The case, or ``None`` when this practice has no such post, patient or authorization."""
    finders = {
        Kind.POST: _of_post,
        Kind.PATIENT: _of_patient,
        Kind.AUTHORIZATION: _of_authorization,
    }
    return finders[Kind(kind)](practice, subject_id)


def _of_post(practice: Practice, pk: uuid.UUID) -> Case | None:
    post = Post.objects.of(practice).select_related("author").filter(pk=pk).first()
    if post is None:
        return None
    originals = Original.objects.of(practice).filter(renditions__post_images__version__post=post).distinct()
    signed = Authorization.objects.of(practice).filter(
        covered__original__in=originals, signed_at__isnull=False
    )
    return _case(practice, Kind.POST, pk, f"post {pk.hex[:8]}", [post], signed, originals)


def _of_patient(practice: Practice, pk: uuid.UUID) -> Case | None:
    patient = Patient.objects.of(practice).filter(pk=pk).first()
    if patient is None:
        return None
    originals = Original.objects.of(practice).filter(patient=patient)
    asked = Authorization.objects.of(practice).filter(patient=patient)
    posts = _posts_showing(practice, originals)
    return _case(practice, Kind.PATIENT, pk, patient.reference, posts, asked, originals, [patient])


def _of_authorization(practice: Practice, pk: uuid.UUID) -> Case | None:
    found = Authorization.objects.of(practice).filter(pk=pk)
    if not found:
        return None
    originals = Original.objects.of(practice).filter(covered_by__authorization=pk)
    posts = _posts_showing(practice, originals)
    return _case(practice, Kind.AUTHORIZATION, pk, f"authorization {pk.hex[:8]}", posts, found, originals)


def _posts_showing(practice: Practice, originals: Iterable[Original]) -> Iterable[Post]:
    shown = Post.objects.of(practice).filter(versions__images__rendition__original__in=originals)
    return shown.select_related("author").distinct().order_by("created_at")


def _case(
    practice: Practice,
    kind: Kind,
    pk: uuid.UUID,
    reference: str,
    posts: Iterable[Post],
    authorizations: Iterable[Authorization],
    originals: Iterable[Original],
    patients: Iterable[Patient] = (),
) -> Case:
    signed = Authorization.objects.filter(pk__in=[one.pk for one in authorizations])
    rows = signed.select_related("patient", "practice").prefetch_related("grants", "covered__rendition")
    seen = {one.patient for one in rows} | set(patients)
    return Case(
        practice=practice,
        kind=kind,
        subject_id=pk,
        reference=reference,
        posts=tuple(posts),
        authorizations=tuple(rows.order_by("requested_at", "id")),
        originals=tuple(originals),
        patients=tuple(sorted(seen, key=lambda one: one.reference)),
    )

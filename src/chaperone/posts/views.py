"""The composer, the list, a post's page and what is decided there."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from chaperone.access.gate import StaffRequest, staff
from chaperone.access.rules import ACTIONS, may
from chaperone.foundation.refusal import Refusal
from chaperone.posts import queries, services
from chaperone.posts.content import Content, content_of
from chaperone.posts.forms import PURPOSES, PostForm, ReviewForm
from chaperone.posts.models import Post, PostVersion
from chaperone.posts.panel import panel_for
from chaperone.posts.proposals import propose
from chaperone.posts.rules import State, may_approve
from chaperone.posts.slots import sections_of

PER_PAGE = 30


@staff("posts.read")
def index(request: StaffRequest) -> HttpResponse:
    """Every post, latest change first; ``?state=`` narrows it."""
    posts = queries.posts_with_faces(request.practice)
    state = request.GET.get("state", "")
    if state in State.values:
        posts = posts.filter(state=state)
    here = reverse("posts:list", args=[request.practice.slug])
    tabs = [{"label": "All", "url": here, "current": not state}]
    tabs += [{"label": one.label, "url": f"{here}?state={one}", "current": state == one} for one in State]
    page = Paginator(posts, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "posts/post_list.html",
        {
            "page": page,
            "tabs": tabs,
            "query": f"state={state}&" if state in State.values else "",
            "writes": bool(request.actor.roles & ACTIONS["posts.write"].roles),
        },
    )


@staff("posts.write")
def compose(request: StaffRequest, pk: uuid.UUID | None = None) -> HttpResponse:
    """Write a new post, or a next version of one."""
    post = get_object_or_404(queries.posts_of(request.practice), pk=pk) if pk else None
    version = post.current if post else None
    form = PostForm(request.POST or None, practice=request.practice, version=version)
    if "look" in request.POST:
        return _other_pictures(request, form, post)
    if "propose" in request.POST:
        return _proposed(request, form, post)
    if "use" in request.POST:
        return _used(request, form, post)
    if request.method == "POST" and form.is_valid():
        try:
            saved = _save(request, post, form)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, "Saved. An edit always needs a new approval." if post else "Saved as a draft."
            )
            return redirect("posts:detail", request.practice.slug, saved.pk)
    return render(
        request, "posts/post_compose.html", _composer(request, form, post), status=422 if form.errors else 200
    )


def _other_pictures(request: StaffRequest, form: PostForm, post: Post | None) -> HttpResponse:
    """Other pictures to choose from; what was typed and chosen stays, and nothing is saved."""
    swap = request.headers.get("HX-Request")
    template = "posts/_picture_choice.html" if swap else "posts/post_compose.html"
    return render(request, template, _composer(request, form, post))


def _proposed(request: StaffRequest, form: PostForm, post: Post | None) -> HttpResponse:
    """An anonymous version beside what was typed; nothing is saved."""
    proposal = propose(form.typed(), practice=request.practice)
    if request.headers.get("HX-Request"):
        return render(request, "posts/_proposal.html", {"proposal": proposal})
    return render(
        request, "posts/post_compose.html", {**_composer(request, form, post), "proposal": proposal}
    )


def _used(request: StaffRequest, form: PostForm, post: Post | None) -> HttpResponse:
    """The composer with the anonymous version as its caption, still unsaved."""
    proposal = propose(form.typed(), practice=request.practice)
    data = request.POST.copy()
    data["text"] = proposal.text or form.typed()
    again = PostForm(data, practice=request.practice, version=post.current if post else None)
    return render(request, "posts/post_compose.html", _composer(request, again, post))


def _save(request: StaffRequest, post: Post | None, form: PostForm) -> Post:
    content, at = form.content(), timezone.now()
    if post is None:
        return services.start_post(
            practice=request.practice,
            content=content,
            key=form.cleaned_data["start_key"],
            by=request.actor,
            at=at,
        )
    services.save_version(post=post, content=content, by=request.actor, at=at)
    return post


def _composer(request: StaffRequest, form: PostForm, post: Post | None) -> dict[str, Any]:
    version = post.current if post else None
    content = (
        form.content() if form.is_bound and form.is_valid() else content_of(version) if version else BLANK
    )
    return {
        "form": form,
        "post": post,
        "offered": form.offered(),
        "more": form.more(),
        "live_url": reverse("posts:gates", args=[request.practice.slug]),
        **_panel(request, post, content, version),
    }


BLANK = Content(text="", purpose=PURPOSES[0][0], before_after=False, pictures=(), channels=())


def _panel(
    request: StaffRequest, post: Post | None, content: Content, version: PostVersion | None
) -> dict[str, Any]:
    subject = post or Post(practice=request.practice, author=request.membership.person)
    return panel_for(queries.cases_for(subject, content, at=timezone.now(), version=version))


@require_POST
@staff("posts.write")
def gates(request: StaffRequest) -> HttpResponse:
    """The gates panel for what is being typed; nothing is kept."""
    form = PostForm(request.POST, practice=request.practice)
    post = queries.find_post(request.practice, request.POST.get("post", ""))
    if not form.is_valid():
        return render(request, "posts/_panel_invalid.html", {"form": form})
    return render(
        request, "posts/_panel.html", _panel(request, post, form.content(), post.current if post else None)
    )


@staff("posts.read")
def detail(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """A post as it would appear, the gates beside it, and what can be decided now."""
    post = get_object_or_404(queries.posts_of(request.practice), pk=pk)
    return render(request, "posts/post_detail.html", _page(request, post, ReviewForm()))


def _page(request: StaffRequest, post: Post, review_form: ReviewForm) -> dict[str, Any]:
    version = post.current
    assert version is not None  # start_post writes the first version
    own = may_approve(
        person_id=request.actor.id, author_id=str(post.author_id), writer_id=str(version.written_by_id)
    )
    permitted = may(request.actor, "posts.approve")
    return {
        "post": post,
        "version": version,
        "content": content_of(version),
        "review_form": review_form,
        "may_write": bool(may(request.actor, "posts.write")),
        "may_review": permitted and own and post.state in {State.IN_REVIEW, State.APPROVED},
        "own_post": bool(permitted) and not own and post.state == State.IN_REVIEW,
        "history": queries.history_of(post),
        "sections": sections_of(post, request.actor),
        **panel_for(queries.saved_cases(version, at=timezone.now())),
    }


@require_POST
@staff("posts.write")
def ask_review(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Put it before the approvers."""
    post = get_object_or_404(queries.posts_of(request.practice), pk=pk)
    services.ask_review(post=post, by=request.actor, at=timezone.now())
    messages.success(request, "It waits for a surgeon or the privacy officer.")
    return redirect("posts:detail", request.practice.slug, pk)


@require_POST
@staff("posts.approve")
def review(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Approve or send back exactly the version that was on the screen."""
    version = get_object_or_404(queries.versions_of(request.practice), pk=pk)
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return _decide_again(request, version, form, status=422)
    try:
        _decide(request, version, form)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _decide_again(request, version, form, status=409)
    return redirect("posts:detail", request.practice.slug, version.post_id)


def _decide(request: StaffRequest, version: PostVersion, form: ReviewForm) -> None:
    by, at = request.actor, timezone.now()
    if request.POST.get("decision") == "approve":
        services.approve(version=version, respectful=form.cleaned_data["respectful"], by=by, at=at)
        messages.success(request, "Approved.")
    else:
        services.send_back(version=version, note=form.cleaned_data["note"], by=by, at=at)
        messages.success(request, "Sent back with your note.")


def _decide_again(
    request: StaffRequest, version: PostVersion, form: ReviewForm, *, status: int
) -> HttpResponse:
    """The post as it is now, with what the reviewer typed and why it was not taken."""
    post = queries.posts_of(request.practice).get(pk=version.post_id)
    return render(request, "posts/post_detail.html", _page(request, post, form), status=status)

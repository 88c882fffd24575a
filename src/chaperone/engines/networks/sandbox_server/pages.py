"""What a visitor sees: profiles, posts, and the forms by which anybody may answer.

Every page says that it is a simulator.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from html import escape
from importlib.resources import files
from string import Template

from . import entries, posts, store
from .database import Database
from .store import Refused
from .web import Answer, Request, as_page, see_other

_SAID = {
    404: ("Nothing is here", "This page does not exist, or it was removed."),
    413: ("That is too large", "Send something smaller."),
    422: ("Something is missing", "Write a few words (at most 2,200 characters), then send it again."),
}


class Html(str):
    """Markup that was escaped already."""

    __slots__ = ()


def home(database: Database, request: Request) -> Answer:
    people = _each(
        "_account",
        ({"handle": a["handle"], "name": a["name"]} for a in store.all_accounts(database)),
        request,
    )
    return _page(request, "Accounts", "home", people=people or Html("<p>Nobody has an account yet.</p>"))


def stylesheet(_database: Database, _request: Request) -> Answer:
    return Answer(200, _file("static", "sandbox.css").encode(), "text/css; charset=utf-8")


def icon(_database: Database, _request: Request) -> Answer:
    return Answer(200, _file("static", "sandbox.svg").encode(), "image/svg+xml")


def profile(database: Database, request: Request, handle: str) -> Answer:
    account = _account(database, handle)
    shown = posts.posts_of(database, account["id"], newest_first=True)
    cards = _each("_card", (_card(database, request, row, account) for row in shown), request)
    reviews = _each("_said", map(_said, entries.shown_reviews(database, account["id"])), request)
    return _page(
        request,
        account["name"],
        "profile",
        handle=account["handle"],
        name=account["name"],
        posts=cards or Html("<p>No posts yet.</p>"),
        reviews=reviews or Html("<p>No reviews yet.</p>"),
        thanks=_thanks(request),
    )


def post(database: Database, request: Request, post_id: str) -> Answer:
    row = _post(database, post_id)
    said = _each("_said", map(_said, entries.shown_under_post(database, post_id)), request)
    card = _fill("_card", request, **_card(database, request, row, row))
    return _page(
        request,
        f"Post by {row['name']}",
        "post",
        card=card,
        id=post_id,
        handle=row["handle"],
        name=row["name"],
        comments=said or Html("<p>No comments yet.</p>"),
    )


def picture(database: Database, _request: Request, media_id: str) -> Answer:
    row = posts.get_media(database, media_id)
    if row is None:
        raise Refused(404, "not_found")
    return Answer(200, bytes(row["data"]), row["mime"])


def leave_comment(database: Database, request: Request, post_id: str) -> Answer:
    row = _post(database, post_id)
    form = request.form()
    entries.add_visitor_entry(
        database,
        row["account_id"],
        kind="comment",
        name=form.get("name", ""),
        text=form.get("text", ""),
        post_id=post_id,
    )
    return see_other(f"{request.prefix}/post/{post_id}#comments")


def leave_review(database: Database, request: Request, handle: str) -> Answer:
    account = _account(database, handle)
    form = request.form()
    stars = form.get("rating", "")
    entries.add_visitor_entry(
        database,
        account["id"],
        kind="review",
        name=form.get("name", ""),
        text=form.get("text", ""),
        rating=int(stars) if stars in {"1", "2", "3", "4", "5"} else None,
    )
    return see_other(f"{request.prefix}/@{account['handle']}#reviews")


def leave_message(database: Database, request: Request, handle: str) -> Answer:
    account = _account(database, handle)
    form = request.form()
    entries.add_visitor_entry(
        database, account["id"], kind="dm", name=form.get("name", ""), text=form.get("text", "")
    )
    return see_other(f"{request.prefix}/@{account['handle']}?sent=1#message")


def refused(prefix: str, no: Refused) -> Answer:
    request = Request("GET", "/", prefix, {}, {}, b"")
    title, reason = _SAID.get(no.status, ("That did not work", "Go back and try again."))
    return _page(request, title, "refused", status=no.status, title_text=title, reason=reason)


def _account(database: Database, handle: str) -> sqlite3.Row:
    account = store.account_by_handle(database, handle)
    if account is None:
        raise Refused(404, "not_found")
    return account


def _post(database: Database, post_id: str) -> sqlite3.Row:
    row = posts.get_post(database, post_id)
    if row is None:
        raise Refused(404, "not_found")
    return row


def _card(database: Database, request: Request, row: sqlite3.Row, account: sqlite3.Row) -> dict[str, str]:
    pictures = ({"id": one["id"], "alt": one["alt"]} for one in posts.media_of(database, row["id"]))
    return {
        "id": row["id"],
        "handle": account["handle"],
        "name": account["name"],
        "text": row["text"],
        "images": _each("_picture", pictures, request),
        "at": _date(row["created_at"]),
    }


def _said(row: sqlite3.Row) -> dict[str, str]:
    own = row["author_id"] == row["account_id"]
    stars = f"{row['rating']} of 5 stars" if row["rating"] else ""
    return {
        "author": f"@{row['author_name']}" if own else row["author_name"],
        "own": "own" if own else "visitor",
        "stars": Html(f'<p class="stars">{stars}</p>') if stars else Html(),
        "text": row["text"],
        "at": _date(row["created_at"]),
    }


def _thanks(request: Request) -> Html:
    sent = request.query.get("sent") == "1"
    return Html('<p role="status">Your message was sent. Only the account can read it.</p>' if sent else "")


def _date(at: str) -> str:
    return datetime.fromisoformat(at).strftime("%a %-d %b %Y, %H:%M UTC")


def _each(template: str, rows: Iterable[dict[str, str]], request: Request) -> Html:
    return Html("".join(_fill(template, request, **row) for row in rows))


def _page(request: Request, title: str, template: str, *, status: int = 200, **fields: str) -> Answer:
    inner = _fill(template, request, **fields)
    return as_page(status, _fill("layout", request, title=title, content=inner))


def _fill(template: str, request: Request, **fields: str) -> Html:
    """A template with every field escaped, except what is Html already."""
    safe = {name: value if isinstance(value, Html) else escape(value) for name, value in fields.items()}
    source = Template(_file("templates", f"{template}.html"))
    return Html(source.substitute(safe, prefix=escape(request.prefix)))


@cache
def _file(folder: str, name: str) -> str:
    return (files(__package__) / folder / name).read_text(encoding="utf-8")

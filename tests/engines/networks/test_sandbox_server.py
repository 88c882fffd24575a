"""The simulator as a visitor and as a careless client see it."""

from __future__ import annotations

import io
import json
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults

import httpx
import pytest

from chaperone.engines.networks import Account, Draft, Media, connector_for
from chaperone.engines.networks.sandbox_server import create_app, register_account
from tests.servers.sandbox import SandboxSite

from .contract import _ref, publish
from .pictures import jpeg

BANNER = "Sandbox network: a simulator that comes with Chaperone. Nothing here is public."


@pytest.fixture
def account(sandbox_network: SandboxSite) -> Account:
    return sandbox_network.open_account("practice", "The Practice")


def _post(account: Account, text: str = "Hello there", *media: Media) -> str:
    """Publishes and returns the page's address."""
    return _ref(publish(connector_for("sandbox"), account, Draft(text, media), text)).url or ""


def _auth(account: Account, **headers: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {account.secrets['token']}", **headers}


def test_every_page_says_it_is_a_simulator(account: Account) -> None:
    pages = ["/", f"/@{account.handle}", "/nowhere", "/post/0000000000000000"]
    pages = [account.base_url + path for path in pages] + [_post(account)]

    assert [page for page in pages if BANNER not in httpx.get(page).text] == []


def test_pages_load_nothing_but_their_own_stylesheet_and_pictures(account: Account) -> None:
    answer = httpx.get(_post(account, "Hello there", jpeg()))

    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert "<script" not in answer.text and "<style" not in answer.text and "style=" not in answer.text
    sheet = httpx.get(f"{account.base_url}/static/sandbox.css")
    assert (sheet.status_code, sheet.headers["Content-Type"]) == (200, "text/css; charset=utf-8")
    assert "url(" not in sheet.text and "@import" not in sheet.text


def test_what_people_write_is_shown_as_written_and_never_run(account: Account) -> None:
    nasty = '<script>alert("1")</script> $prefix ${text} & </article>'
    page = _post(account, nasty, jpeg(alt=nasty[:60]))
    httpx.post(f"{page}/comments", data={"name": "<b>Sam</b>", "text": nasty})

    html = httpx.get(page).text

    assert "<script" not in html and "<b>" not in html
    assert (
        html.count("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; $prefix ${text} &amp; &lt;/article&gt;")
        == 3  # words, description and comment
    )
    assert html.count("</article>") == 2


def test_picture_is_served_as_posted_with_its_description(account: Account) -> None:
    picture = jpeg(alt="Two bars")
    html = httpx.get(_post(account, "Hello there", picture)).text

    path = html.partition('<img src="')[2].partition('"')[0]
    assert 'alt="Two bars"' in html
    assert httpx.get(account.base_url + path).content == picture.data


def test_uploaded_picture_is_not_readable_before_it_is_posted(account: Account) -> None:
    step = connector_for("sandbox").begin(account, Draft("", (jpeg(),)), "later")

    assert httpx.get(f"{account.base_url}/media/{step.checkpoint['media'][0]}").status_code == 404


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"text": "Hi", "location": "Austin"}, "field_unknown"),
        ({"text": "Hi", "media": [{"id": "1", "user_tags": ["sam"]}]}, "field_unknown"),
        ({"text": ["Hi"]}, "text_malformed"),
        ({"text": "Hi", "media": "1"}, "media_malformed"),
        ({"text": "Hi", "media": [{"id": "0" * 16, "alt": ""}]}, "media_unknown"),
        ({"text": " "}, "post_empty"),
        ({"text": "a" * 2201}, "text_too_long"),
    ],
)
def test_careless_posts_are_refused(account: Account, body: dict[str, Any], code: str) -> None:
    answer = httpx.post(f"{account.base_url}/api/posts", json=body, headers=_auth(account))

    assert answer.is_client_error
    assert answer.json() == {"error": code}
    assert connector_for("sandbox").pull(account, "posts", None).items == ()


def test_only_pictures_can_be_uploaded(account: Account) -> None:
    url = f"{account.base_url}/api/media"

    as_page = httpx.post(url, content=b"<html>", headers=_auth(account, **{"Content-Type": "image/jpeg"}))
    too_large = httpx.post(url, content=b"\xff\xd8\xff" + bytes(8 * 1024 * 1024), headers=_auth(account))

    assert (as_page.status_code, as_page.json()) == (415, {"error": "image_type"})
    assert (too_large.status_code, too_large.json()) == (413, {"error": "image_too_large"})


def test_forms_refuse_what_makes_no_sense(account: Account) -> None:
    page = _post(account)
    profile = f"{account.base_url}/@{account.handle}"

    assert httpx.post(f"{page}/comments", data={"name": "Sam", "text": " "}).status_code == 422
    assert (
        httpx.post(f"{profile}/reviews", data={"name": "Sam", "text": "Hm", "rating": "6"}).status_code == 422
    )
    assert (
        httpx.post(f"{account.base_url}/@nobody/reviews", data={"text": "Hm", "rating": "5"}).status_code
        == 404
    )
    assert httpx.get(f"{account.base_url}/api/posts").status_code == 401


def test_same_key_from_many_threads_is_one_post(account: Account) -> None:
    at_once = threading.Barrier(8)

    def send(_: int) -> str:
        at_once.wait()
        return _post(account, "The same words")

    with ThreadPoolExecutor(8) as pool:
        pages = set(pool.map(send, range(8)))

    assert len(pages) == 1
    assert len(connector_for("sandbox").pull(account, "posts", None).items) == 1


def test_faults_cannot_be_planned_unless_the_site_was_made_for_it(tmp_path: Path) -> None:
    fault = {"on": "create_post", "kind": "error"}

    assert _call(create_app(tmp_path / "a.db"), "POST", "/admin/faults", fault)[0] == "404 Not Found"


def test_faults_can_be_planned_over_http(account: Account) -> None:
    admin = f"{account.base_url}/admin/faults"

    assert httpx.post(admin, json={"on": "create_post", "kind": "earthquake"}).status_code == 400
    assert httpx.post(admin, json={"on": "create_post", "kind": "error"}).status_code == 201
    assert publish(connector_for("sandbox"), account, Draft("One"), "1").state == "unknown"
    assert publish(connector_for("sandbox"), account, Draft("One"), "1").state == "live"


def test_registration_can_be_closed(tmp_path: Path) -> None:
    closed = create_app(tmp_path / "a.db", open_registration=False)

    assert _call(closed, "POST", "/api/accounts", {"handle": "sam", "name": "Sam"})[0] == "404 Not Found"
    assert register_account(tmp_path / "a.db", handle="sam", name="Sam").handle == "sam"


def test_links_carry_the_prefix_where_the_site_is_mounted(tmp_path: Path) -> None:
    app = create_app(tmp_path / "a.db")
    register_account(tmp_path / "a.db", handle="practice", name="Practice")

    _, headers, home = _call(app, "GET", "/", prefix="/sandbox-network")
    _, moved, _ = _call(
        app, "POST", "/@practice/messages", form=b"name=Sam&text=Hello", prefix="/sandbox-network"
    )

    assert 'href="/sandbox-network/@practice"' in home
    assert 'href="/sandbox-network/static/sandbox.css"' in home
    assert moved["Location"] == "/sandbox-network/@practice?sent=1#message"
    assert headers["Content-Type"] == "text/html; charset=utf-8"


def test_head_says_the_same_without_the_body(account: Account) -> None:
    answer = httpx.head(account.base_url)

    assert (answer.status_code, answer.content) == (200, b"")


def test_what_was_deleted_leaves_no_words_in_the_file(account: Account, sandbox_network: SandboxSite) -> None:
    connector = connector_for("sandbox")
    ref = _ref(publish(connector, account, Draft("Unmistakable words"), "1"))

    connector.remove(account, ref)

    with closing(sqlite3.connect(sandbox_network.database_path)) as connection:
        assert connection.execute("SELECT text FROM post").fetchall() == [("",)]


def _call(
    app: Any,
    method: str,
    path: str,
    data: dict[str, str] | None = None,
    *,
    form: bytes = b"",
    prefix: str = "",
) -> tuple[str, dict[str, str], str]:
    """One request straight into the WSGI callable: its status line, headers and text."""
    body = form or (json.dumps(data).encode() if data else b"")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "SCRIPT_NAME": prefix,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }
    setup_testing_defaults(environ)
    said: list[Any] = []
    text = b"".join(app(environ, lambda status, headers: said.extend((status, dict(headers)))))
    return said[0], said[1], text.decode()

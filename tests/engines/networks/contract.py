"""What every connector promises. A new one inherits this class and says how to get an account; nothing else."""

from __future__ import annotations

import dataclasses
import json
import uuid
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from chaperone.engines.networks import (
    Account,
    Connector,
    Draft,
    Media,
    ReconnectNeeded,
    RemoteRef,
    Step,
    all_networks,
)

from .pictures import jpeg

FORBIDDEN = (
    "location",
    "place",
    "geo",
    "coordinates",
    "latitude",
    "tagged",
    "user_tags",
    "audience",
    "targeting",
)


def publish(connector: Connector, account: Account, draft: Draft, key: str) -> Step:
    return connector.commit(account, draft, connector.begin(account, draft, key), key)


class ConnectorContract:
    """Subclasses give the fixtures `connector` and `account`, and may lengthen nothing of what follows."""

    @pytest.fixture
    def key(self) -> str:
        return str(uuid.uuid4())

    @pytest.fixture
    def draft(self) -> Draft:
        return Draft(
            "What recovery looks like, week by week. #recovery https://practice.example/faq", (jpeg(),)
        )

    def own_posts(self, connector: Connector, account: Account) -> list[str]:
        """Ids of everything that stands on the account, read page by page until one is empty."""
        ids: list[str] = []
        cursor: str | None = None
        while True:
            page = connector.pull(account, "posts", cursor)
            if not page.items:
                return ids
            ids += [item.native_id for item in page.items]
            cursor = page.cursor
        return ids

    def test_is_listed_with_what_it_can_do(self, connector: Connector) -> None:
        assert connector.capabilities in all_networks()

    def test_post_becomes_live_and_present(
        self, connector: Connector, account: Account, draft: Draft, key: str
    ) -> None:
        step = publish(connector, account, draft, key)

        assert step.state == "live"
        assert step.ref is not None and step.ref.account_id == account.account_id
        presence = connector.probe(account, step.ref)
        assert (presence.api, presence.media, presence.gone) == ("present", "present", False)

    def test_begin_shows_nothing_yet(
        self, connector: Connector, account: Account, draft: Draft, key: str
    ) -> None:
        step = connector.begin(account, draft, key)

        assert step.state == "working"
        assert self.own_posts(connector, account) == []
        assert connector.find(account, draft, key, _an_hour_ago()) is None

    def test_checkpoint_is_json_without_words_of_the_post(
        self, connector: Connector, account: Account, draft: Draft, key: str
    ) -> None:
        saved = json.dumps(connector.begin(account, draft, key).checkpoint)

        assert "recovery" not in saved
        assert draft.media[0].alt not in saved
        step = connector.commit(account, draft, Step("working", json.loads(saved)), key)
        assert step.state == "live"

    def test_same_key_twice_is_one_post(
        self, connector: Connector, account: Account, draft: Draft, key: str
    ) -> None:
        first = publish(connector, account, draft, key)
        second = publish(connector, account, draft, key)

        assert first.ref is not None and second.ref is not None
        assert second.ref.native_id == first.ref.native_id
        assert self.own_posts(connector, account) == [first.ref.native_id]

    def test_same_key_with_other_words_changes_nothing(
        self, connector: Connector, account: Account, draft: Draft, key: str
    ) -> None:
        first = publish(connector, account, draft, key)
        second = publish(connector, account, Draft("Something else entirely"), key)

        assert second.ref == first.ref
        page = connector.pull(account, "posts", None)
        assert [item.text for item in page.items] == [draft.text]

    def test_other_key_is_another_post(self, connector: Connector, account: Account, draft: Draft) -> None:
        refs = [publish(connector, account, draft, str(uuid.uuid4())).ref for _ in range(3)]

        assert all(one is not None and two is not None for one, two in pairwise(refs))
        assert len({ref.native_id for ref in refs if ref}) == 3

    def test_find_tells_what_a_key_made(
        self, connector: Connector, account: Account, draft: Draft, key: str
    ) -> None:
        assert connector.find(account, draft, key, _an_hour_ago()) is None

        step = publish(connector, account, draft, key)

        assert connector.find(account, draft, key, _an_hour_ago()) == step.ref

    def test_remove_takes_post_and_pictures_away(
        self, connector: Connector, account: Account, draft: Draft, key: str
    ) -> None:
        ref = _ref(publish(connector, account, draft, key))

        assert connector.remove(account, ref).state == "gone"

        presence = connector.probe(account, ref)
        assert (presence.api, presence.media) == ("absent", "absent")
        assert presence.gone
        assert connector.find(account, draft, key, _an_hour_ago()) is None

    def test_remove_twice_is_harmless(
        self, connector: Connector, account: Account, draft: Draft, key: str
    ) -> None:
        ref = _ref(publish(connector, account, draft, key))

        assert [connector.remove(account, ref).state for _ in range(2)] == ["gone", "gone"]

    def test_ref_survives_storage(
        self, connector: Connector, account: Account, draft: Draft, key: str
    ) -> None:
        ref = _ref(publish(connector, account, draft, key))

        stored = RemoteRef.from_dict(json.loads(json.dumps(ref.as_dict())))

        assert stored == ref
        assert connector.remove(account, stored).state == "gone"
        assert connector.probe(account, stored).gone

    def test_wrong_secret_asks_for_a_person(
        self, connector: Connector, account: Account, draft: Draft, key: str
    ) -> None:
        stranger = dataclasses.replace(account, secrets=dict.fromkeys(account.secrets, "not-the-secret"))

        step = connector.begin(account, draft, key)

        with pytest.raises(ReconnectNeeded):
            connector.begin(stranger, draft, key)
        with pytest.raises(ReconnectNeeded):
            connector.commit(stranger, draft, step, key)
        with pytest.raises(ReconnectNeeded):
            connector.whoami(stranger)
        assert self.own_posts(connector, account) == []

    def test_whoami_is_the_account(self, connector: Connector, account: Account) -> None:
        assert connector.whoami(account) == account

    def test_checks_what_would_be_refused(self, connector: Connector, draft: Draft) -> None:
        can = connector.capabilities
        one = draft.media[0]
        heavy = dataclasses.replace(one, data=b"\xff\xd8\xff" + bytes(can.max_image_bytes))
        strange = dataclasses.replace(one, mime="image/tiff")
        wordy = dataclasses.replace(one, alt="a" * ((can.alt_max or 0) + 1))

        assert connector.check(draft) == []
        assert connector.check(Draft("a" * can.max_text)) == []
        assert _codes(connector, Draft("a" * (can.max_text + 1))) == ["text_too_long"]
        assert _codes(connector, Draft("  ")) == ["post_empty"]
        assert _codes(connector, Draft("", (one,) * (can.max_images + 1))) == ["too_many_images"]
        assert _codes(connector, Draft("", (heavy,))) == ["image_too_large"]
        assert _codes(connector, Draft("", (strange,))) == ["image_type"]
        assert _codes(connector, Draft("", (wordy,))) == ["alt_too_long"]

    def test_what_was_checked_is_accepted_at_its_limits(
        self, connector: Connector, account: Account, key: str
    ) -> None:
        can = connector.capabilities
        full = Draft(
            "é" * can.max_text,
            tuple(jpeg(alt="a" * (can.alt_max or 0), shade=n) for n in range(can.max_images)),
        )

        assert connector.check(full) == []
        assert publish(connector, account, full, key).state == "live"

    def test_nothing_can_carry_a_place_or_a_person(self) -> None:
        names = {field.name for kind in (Draft, Media, Account) for field in dataclasses.fields(kind)}

        assert not [name for name in names if any(word in name for word in FORBIDDEN)]
        with pytest.raises(TypeError):
            Draft("Hello", location="Austin")  # type: ignore[call-arg]

    def test_secrets_words_and_bytes_stay_out_of_reprs(self, account: Account, draft: Draft) -> None:
        shown = repr(account) + repr(draft)

        assert not [secret for secret in account.secrets.values() if secret in shown]
        assert draft.text not in shown
        assert draft.media[0].alt not in shown
        assert "\\xff\\xd8" not in shown


def _an_hour_ago() -> datetime:
    return datetime.now(UTC) - timedelta(hours=1)


def _codes(connector: Connector, draft: Draft) -> list[str]:
    return [problem.code for problem in connector.check(draft)]


def _ref(step: Step) -> RemoteRef:
    assert step.ref is not None
    return step.ref

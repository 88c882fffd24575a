"""What somebody wrote is for: the shipped model on a table in two languages, and the run time on weights built here."""

from __future__ import annotations

import time
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chaperone.engines.screening import screen
from chaperone.engines.screening.incoming import CATEGORIES, NOTHING, purpose_of
from chaperone.engines.screening.normalization import fold
from chaperone.engines.screening.purpose_features import SHAPE, class_of, words_in
from chaperone.engines.screening.purpose_model import Model, load, save, trained

EMERGENCIES = (
    "My bandage is soaked with blood again and it won't stop",
    "I can't breathe and my chest is tight since last night's lipo",
    "one calf is hot, swollen and sore five days after my tummy tuck",
    "fever of 103 and pus is coming out of my incision",
    "everything went blurry in one eye after the nose filler",
    "she won't wake up, she had surgery this morning",
    "I don't want to be alive anymore",
    "se me hinchó la lengua y no puedo respirar",
    "mi mamá no despierta, la operaron hoy",
    "la herida no para de sangrar",
)
CALM = (
    "I'm dying 😂 this reel",
    "what are the signs of a blood clot?",
    "is fever common after surgery? asking before I book",
    "my heart stopped when I saw the price lol",
    "what time do you open on saturdays?",
    "cuánto cuesta la consulta?",
    "Thank you all, best team ever ❤️",
    "the front desk was rude and nobody called me back",
    "grow your instagram, DM us for followers",
    "how long does a facelift last?",
    "tienen estacionamiento?",
    "gracias doctora, excelente atención",
)
KINDS = (
    ("how long does swelling last after rhinoplasty?", "medical_question"),
    ("cuánto dura el botox?", "medical_question"),
    ("Waited two hours and the receptionist was rude. Never again.", "complaint"),
    ("pésima atención, nadie contesta el teléfono", "complaint"),
    ("you are a disgusting fat pig", "abuse"),
    ("earn 5k weekly with crypto, whatsapp me", "spam"),
    ("compra seguidores baratos", "spam"),
    ("thank you so much, you are amazing", "praise"),
    ("gracias por todo, son los mejores", "praise"),
    ("do you validate parking", "other"),
    ("aceptan tarjeta?", "other"),
    ("three weeks post op from my tummy tuck and finally home", "self_disclosure"),
)


@pytest.mark.parametrize("text", EMERGENCIES)
def test_an_emergency_is_heard(text: str) -> None:
    judged = screen(text, use="incoming")
    assert judged.category == "emergency"
    assert "treatment.emergency" in {finding.rule for finding in judged.findings}


@pytest.mark.parametrize("text", CALM)
def test_what_only_sounds_alarming_pages_nobody(text: str) -> None:
    assert screen(text, use="incoming").category != "emergency"


@pytest.mark.parametrize(("text", "category"), KINDS)
def test_each_purpose_in_both_languages(text: str, category: str) -> None:
    assert screen(text, use="incoming").category == category


def test_the_reasons_are_words_of_the_text() -> None:
    text = "the wound is bleeding and won't stop"
    judged = purpose_of(text)
    named = {text[start:end] for start, end in judged.words}
    assert judged.category == "emergency"
    assert "bleeding" in named


def test_what_is_not_clear_is_said() -> None:
    assert not purpose_of("tuesday lamp purple ok maybe").sure
    assert purpose_of("grow your instagram, DM us for followers, crypto profits").sure


def test_no_words_is_other() -> None:
    assert [purpose_of(text) for text in ("", " \n", "___")] == [NOTHING] * 3


@given(text=st.text(max_size=300))
@settings(deadline=None)
def test_any_text_has_a_purpose_and_reasons_lie_inside(text: str) -> None:
    folded = fold(text).text
    judged = purpose_of(folded)
    assert judged.category in CATEGORIES
    assert 0 <= judged.confidence <= 1
    assert all(0 <= start < end <= len(folded) for start, end in judged.words)
    assert judged == purpose_of(folded)


def test_a_long_text_costs_no_more_than_its_ends() -> None:
    purpose_of("warm up")
    started = time.perf_counter()
    purpose_of("is it bleeding or hot 39 " * 40_000)
    assert time.perf_counter() - started < 2


def test_the_shipped_model_is_small_and_whole() -> None:
    model = trained()
    assert model.heads == (*CATEGORIES, "urgent", "phi")
    assert model.weights.shape == (len(model.vocabulary), len(model.heads))
    assert model.dense.shape == (len(SHAPE) + len(CATEGORIES), len(model.heads))
    assert set(model.thresholds) == {"emergency", "floor", "perhaps", "phi", "sure"}
    assert max(gram.count(" ") for gram in model.vocabulary) <= 3  # runs of a few words, no sentences


def tiny(*, urgent: float = 0.0, spam: float = 0.0) -> Model:
    """A model that knows two words: "alarm" speaks for an emergency, "bargain" for spam."""
    heads = (*CATEGORIES, "urgent", "phi")
    weights = np.zeros((2, len(heads)), dtype=np.float32)
    weights[0, [heads.index("urgent"), heads.index("emergency")]] = urgent
    weights[1, heads.index("spam")] = spam
    bias = np.zeros(len(heads), dtype=np.float32)
    bias[heads.index("other")], bias[heads.index("urgent")] = 1, -4
    return Model(
        heads=heads,
        vocabulary={"w alarm": 0, "w bargain": 1},
        idf=np.ones(2, dtype=np.float32),
        weights=weights,
        dense=np.zeros((len(SHAPE) + len(CATEGORIES), len(heads)), dtype=np.float32),
        bias=bias,
        thresholds={"emergency": 0.5, "floor": 0.5, "perhaps": 0.3, "phi": 0.6, "sure": 0.5},
    )


def test_weights_decide_and_point_at_their_words() -> None:
    model = tiny(urgent=9, spam=9)
    said = [purpose_of(text, model=model) for text in ("big bargain now", "an alarm now", "nothing known")]
    assert [(p.category, p.words) for p in said] == [
        ("spam", ((4, 11),)),
        ("emergency", ((3, 8),)),
        ("other", ()),
    ]
    assert [p.tied for p in said] == [False, True, False]


def test_a_model_survives_its_file_unchanged() -> None:
    first, again = BytesIO(), BytesIO()
    save(first, tiny(urgent=2, spam=3))
    first.seek(0)
    model = load(first)
    save(again, model)
    assert again.getvalue() == first.getvalue()
    assert model.vocabulary == {"w alarm": 0, "w bargain": 1}
    assert purpose_of("bargain", model=model) == purpose_of("bargain", model=tiny(urgent=2, spam=3))


def test_classes_join_languages_and_words_keep_their_place() -> None:
    assert class_of("pantorrilla") == class_of("calf") == "BODY"
    assert class_of("umbrella") == "umbrella"
    text = "\u0130t HURTS u 103"
    assert [(w.form, text[w.start : w.end]) for w in words_in(text)][1:] == [
        ("hurts", "HURTS"),
        ("you", "u"),
        ("0", "103"),
    ]

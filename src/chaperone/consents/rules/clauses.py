"""What a form must never say. Each pattern with the law behind it; sentences are looked at one by one.

A pattern that finds nothing proves nothing: the list is a net, and a person still reads the form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Severity = Literal["refused", "escalate"]


@dataclass(frozen=True, slots=True)
class Forbidden:
    """``unless`` names words in the same sentence that turn its meaning round ("you do not have to sign")."""

    id: str
    law: str
    why: str
    remedy: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None
    severity: Severity = "refused"


def _rule(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_NEGATED = _rule(
    r"\b(?:do(?:es)? not|don['’]t|doesn['’]t|need not|never|may not|cannot|can['’]t|must not|will not|nobody|no one|without|"
    r"no (?:tiene|tienes|debe|debes|puede|podemos|necesita|es|hace)|nunca|nadie|sin)\b"
)
_SIGN = r"(?:sign|agree|consent|authori[sz]e|allow|permi(?:t|ssion)|photo|release|firm\w+|acept\w+|autori\w+|permi\w+|foto\w*)"
_BENEFIT = (
    r"(?:discount|(?:\$|usd\s?)\s?\d[\d,.]*\s*(?:off|less|lower|cheaper)?|\d+\s?(?:%|percent|por ciento)\s*(?:off|de descuento)?|"
    r"free (?!to\b)\w+|gift|voucher|lower price|price reduction|cheaper|descuento|gratis|regalo|rebaja)"
)

FORBIDDEN: tuple[Forbidden, ...] = (
    Forbidden(
        "perpetual",
        "45 CFR 164.508(c)(1)(v)",
        "It says that the permission never ends.",
        "Take these words out. A permission for photos ends on a day or with an event.",
        _rule(
            r"\bperpetual\w*|\bin perpetuity\b|\bforever\b|\bindefinite(?:ly)?\b|\bno (?:expiration|expiry|end) (?:date)?|"
            r"\bnever expires?\b|\bwithout (?:a )?time limit|\bfor all time\b|\bperpetu\w+|\bpara siempre\b|\bindefinid\w+|"
            r"\bsin (?:fecha de )?(?:vencimiento|caducidad|l[ií]mite de tiempo)\b|\bno (?:vence|caduca)\b"
        ),
    ),
    Forbidden(
        "irrevocable",
        "45 CFR 164.508(b)(5)",
        "It says that the patient cannot take her permission back.",
        "Take these words out. She may withdraw at any time.",
        _rule(
            r"\birrevocabl\w*|\bcan(?:not|['’]t| not) be (?:revoked|withdrawn|taken back|cancell?ed)\b|"
            r"\b(?:waive|give up|lose)s? (?:my|your|the|any|all)? ?rights? to (?:revoke|withdraw)|"
            r"\bno (?:se )?(?:puede|podr[áa]) (?:revocar|retirar|cancelar)\w*"
        ),
    ),
    Forbidden(
        "waiver",
        "45 CFR 164.530(h)",
        "It asks the patient to give up a right.",
        "Take this sentence out. Nobody may be asked to give up privacy rights.",
        _rule(
            r"\b(?:waiv(?:e|es|er|ers|ing)|release[sd]? (?:\w+ ){0,4}from (?:any|all) (?:liability|claims?)|"
            r"gives? up (?:my|your|her|his|the|any|all)? ?(?:\w+ )?(?:rights?|claims?|hipaa|privacy))\b|"
            r"\brenunci\w+ (?:a )?(?:\w+ ){0,3}(?:derechos?|privacidad|hipaa|reclam\w+)"
        ),
        unless=_rule(r"\b(?:do(?:es)? not|don['’]t|never|nobody|no one|no renuncia\w*|nunca|nadie) "),
    ),
    Forbidden(
        "gag",
        "15 USC 45b (Consumer Review Fairness Act)",
        "It limits what the patient may say or write about the practice.",
        "Take this sentence out. Anyone may write an honest review.",
        _rule(
            r"\b(?:before|prior to|instead of|without first)\b.{0,60}\b(?:post|publish|leav|writ|any)\w*\b.{0,30}\b(?:reviews?|comments?|ratings?)\b|"
            r"\b(?:not|never|no|refrain from|remove|delete|take down)\b.{0,50}\b(?:negative|bad|critical|disparaging|unfavou?rable|under \w+ stars?)\b|"
            r"\bnon-?disparage\w*|\bdisparag\w+|\b(?:negative|bad|critical) (?:reviews?|comments?|ratings?)\b|"
            r"\bantes de\b.{0,60}\b(?:rese[ñn]a|opini[óo]n|comentario)s?\b|\b(?:rese[ñn]a|opini[óo]n|comentario)s? negativ\w+"
        ),
    ),
    Forbidden(
        "must_sign",
        "45 CFR 164.508(b)(4)",
        "It makes signing a condition.",
        "Take these words out. Saying no must change nothing about her care or her bill.",
        _rule(
            r"\b(?:must|have to|has to|need to|required to|obligated to) (?:sign|agree|consent|authori[sz]e)\b|"
            r"\b(?:signing|signature|consent|this (?:form|release|authorization)) is (?:required|mandatory|necessary)\b|"
            r"\bas a condition (?:of|for)\b|\b(?:only|unless|until)\b.{0,30}\b(?:treat|operat|perform|schedul|surgery)\w*.{0,40}\b(?:sign|agree)\w*|"
            r"\b(?:treat\w*|operat\w*|perform\w*|schedul\w*|surgery (?:will|can|takes|is))\b.{0,40}\b(?:only if|unless|until)\b.{0,40}\b(?:sign|agree)\w*|"
            r"\b(?:debe|tiene que|est[áa] obligad\w a|es obligatorio) (?:firmar|aceptar|autorizar)\b|\bcomo condici[óo]n (?:de|para)\b"
        ),
        unless=_NEGATED,
    ),
    Forbidden(
        "tied_benefit",
        "45 CFR 164.508(b)(4); 16 CFR 255.5",
        "It ties a price or a gift to the permission.",
        "Take it out, or ask your lawyer first: a benefit must not buy a signature, and the post would have to say it.",
        _rule(rf"{_BENEFIT}.{{0,80}}\b{_SIGN}|\b{_SIGN}\b.{{0,80}}{_BENEFIT}"),
        severity="escalate",
    ),
    Forbidden(
        "treatment_consent",
        "45 CFR 164.508(b)(3)",
        "It mixes this permission with consent to treatment.",
        "Take it out. Consent to surgery or treatment has a form of its own.",
        _rule(
            r"\b(?:I |you )?(?:consent|agree|authori[sz]e)\b.{0,30}\b(?:to|the)\b.{0,20}\b(?:surgery|operation|treatment|anesthesia|anaesthesia|transfusion)\b|"
            r"\b(?:acepto|autorizo|consiento)\b.{0,30}\b(?:la )?(?:cirug[íi]a|operaci[óo]n|anestesia|tratamiento)\b"
        ),
        unless=_rule(r"\bnot\b|\bseparate\b|\bno\b|\bteach\b"),
    ),
    Forbidden(
        "catch_all",
        "45 CFR 164.508(c)(1)(iii)",
        "It allows places that are not named.",
        "Name each place. What is not named is not allowed.",
        _rule(
            r"\b(?:any|all) (?:and all )?(?:media|social media|platforms?|networks?|channels?|websites?)\b|"
            r"\bany (?:lawful )?purpose\b|\bnow (?:known|existing) or (?:hereafter|later)\b|"
            r"\b(?:cualquier|todos los|todas las) (?:medios?|redes?|plataformas?|fines?)\b"
        ),
        unless=_NEGATED,
    ),
)

_SENTENCES = re.compile(r"(?<=[.!?;])\s+|\n+")


def forbidden_in(text: str) -> tuple[Forbidden, ...]:
    """Each rule that a sentence of ``text`` breaks, once."""
    found: dict[str, Forbidden] = {}
    for sentence in _SENTENCES.split(text):
        for rule in FORBIDDEN:
            if rule.pattern.search(sentence) and not (rule.unless and rule.unless.search(sentence)):
                found.setdefault(rule.id, rule)
    return tuple(found.values())

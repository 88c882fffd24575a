"""Whatever else points at one person: handles, tattoos and marks, jobs and roles, guessing games."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.codes import cue, cued
from chaperone.engines.screening.findings import Severity
from chaperone.engines.screening.people import PRONOUN, Link
from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_HANDLE = re.compile(r"(?<![\w@.])@[A-Za-z0-9_](?:[\w.]{1,28}[\w])\b")
_PATIENT_HANDLE = re.compile(
    r"\b(?:patient|client|repost|thank(?:s| you)|thx|congrat|journey|results|post[- ]?op|after|look at"
    r"|gorgeous|her|his|she|he)\b",
    re.IGNORECASE,
)
_MARK = re.compile(
    r"\b(?:tattoos?|birth\s?marks?|freckles?|piercings?|red hair|beauty mark|scar on (?:her|his)|tatuaje"
    r"|lunar)\b",
    re.IGNORECASE,
)
_JOB = re.compile(
    r"\b(?:teacher|nurse|realtor|attorney|lawyer|police(?:\s?wo)?(?:man)?|officer|firefighter|mayor|senator"
    r"|judge|sheriff|anchor(?:woman|man)?|news\s?caster|weather\s?(?:man|woman|girl)|dj|coach|principal"
    r"|pastor|barista|hairdresser|bartender|flight attendant|pilot|pageant queen|miss \w+ 20\d\d"
    r"|cheerleader|influencer|actress|actor|singer|ceo|councilwoman|councilman|librarian|baker|bakery"
    r"|crossing guard|pharmacist|dentist|chef|maestra|alcaldesa|quarterback|valedictorian"
    r"|homecoming queen)\b",
    re.IGNORECASE,
)
_HINT = re.compile(
    r"\b(?:(?:can|could) (?:you|u|ya) guess|guess (?:who|which)|you(?:'d| would| all)? know (?:her|him|who)"
    r"|y'?all know|hint:|can'?t say (?:what|who|which)|won'?t say (?:who|for what|why)|sworn to secrecy"
    r"|not naming names"
    r"|no names but|you'?ve seen (?:her|him)|recognize (?:her|him|this)|if you'?re from|everybody knows"
    r"|the whole town|look closely|wink wink)\b|🤐|👀",
    re.IGNORECASE,
)
_OURS = re.compile(r"\b(?:our|this|the|local|favorite|a|one)\s+(?:[\w']+\s+){0,3}$", re.IGNORECASE)
_DID_IT = re.compile(
    r"\b(?:finally (?:did|got|had)|got (?:her|his|the)|years? (?:fresher|younger)|lips done|just got"
    r"|brand new|had (?:her|his)|looks? (?:ten|10|so|amazing|fresh)|by us|profile|new (?:nose|look|lips"
    r"|chest|smile))\b",
    re.IGNORECASE,
)
_CODE = cue(
    strong=(
        r"(?:appointment|appt|booking|reservation|ticket|referral|reference|ref|badge|employee|student|tracking"
        r"|wristband"
        r"|participant|subject|study|site|sample|specimen|user|client|customer|request|submission|application) "
        r"(?:id|number|no|num|code)|case id|(?:identifier|confirmation|access|reference|ref\.?|registration"
        r"|intake) code|ids?|id#"
    ),
    weak=(
        r"reference|ref|code|badge|ticket|sample|specimen|file|study|subject|site|booking|reservation|folio"
        r"|wristband"
        r"|participant|employee|locker|tracking|token|case|caso|appointment|appt|visit|referral|cita"
    ),
)
# A code of goods, places or prices points at nobody.
_NO_PERSON = re.compile(
    r"\b(?:zip|postal|post|area|country|promo\w*|discount|coupon|dress|qr|cpt|icd(?:-?10)?|hcpcs|color|colour"
    r"|error|source|bar|offer"
    r"|voucher|dial\w*|door|use|using|enter|with|web|the)\s$",
    re.IGNORECASE,
)
# Uncued, but made to be unique: UUIDs, hashes, letters and a long number.
_UNIQUE = re.compile(
    r"(?<![\w-])(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})(?![\w-])"
    r"|(?<![\w-])(?-i:(?!COVID|ISO|PMC|PMID|SKU|CPT|ICD|RTX)[A-Z]{1,6})-?\d{6,12}(?![\w-])",
    re.IGNORECASE,
)
_PAPER = re.compile(
    r"(?<![\w/.-])(?=[\w -]{0,60}[\d_])[\w-]{3,60}\.(?:pdf|docx?|xlsx?|csv|txt|zip|pages|rtf)\b",
    re.IGNORECASE,
)
# A handle without its "@": after the network's name, with a mark that no word has.
_NETWORK_HANDLE = re.compile(
    r"(?<![/.])\b(?:ig|insta(?:gram)?|snap(?:chat)?|tik\s?tok|twitter|facebook|fb|handle|user\s?name|venmo"
    r"|cash\s?app|telegram|discord"
    r"|onlyfans|usuario)(?:\s(?:handle|name|is|user\s?name|as|under)){0,2}(?:\s?[:=-]\s?|\s)[@$]?"
    r"(?P<name>(?=[\w.]{0,28}[\d_.]\w)(?=[\w.]{0,28}[a-z])[a-z0-9_][\w.]{1,28}\w)(?![\w@])",
    re.IGNORECASE,
)
# A group of known people in the waiting room narrows it down to a few.
_GROUP = re.compile(
    r"\b(?:team|squad|choir|faculty|congregation|sorority|band|crew|cast|pta|department)\b[^.!?\n]{0,60}"
    r"\b(?:in|on) our (?:lobby|waiting room|schedule|books|chairs?|table)\b",
    re.IGNORECASE,
)
_UNMASK = re.compile(
    r"\bwe (?:all )?(?:know|remember) (?:exactly )?(?:who|you are)\b|\bonly saw one\b|\bi know (?:who"
    r"|that'?s)\b",
    re.IGNORECASE,
)

_STANDS_FOR_ONE = "This looks like a code that stands for one person."


def _caption(reading: Reading) -> Iterator[Hit]:
    text = reading.text
    for match in _HANDLE.finditer(text):
        sentence = reading.sentence(match.start())
        strong = reading.link_near(match.start(), reach=1) is Link.STRONG
        credited = re.search(
            r"(?:photo|video|art|credit|by|📷|🎥|hosted|with our|vendor|thanks to)[^@\n]{0,20}$",
            text[max(0, match.start() - 40) : match.start()],
            re.IGNORECASE,
        )
        yield Hit(
            match.start(),
            match.end(),
            "block" if strong and _PATIENT_HANDLE.search(sentence) and not credited else "note",
            message="This handle leads to a person.",
        )
    for match in _MARK.finditer(text):
        link = reading.link_near(match.start(), reach=0)
        if link is Link.STRONG or PRONOUN.search(reading.sentence(match.start())):
            yield Hit(
                match.start(), match.end(), "block", message="A mark like this lets people recognise someone."
            )
    for match in _JOB.finditer(text):
        here = reading.sentence_at(match.start())
        linked = (
            reading.links[here] is Link.STRONG
            or _DID_IT.search(reading.sentence(match.start()))
            or (
                reading.sentence_procedures[here]
                and _OURS.search(text[max(0, match.start() - 40) : match.start()])
            )
        )
        if linked and not (
            match.group().lower() == "nurse" and reading.staffed[here] and "er nurse" not in text.lower()
        ):
            yield Hit(match.start(), match.end(), "block", message="A job or role narrows down who this is.")
    for match in _GROUP.finditer(text):
        if not reading.staffed[reading.sentence_at(match.start())] or _HINT.search(text):
            yield Hit(match.start(), match.end(), "block", message="A known group narrows down who this is.")
    for match in _HINT.finditer(text):
        around = text[max(0, match.start() - 200) : match.end() + 200]
        if (
            _DID_IT.search(around)
            and (PRONOUN.search(around) or "who" in match.group().lower() or "which" in around.lower())
            and (match.group() not in "👀" or _JOB.search(around))
        ):
            yield Hit(
                match.start(),
                match.end(),
                "block",
                message="A guessing game about a patient invites people to identify one.",
            )


def _codes(text: str) -> Iterator[Hit]:
    for code in cued(_CODE, text):
        if not _NO_PERSON.search(text[max(code.phrase_start - 16, 0) : code.phrase_start]):
            severity: Severity = "block" if code.cue in ("case", "caso") else "review"
            yield Hit(code.phrase_start, code.end, severity, message=_STANDS_FOR_ONE)
    for pattern in (_UNIQUE, _PAPER):
        for match in pattern.finditer(text):
            yield Hit(match.start(), match.end(), "review", message=_STANDS_FOR_ONE)
    for match in _NETWORK_HANDLE.finditer(text):
        yield Hit(*match.span("name"), "review", message="This handle leads to a person.")


def find(reading: Reading) -> Iterator[Hit]:
    yield from _codes(reading.text)
    if reading.use == "caption":
        yield from _caption(reading)
        return
    for match in _UNMASK.finditer(reading.text):
        yield Hit(match.start(), match.end(), "block", message="This says that somebody has been recognised.")
    for match in _HANDLE.finditer(reading.text):
        yield Hit(
            match.start(),
            match.end(),
            "review" if reading.use == "reply" else "note",
            message="This handle leads to a person.",
        )


RECOGNIZER = Recognizer(
    id="identifier.other",
    kind="other_id",
    why=(
        "Any other unique mark, role, code or handle counts, and so does anything that the practice knows "
        "could identify."
    ),
    citation="45 CFR 164.514(b)(2)(i)(R) and (b)(2)(ii)",
    severity="block",
    message="This can point at one person.",
    suggestion="Leave it out; say “a patient”.",
    find=find,
)

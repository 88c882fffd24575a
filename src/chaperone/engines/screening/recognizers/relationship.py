"""Confirming or denying that somebody is a patient, however kindly; and what a writer discloses about himself.

Replies are denied by default: a clause that speaks about the writer, about care given, or about a person's status
blocks unless it is one of the neutral acts (thanks for words, an invitation to call, a general rule). `context` is
what the reply answers: a bare "yes" confirms when the question was about a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.answering import ABOUT_PERSON, ASKS, NEVER_SAYS, clauses, discloses
from chaperone.engines.screening.findings import Severity
from chaperone.engines.screening.incoming import ties_to_care
from chaperone.engines.screening.people import BODY, Link
from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_ANSWER = re.compile(
    r"^\s*(?:haha\s+|lol\s+|omg\s+|aww\s+|ha[,!]?\s+)?(?:yes|yep|yeah|yup|no|nope|nah|sure|guilty|maybe"
    r"|correct|true|we did|that'?s (?:her|him|right|me)|not her|wrong|close|good eye|you got it|busted|si"
    r"|claro)\b|\b(?:but|and|so),? (?:yes|no|yeah|nope)\b|\blet'?s (?:just )?say\b|\bwe wish\b"
    r"|\bmaybe,? maybe not\b|[\U0001f609\U0001f92b\U0001f64a\U0001f92d]",
    re.IGNORECASE,
)
_GREETED_BY_NAME = re.compile(
    r"(?:^|[.!?]\s+)(?i:hi|hello|hey|dear|hola|querid[oa]|estimad[oa]|good (?:morning|afternoon|evening)"
    r"|buenas|ms\.?|mrs\.?|mr\.?"
    r"|sra?\.?)(?i:\s+(?:ms\.?|mrs\.?|mr\.?|miss))?,?\s+(?P<name>[A-Z][a-z]{2,14})\b(?=\s*[,!.:-]"
    r"|\s+[A-Z][a-z]+\s*[,!.:]|\s*$)"
)
_NOT_NAMES = frozenset(
    [
        "there",
        "everyone",
        "everybody",
        "all",
        "friend",
        "friends",
        "neighbor",
        "neighbors",
        "folks",
        "team",
        "doctor",
        "miami",
        "texas",
        "ohio",
        "florida",
        "california",
        "hello",
        "thanks",
        "back",
        "again",
        "from",
        "and",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "todos",
        "todas",
    ]
)

# What comes in: the writer, or somebody near, tied to care or to a state of health.
_PERSON = re.compile(
    r"\b(?:i|i'm|im|i've|ive|i'd|i'll|we|my|me|mine|us|yo|mi|tengo|hubby|husband|wife|mom|mother|dad|father"
    r"|baby|grandma|sister|brother"
    r"|daughter|son|friend|bff|cousin|aunt|roommate|she|he|her|his|hermana|mama|hija|esposo|me (?:hice"
    r"|operaron|hicieron|quitan))\b",
    re.IGNORECASE,
)
_CARE_OR_HEALTH = re.compile(
    r"\b(?:surg\w+|operat\w+|operaron|operacion|opere|cirugia|post[- ]?op|pre[- ]?op|consult\w*|appointment"
    r"|booked|scheduled|procedure|exam|implants?|drains?|stitch\w*|puntos"
    r"|scars?|cicatri\w+|incision|swell\w*|swollen|recover\w*|healing|healed|biopsy|pathology|cancer|chemo"
    r"|remission|diabet\w+|bmi|lost \d+|pain\w*|hurts?|fever|bleed\w*|blood|infect\w+"
    r"|numb\w*|pregnan\w*|nursing|breastfe\w+|antidepressants?|medications?|meds|pills?|zoloft|lexapro"
    r"|warfarin|wegovy|sema|lumps?|keloid|rash|bruis\w+|syringes?|anesthesia|sedat\w+"
    r"|bandages?|revision|revise|waiting room|recovery|lipo\w*|bbl|fillers?|botox|nose|nariz|lips?|breasts?"
    r"|boobs?|chest|tummy|tuck|face ?lift|lift|explant|reconstruction|eyelids?|trans\b|alcoholic"
    r"|afib|artritis|arthritis|lupus|eds\b|brca\d?|hiv|got (?:this|it|them|mine) done|work done|laser"
    r"|burn(?:ed)?|diagnos\w+|symptoms?|numbness|dizzy|faint\w*|breath\w*|vomit\w*|injections?"
    r"|injected|candidate|refund my deposit|my (?:records|results?|deposit|chart|file|bill|weight)"
    r"|(?:\d{1,2}|one|two|three|four|five|six) (?:days?|weeks?|wks?|months?|mos?|yrs?|years?) (?:post"
    r"|out))\b",
    re.IGNORECASE,
)
_IMPLIED = re.compile(
    r"\b(?:\d{1,2}|one|two|three|four|five|six|seven|eight|first|second) (?:days?|weeks?|wks?|months?|mos?"
    r"|yrs?|years?) (?:post[- ]?op|post|out|since my|after my)\b"
    r"|\b(?:post[- ]?op )?day \d{1,2}\b|\brecovering\b|\bfirst syringe\b|\btook my\b|\bpost[- ]?op\b",
    re.IGNORECASE,
)
_GENERAL_QUESTION = re.compile(
    r"^\W*(?:hi|hey|hello)?\W*(?:can (?:you|u|i|we)|do (?:you|u)|does|is (?:it|there)|are|what|whats|which"
    r"|how (?:much|long|many|painful|do)|will)\b(?![^?]{0,200}\b(?:my|mine|i'm|im|i had|i have|i was)\b)",
    re.IGNORECASE,
)


def _reply(reading: Reading) -> Iterator[Hit]:
    for start, end, clause in clauses(reading.text):
        if discloses(clause, reading.context):
            yield Hit(start, end, "block")
    asked = ASKS.search(reading.context) and ABOUT_PERSON.search(reading.context)
    answer = _ANSWER.search(reading.text)
    if asked and answer and not NEVER_SAYS.search(reading.text):
        yield Hit(
            answer.start(), answer.end(), "block", message="Answering yes or no tells who is a patient."
        )
    yield from _unmasked(reading)


def _unmasked(reading: Reading) -> Iterator[Hit]:
    """A person greeted by a name that he or she did not write."""
    for match in _GREETED_BY_NAME.finditer(reading.text):
        if match["name"].lower() not in reading.context.lower() and match["name"].lower() not in _NOT_NAMES:
            yield Hit(
                match.start("name"),
                match.end("name"),
                "block",
                message="This calls somebody by a name that was not written here.",
                suggestion="Greet nobody by name.",
                kind="name",
            )


def _incoming(reading: Reading) -> Iterator[Hit]:
    """Sentences in which the writer, or somebody near, is tied to care or to a state of health."""
    whole = ties_to_care(reading.purposes)
    found = False
    for start, end in reading.sentences:
        sentence = reading.text[start:end]
        tied = bool(_PERSON.search(sentence) and _CARE_OR_HEALTH.search(sentence)) or bool(
            _IMPLIED.search(sentence)
        )
        if tied and not _GENERAL_QUESTION.search(sentence):
            found = True
            yield _disclosed(start, end)
    if whole and not found:
        yield _disclosed(*reading.sentences[0])


def _disclosed(start: int, end: int) -> Hit:
    return Hit(
        start,
        end,
        "review",
        message="The writer ties a person to care. Move this to the secure channel.",
        suggestion="Answer with a neutral text; hide it if it names somebody else.",
    )


def find(reading: Reading) -> Iterator[Hit]:
    if reading.use == "reply":
        yield from _reply(reading)
    elif reading.use == "incoming":
        yield from _incoming(reading)
    else:
        yield from _caption(reading)


_CARED = re.compile(
    r"\b(?:thank|thanks|thx|thank you|thank u|grateful)\b[^.!?\n]{0,60}\b(?:trust(?:ed|ing)?|choosing|chose"
    r"|letting us|coming (?:in|back|to (?:us|see us))|your (?:surgery|procedure|visit|treatment|journey))\b"
    r"|\b(?:our|favorite|longtime) (?:[\w-]+ ){0,2}(?:patient|client)s?\b(?! (?:rights|safety|care|portal"
    r"|education|coordinator))(?= (?:of the (?:month|week)|ms|mr|mrs|miss|(?-i:[A-Z])))"
    r"|\bin recovery (?:bay|room)\b|\byou left it in recovery\b|\bcame to (?:us|see us)\b|\bproud of u\b"
    r"|\b(?:to|dear|for) the (?:\w+ )?(?:patient|client)s? who\b(?! (?:wants?|asks?|needs?|is|are"
    r"|has questions))|\bheal (?:well|fast|up|quick\w*)[,!]"
    r"|\byou (?:were|are) (?:our|my) (?:\w+ )?(?:\d[\d,]*(?:st|nd|rd|th)|first|last|favou?rite|youngest"
    r"|oldest|bravest)\b|\byou healed\b|\byou know who you are\b"
    r"|\b(?:came|come|comes|coming|stopped|popped|swung) (?:back |by |in )+(?:\w+ )?for (?:her|his|their"
    r"|a) (?:[\w-]+ ){0,3}(?:check|visit|follow|post|touch|appointment|botox|filler|tox)"
    r"|\bsee you at your\b|\b(?:sits?|sitting|seen|hang\w*) in our (?:lobby|waiting room|chairs?)\b"
    r"|\bwe (?:won'?t|can'?t|couldn'?t) say (?:for what|what|who|why)\b"
    r"|\b(?:half|most|all) (?:of )?(?:the|this) (?:[\w-]+ ){1,4}(?:team|squad|department|church|choir"
    r"|office|faculty|school) (?:\w+ )?(?:comes?|sits?|has|have|sees?|trusts?)\b"
    r"|\bconfirmed so far\b|\byou were a (?:rockstar|champ|trooper)\b",
    re.IGNORECASE,
)


_ONE = re.compile(
    r"\b(?:our|this|my)\s+(?:[\w'-]+\s+){0,3}(?:patient|client)\b(?!'?s\b)(?! (?:coordinators?|portal|care"
    r"|safety|education|rights|privacy|line|lounge|advocate|experience|information|forms?|services"
    r"|satisfaction|navigator|count))",
    re.IGNORECASE,
)
_GREETED = re.compile(
    r"\b(?:happy birthday|congrat\w*|favou?rite|thank|you know who you are|miss(?:ed)? you|proud"
    r"|welcome back|love you)\b",
    re.IGNORECASE,
)


_SINGULAR = re.compile(
    r"\b(?:she|her|hers|he|his|him|she's|he's|shes|ella|this (?:mama|gentleman|lady|chica))\b", re.IGNORECASE
)
_US_OR_BODY = re.compile(
    rf"\b(?:us|we|our|{BODY}|pain|reveal|confidence|waist|scar|size|jeans|swimsuit|bikini|self|husband|sewing)\b",
    re.IGNORECASE,
)


# Whom else "she" may be: guests, suppliers, animals, people of the past.
_NO_PATIENT = re.compile(
    r"\b(?:cats?|dogs?|pup(?:py)?|parrot|fish|plant|dietitian|nutritionist|psychologist|speaker|guest"
    r"|contractor|mechanic|printer"
    r"|engineer|designer|architect|artist|founder|author|professor|president|pioneer\w*|inventor|scientist"
    r"|student|volunteer|neighbor"
    r"|joined|hired|(?:it|facilities|cleaning) team|dra?|sir|history|invented|century|born|pope|king|santa"
    r"|model - not|collaboration|chef"
    r"|mascot|shelter|adopted|interview\w*|retir\w+|engaged|married|anniversary|years with)\b|\b1[5-9]\d\d\b",
    re.IGNORECASE,
)

# Somebody who was made general (the anonymous version of a story): nothing points at her any more.
_ANONYMOUS = re.compile(r"\b(?:an?|the) patient\b|\b(?:una|la) persona\b", re.IGNORECASE)


def _somebody(reading: Reading) -> Iterator[Hit]:
    """A practice that tells of "her" or "him", and not of its own people, most likely tells of a patient."""
    for here, (start, end) in enumerate(reading.sentences):
        pronoun = _SINGULAR.search(reading.text, start, end)
        if not pronoun:
            continue
        around = range(max(here - 2, 0), min(here + 3, len(reading.sentences)))
        said = reading.text[reading.sentences[around[0]][0] : reading.sentences[around[-1]][1]]
        if any(reading.staffed[i] or reading.links[i] is Link.GENERAL for i in around) or _NO_PATIENT.search(
            said
        ):
            continue
        if _ANONYMOUS.search(said):
            continue
        about_care = _US_OR_BODY.search(reading.text, start, end) or reading.links[here] is Link.STRONG
        yield Hit(
            pronoun.start(),
            pronoun.end(),
            "block" if about_care else "review",
            message="This tells of one person, who may be a patient.",
            suggestion="Speak of patients in general, or say that this is somebody of the staff.",
        )


def _caption(reading: Reading) -> Iterator[Hit]:
    yield from _somebody(reading)
    for match in _CARED.finditer(reading.text):
        strong = (
            reading.link_near(match.start(), reach=1) >= Link.STRONG
            or "trust" in match.group().lower()
            or "recovery" in match.group().lower()
            or re.search(r"proud|who|heal|you |for (?:her|his)|lobby|say|team", match.group(), re.IGNORECASE)
            is not None
        )
        yield Hit(
            match.start(),
            match.end(),
            "block" if strong else "review",
            message="This tells that somebody is a patient.",
            suggestion="Thank nobody in particular; never show who came.",
        )
    for match in _ONE.finditer(reading.text):
        if reading.links[reading.sentence_at(match.start())] is Link.STRONG:
            severity: Severity = "block" if _GREETED.search(reading.sentence(match.start())) else "review"
            yield Hit(
                match.start(),
                match.end(),
                severity,
                message="This speaks of one patient.",
                suggestion="Speak of patients in general.",
            )


RECOGNIZER = Recognizer(
    id="relationship.confirms",
    kind="relationship",
    why="Saying that somebody is a patient, or is not, is a disclosure, whatever that person wrote first.",
    citation="45 CFR 164.502(a)",
    severity="block",
    message="This could confirm or deny that somebody is a patient.",
    suggestion=(
        "Use a neutral text: “Privacy rules limit what we can say in public. Please call our office manager.”"
    ),
    find=find,
)

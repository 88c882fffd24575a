"""Confirming or denying that somebody is a patient, however kindly; and what a writer discloses about himself.

Replies are denied by default: a clause that speaks about the writer, about care given, or about a person's status blocks
unless it is one of the neutral acts (thanks for words, an invitation to call, a general rule). `context` is what the
reply answers: a bare "yes" confirms when the question was about a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.people import Link
from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_CLAUSE = re.compile(r"[^.!?;\n…]+(?:[.](?=\w)[^.!?;\n…]+)*[.!?;…]*")
_YOU = re.compile(
    r"\b(?:you|your|yours|yourself|u|ur|you'?(?:re|ve|ll|d)|youre|ya|usted|ustedes|su|sus|tu|tus|te|le|la (?:esperamos|atendimos|vimos))\b",
    re.IGNORECASE,
)
# Neutral acts: taken out of a clause before it is judged.
_NEUTRAL = re.compile(
    r"\b(?:thank(?:s| you)|thx|gracias|mil gracias)(?:\s+(?:you|so much|a bunch|a lot|again|both))*(?:\s+(?:for|por)\s+(?:(?:taking (?:the|a|your)?\s?(?:time|moment|minute)s?(?: to (?:write|share|say|post|comment|leave (?:this|a|your) \w+|tell us|let us know|read))?|being (?:so )?(?:candid|honest|open|kind|direct)|writing(?: in)?|sharing|saying|telling us|letting us know|flagging|reaching out|asking|pointing (?:this|that|it) out|speaking up)(?: (?:this|that|it|in|to us|with us|your (?:\w+ )?(?:view|words|thoughts|feedback|experience|concern|opinion)))?"
    r"|(?:the|your|this|these|such|sus|su|tus|tu|los|las|el|a)?\s?(?:\w+,? ){0,3}(?:words?|note|feedback|comments?|message|rating|review|love|support|idea|shout\s?-?out|catch|nudge|question|candor|honesty|perspective|thoughts?|input|suggestion|stars?|kindness|post|heads[- ]up|tip|mention|compliment|palabras|comentarios?|mensaje|opinion|interest|patience)))?"
    r"|\b(?:you|u|anyone|usted)(?:'re| are)?\s?(?:can|may|could|might|should|will|'ll|are (?:always )?(?:welcome|free)(?: to)?|do(?:n't| not) have to|don't need to|need(?:n't)? to|have (?:the|a|every) right to|puede)\s+(?:always |also |still |never |all |text or |call or )*(?:reach|call|text|contact|find|write|ask|use|get|email|visit|see|read|request|withdraw|share|leave|be|feel|check|bring|send|speak|talk|learn|choose|take|book|schedule|expect|prefer|llamar|escribir|submit|download|sign|hear)\b"
    r"|\bif (?:you|u|you'?(?:d|re|ve)|anyone|someone)\b[^.!?;,\n]{0,80}|\bwhen(?:ever)? you(?:'re| are| feel| have| want|'d)?\b[^.!?;,\n]{0,30}|\bsi (?:usted|desea|gusta|tiene)\b[^.!?;,\n]{0,60}"
    r"|\byour?\s+(?:own\s+)?(?:honest\s+|kind\s+|sweet\s+|lovely\s+)?(?:surgeons?|doctors?|surgical team|team|physicians?|providers?|pharmacists?|clinic|care team|dermatologist|prescriber|pcp|ob|nearest|local|plan|insurer|insurance (?:company|plan|card)|feedback|comments?|words?|review|message|rating|view|question|thoughts|opinion|concerns?|note|post|perspective|suggestion|idea|privacy|honesty|candor|rights?|kind words|support|phone|browser|area|friends?|friend to)\b"
    r"|\b(?:we|i)(?:'ll| will|'d| would)? ?(?:do |really |truly |can )?(?:hear|appreciate|understand|respect|value|see)(?:s|d)? (?:you|your|how (?:\w+ ){0,2}you feel)\b(?! had| were| came| the day| next| for your| sooner| again| back)|\bhow (?:strongly |upset |frustrated )?you(?:'re)? (?:feel|feeling)\b|\bwe(?:'d| would) (?:like|love) to (?:know more|hear (?:more|from you)|listen)\b|\b(?:merry|happy) \w+(?: \w+)? to you(?: too)?\b|\bsame to you\b|\bto you too\b|\bto hear (?:this|that|it|you)\b"
    r"|\b(?:tell|show|help|thank|answer|assist|point|guide|explain to|serve|owe|hear from|wish|give|send|le|les)\s+(?:you|le)\b(?! had)|\bleaves you\b|\bon you\b|\bfor you\b(?= to decide|\.|$)|\bwhat(?:'s| is) right for you\b|\bwhere you feel\b|\bthat'?s looking after you\b|\b(?:take all|take) (?:the time )?you need\b|\byou saying\b|\byou (?:wrote|write|ask|asked|reached out|posted|shared|took (?:the|a) (?:time|moment)|describe|raise|raised|liked the (?:post|video|reel)|enjoyed the (?:post|video|reel|talk|webinar))\b|\bwhat you (?:wrote|said|describe|write)\b(?! (?:isn'?t|is not|never|didn'?t))|\bsus (?:amables )?(?:comentarios|palabras)\b|\bsu (?:cirujan[oa]|medico|opinion|comentario|mensaje)\b|\bsee you (?:there|at the (?:open house|event|webinar|fair)|saturday|sunday|soon at the)\b|\b(?:hope|glad|happy) (?:to see )?you(?:'ll| will)? (?:join|like|enjoy|come by|make it)\b|\byou don't\b|\bi love you(?:r)? (?:guys|all)?\b|\byou guys\b|\bglad you (?:asked|reached out|like (?:it|the)|found (?:it|this) (?:useful|helpful)|wrote|said|enjoyed (?:the|it))\b|\bhow can you\b|\bbless you\b|\bthank you\b",
    re.IGNORECASE,
)
# Status, records, bills and contacts, said of anybody.
_STATUS = re.compile(
    r"\b(?:no record|not in our (?:system|records|files)|(?:can'?t|cannot|could(?:n'?t| not)|unable to) (?:find|locate|see) (?:you|anyone|any|a|your|this|him|her)|nobody (?:with|by|named|of)|no one (?:with|by|named)|never (?:been |was |were |had |saw |seen |treated |operated )?(?:\w+ ){0,3}(?:patient|client|here|set foot|stepped|visited|met|seen|treated)|(?:not|isn'?t|wasn'?t|aren'?t|weren'?t|you aren'?t) (?:one of ours|our patient|a patient|one of our|a client|one)|one of ours|(?:this|that) (?:person|individual|reviewer|patient|lady|woman|man) (?:has|had|is|was|never|did|came|left)|fake review|different (?:office|practice|clinic|doctor)|wrong (?:office|practice|clinic|place)"
    r"|(?:our|the|your) (?:records?|notes?|chart|files?|schedule|system|tape|cameras?|footage|logs?|texts?) (?:show|say|indicate|confirm|reflect|agree|prove|don'?t|do not|has|have)|(?:the|our|your) (?:notes|chart) and|we (?:show|have) (?:a|an|you|no|your) [^.!?\n]{0,40}(?:call|record|appointment|visit|file|signed)|on file|checked (?:our|the) (?:schedule|records|system)|reviewed the tape|no tenemos (?:ning\w+ )?(?:paciente|registro)|no (?:es|fue|era) (?:nuestra?|paciente)|nunca (?:fue|ha sido|vino))\b",
    re.IGNORECASE,
)
_CARE_GIVEN = re.compile(
    r"\b(?:our|nuestr[oa]s) (?:actual |amazing |favorite |lovely |wonderful )?(?:patients?|clients?|pacientes?)\b(?!'? (?:rights|privacy|portal|bill|information)| (?:rights|privacy|portal|in general))|\b(?:discharged|refunded|operated|treated|injected|stitched|we (?:saw|did (?:your|her|his|a|and)|gave|offered|offer(?:ed)? you|performed|removed|fixed|did offer|did leave|recommended|advised|told|explained|discussed|prescribed|called|texted|mailed|sent|replaced|moved|already|remember|loved meeting|never received|received))\b(?! (?:the post|the link|the comment|it down))"
    r"|\b(?:your|her|his|their|the|su) (?:\w+ ){0,2}(?:visit|appointment|appt|consult(?:ation)?|surgery|procedure|treatment|results?|recovery|healing|chart|records?|files?|insurance|balance|bill|deposit|refund|payment|follow[- ]?ups?|check[- ]?up|post[- ]?op|pre[- ]?op|touch[- ]?up|revision|drains?|stitches|sutures|incision|scars?|swelling|implants?|syringes?|filler|nose|lips|breasts|bmi|diagnosis|biopsy|pathology|infection|antibiotics|medications?|financing|coordinator|surgery date|portal|garment|photo release|account|plan was|case|cita|cirugia|tratamiento|revision|recuperacion|proxima|mommy makeover|journey|smile|confidence|trust)\b"
    r"|\b(?:trust(?:ed|ing) us|choosing us|chose us|coming in|came in|came to us|stopping by|stopped by|being (?:a|our) patient|confiar en nosotros|take care of you|taking care of you|cared for you|joy to (?:have|work|care|treat)|pleasure (?:to (?:meet|see|treat|care|take|have|work)|taking|caring|treating|meeting|having|seeing|working)|miss you|see you (?:again|soon|next|at your|in|back|then|for)|seeing you|welcome (?:you )?back|have you back|next time you(?:'re| are)|when you (?:left|came|were|called|arrived)|met you|meeting you|remembers? you|talks? about you|on the calendar|post[- ]?op|fue un placer|la esperamos|lo esperamos|atenderla|atenderlo|esp(?:ecially)? you)\b",
    re.IGNORECASE,
)
_FACT = re.compile(
    r"\b(?:pathology|biopsy|(?:test|lab) results?|benign|malignant|labs|ruptures?|warranty|blood thinners|financing|anesthesiologist remembers|he personally|she personally|the (?:14|\d{1,2})(?:th|st|nd|rd)|we were running|every visit that|mix up|mixup|missed (?:two|three|\d|your|the)|cancel(?:led|ed) (?:on|your|the|twice)|no[- ]show(?:ed)?|signed|stitches come out|round two|done with round|drains?|the little one|your (?:daughter|son|husband|wife|mother|friend))\b",
    re.IGNORECASE,
)
_THIRD = re.compile(
    r"\b(?:she|he|they|her|him|his|your (?:friend|cousin|mom|mother|sister|wife|husband|daughter|son|ex|neighbor|boss))\b\s*(?:'s\s)?(?:\w+\s)?(?:isn'?t|wasn'?t|is|was|did|didn'?t|had|has|looks?|came|got|never|seemed|healed|asked|signed|left|will be|loved|chose|told|wanted)\b",
    re.IGNORECASE,
)
_BOTHERED = re.compile(
    r"\b(?:sorry|apologi[sz]e|lamentamos|regret)\b[^.!?\n]{0,40}\b(?:wait|visit|appointment|procedure|surgery|experience (?:with|at|during)|you (?:felt|had|were|waited|experienced)|la espera|the coordinator|that (?:day|afternoon|morning)|came off)\b",
    re.IGNORECASE,
)
_CONTEXT_ASKS = re.compile(
    r"\b(?:is (?:it true|that|this|she|he)|did (?:you|my|she|he|dr)|was (?:she|he|that|my)|has (?:she|he)|do you (?:know|treat|remember)|are (?:you|they)|real patient|your patient|a patient|my (?:cousin|ex|friend|sister|wife|husband|boss|neighbor|mom)|guess|who is|isn'?t (?:that|this)|this u|es cierto|operaron)\b",
    re.IGNORECASE,
)
_ABOUT_PERSON = re.compile(
    r"\b(?:my (?:cousin|ex|friend|sister|wife|husband|boss|neighbor|mom|aunt|coworker|teacher)|patient|operated|\w+'s (?:nose|lips|boobs)|her name|in the (?:video|pic|picture|photo)|had (?:her|his)|boobs|this u|who is)\b|@\w",
    re.IGNORECASE,
)
_ANSWER = re.compile(
    r"^\s*(?:haha\s+|lol\s+|omg\s+|aww\s+|ha[,!]?\s+)?(?:yes|yep|yeah|yup|no|nope|nah|sure|guilty|maybe|correct|true|we did|that'?s (?:her|him|right|me)|not her|wrong|close|good eye|you got it|busted|si|claro)\b",
    re.IGNORECASE,
)
_NEVER_SAYS = re.compile(
    r"\b(?:we (?:never|can'?t|cannot|don'?t|do not|won'?t)|we'?re not able|unable to|privacy|anyone|individuals?|in general|in public|policy|please don'?t|please keep)\b",
    re.IGNORECASE,
)
_REFUSES = re.compile(
    r"\b(?:can'?t|cannot|can not|unable to|not able to|never|don'?t|do not|won'?t|limits?|prevents?|keeps?|not allowed to)\b[^.!?\n]{0,60}\b(?:say|discuss|comment|speak|talk|respond|confirm|share|assess|advise|guess|answer|handled|what we can say)\b|\bwhether anyone\b|\bwho is or isn'?t\b",
    re.IGNORECASE,
)
_BUT = re.compile(r"\b(?:but|except|however|though|although|pero)\b", re.IGNORECASE)

# What comes in: the writer, or somebody near, tied to care.
_SELF = re.compile(
    r"\b(?:i|i'm|im|i've|ive|i'd|we|my|me|mine|yo|me hice|mi|tengo|our|his|her|their|hubby|wife|husband|mom|mother|dad|sister|daughter|son|friend|bff|cousin|hermana|mama)\b[^.!?\n]{0,120}?\b(?:surg\w+|operat\w+|post[- ]?op|consult|appointment|booked|scheduled|implants?|drains?|stitches|scars?|incision|swelling|swollen|swell|recovery|healing|procedure|biopsy|pathology|cancer|chemo|diabet\w+|bmi|lost \d+|pain|fever|bleeding|infect\w+|numb|pregnant|nursing|breastfeeding|antidepressants?|medications?|zoloft|lexapro|warfarin|wegovy|lump|keloid|rash|bruis\w+|syringes?|anesthesia|bandage|revision|waiting room|lipo|bbl|filler|botox|nose|lips|breasts?|boobs|tummy|facelift|explant|reconstruction|eyelids?|trans|alcoholic|afib|operaron|operacion|operaron|operé|cirugia|puntos|cicatriz|artritis|got this done|done|results?)\b"
    r"|\b(?:\d{1,2}|one|two|three|four|five|six|first|second) (?:days?|weeks?|wks?|months?|mos?|yrs?|years?) (?:post|out|since my|after my|ago)\b|\b(?:day|week|month) \d{1,2}\b|\brecovering\b|\bfirst syringe\b",
    re.IGNORECASE,
)


def _clauses(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _CLAUSE.finditer(text):
        clause = match.group().strip()
        if clause:
            start = match.start() + len(match.group()) - len(match.group().lstrip())
            yield start, start + len(clause), clause


def _discloses(clause: str, context: str) -> bool:
    """Whether a clause of a reply could confirm, or deny, that a person is a patient."""
    rest = _NEUTRAL.sub(" ", clause)
    if _REFUSES.search(clause):
        after = _BUT.split(rest, maxsplit=1)
        rest = after[1] if len(after) > 1 else ""
        rest = (
            ""
            if re.match(
                r"\s*(?:our|my|the|we|anyone|please|you|just)?\s*(?:door|phone|hear|would|'d|are|office|please|call|ask|reach|can|$)",
                rest,
                re.IGNORECASE,
            )
            else rest
        )
        if not rest.strip() and not (_STATUS.search(clause) and "find" in clause):
            return False
    general = _NEVER_SAYS.search(rest)
    if _STATUS.search(rest):
        return True
    if _CARE_GIVEN.search(rest) and not (general and not _YOU.search(rest)):
        return True
    if _BOTHERED.search(clause) or (_FACT.search(rest) and not general and "?" not in clause):
        return True
    if _THIRD.search(rest) and _ABOUT_PERSON.search(context):
        return True
    return bool(_YOU.search(rest))


def _reply(reading: Reading) -> Iterator[Hit]:
    for start, end, clause in _clauses(reading.text):
        if _discloses(clause, reading.context):
            yield Hit(start, end, "block")
    asked = _CONTEXT_ASKS.search(reading.context) and _ABOUT_PERSON.search(reading.context)
    answer = _ANSWER.search(reading.text)
    if asked and answer and not _NEVER_SAYS.search(reading.text):
        yield Hit(
            answer.start(), answer.end(), "block", message="Answering yes or no tells who is a patient."
        )


def find(reading: Reading) -> Iterator[Hit]:
    if reading.use == "reply":
        yield from _reply(reading)
    elif reading.use == "incoming":
        for match in _SELF.finditer(reading.text):
            yield Hit(
                match.start(),
                match.end(),
                "review",
                message="The writer ties a person to care. Move this to the secure channel.",
                suggestion="Answer with a neutral text; hide it if it names somebody else.",
            )
    else:
        yield from _caption(reading)


_CARED = re.compile(
    r"\b(?:thank|thanks|thx|thank you|thank u|grateful)\b[^.!?\n]{0,60}\b(?:trust(?:ed|ing)?|choosing|chose|letting us|coming (?:in|back|to)|your (?:surgery|procedure|visit|treatment|journey))\b|\b(?:our|favorite|longtime) (?:[\w-]+ ){0,2}(?:patient|client)s?\b(?! (?:rights|safety|care|portal|education|coordinator))(?= (?:of the (?:month|week)|ms|mr|mrs|miss|[A-Z]))"
    r"|\bin recovery (?:bay|room)\b|\byou left it in recovery\b|\bcame to (?:us|see us)\b|\bproud of u\b|\bconfirmed so far\b|\byou were a (?:rockstar|champ|trooper)\b",
    re.IGNORECASE,
)


def _caption(reading: Reading) -> Iterator[Hit]:
    for match in _CARED.finditer(reading.text):
        strong = (
            reading.link_near(match.start(), reach=1) >= Link.STRONG
            or "trust" in match.group().lower()
            or "recovery" in match.group().lower()
            or "proud" in match.group().lower()
        )
        yield Hit(
            match.start(),
            match.end(),
            "block" if strong else "review",
            message="This tells that somebody is a patient.",
            suggestion="Thank nobody in particular; never show who came.",
        )


RECOGNIZER = Recognizer(
    id="relationship.confirms",
    kind="relationship",
    why="Saying that somebody is a patient, or is not, is a disclosure, whatever that person wrote first.",
    citation="45 CFR 164.502(a)",
    severity="block",
    message="This could confirm or deny that somebody is a patient.",
    suggestion="Use a neutral text: “Privacy rules limit what we can say in public. Please call our office manager.”",
    find=find,
)

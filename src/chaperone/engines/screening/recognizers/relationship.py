"""Confirming or denying that somebody is a patient, however kindly; and what a writer discloses about himself.

Replies are denied by default: a clause that speaks about the writer, about care given, or about a person's status
blocks unless it is one of the neutral acts (thanks for words, an invitation to call, a general rule). `context` is
what the reply answers: a bare "yes" confirms when the question was about a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.findings import Severity
from chaperone.engines.screening.incoming import classify
from chaperone.engines.screening.people import Link
from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_CLAUSE = re.compile(r"[^.!?;\n…]+(?:[.](?=\w)[^.!?;\n…]+)*[.!?;…]*")
_YOU = re.compile(
    r"\b(?:you|your|yours|yourself|u|ur|you'?(?:re|ve|ll|d)|youre|usted|ustedes|la (?:esperamos|atendimos"
    r"|vimos))\b",
    re.IGNORECASE,
)
# Neutral acts: taken out of a clause before it is judged.
_NEUTRAL = re.compile(
    r"\b(?:thank(?:s| you)|thx|gracias|mil gracias)(?:\s+(?:you|so much|a bunch|a lot|again"
    r"|both))*(?:\s+(?:for|por)\s+(?:(?:taking (?:the|a|your)?\s?(?:time|moment|minute)s?(?: to (?:write"
    r"|share|say|post|comment|leave (?:this|a|your) \w+|tell us|let us know|read))?|being (?:so )?(?:candid"
    r"|honest|open|kind|direct)|writing(?: in)?|sharing|saying|telling us|letting us know|flagging"
    r"|reaching out|asking|pointing (?:this|that|it) out|speaking up)(?: (?:this|that|it|in|to us|with us"
    r"|your (?:\w+ )?(?:view|words|thoughts|feedback|experience|concern|opinion)))?"
    r"|(?:the|your|this|these|such|sus|su|tus|tu|los|las|el|a)?\s?(?:\w+,? ){0,3}(?:words?|note|feedback"
    r"|comments?|message|rating|review|love|support|idea|shout\s?-?out|catch|nudge|question|candor|honesty"
    r"|perspective|thoughts?|input|suggestion|stars?|kindness|post|heads[- ]up|tip|mention|compliment"
    r"|palabras|comentarios?|mensaje|opinion|interest|patience)))?"
    r"|\b(?:you|u|anyone|usted)(?:'re| are)?\s?(?:can|may|could|might|should|will|'ll"
    r"|are (?:always )?(?:welcome|free)(?: to)?|do(?:n't| not) have to|don't need to|need(?:n't)? to"
    r"|have (?:the|a|every) right to|puede)\s+(?:always |also |still |never |all |text or "
    r"|call or )*(?:reach|call|text|contact|find|write|ask|use|get|email|visit|see|read|request|withdraw"
    r"|share|leave|be|feel|check|bring|send|speak|talk|learn|choose|take|book|schedule|expect|prefer|llamar"
    r"|escribir|submit|download|sign|hear)\b"
    r"|\bif (?:you|u|you'?(?:d|re|ve)|anyone|someone)\b[^.!?;,\n]{0,80}|\bwhen(?:ever)? you(?:'re| are"
    r"| feel| have| want|'d)?\b[^.!?;,\n]{0,30}|\bsi (?:usted|desea|gusta|tiene)\b[^.!?;,\n]{0,60}"
    r"|\byour?\s+(?:own\s+)?(?:honest\s+|kind\s+|sweet\s+|lovely\s+)?(?:surgeons?|doctors?|surgical team"
    r"|team|physicians?|providers?|pharmacists?|clinic|care team|dermatologist|prescriber|pcp|ob|nearest"
    r"|local|plan|insurer|insurance (?:company|plan|card)|feedback|comments?|words?|review|message|rating"
    r"|view|question|thoughts|opinion|concerns?|note|post|perspective|suggestion|idea|privacy|honesty"
    r"|candor|rights?|kind words|support|phone|browser|area|friends?|friend to)\b"
    r"|\b(?:we|i)(?:'ll| will|'d| would)? ?(?:do |really |truly |can )?(?:hear|appreciate|understand"
    r"|respect|value|see)(?:s|d)? (?:you|your|how (?:\w+ ){0,2}you feel)\b(?! had| were| came| the day"
    r"| next| for your| sooner| again| back)|\bhow (?:strongly |upset |frustrated )?you(?:'re)? (?:feel"
    r"|feeling)\b|\bwe(?:'d| would) (?:like|love) to (?:know more|hear (?:more|from you)|listen)\b"
    r"|\b(?:merry|happy) \w+(?: \w+)? to you(?: too)?\b|\bsame to you\b|\bto you too\b|\bto hear (?:this"
    r"|that|it|you)\b"
    r"|\b(?:tell|show|help|thank|answer|assist|point|guide|explain to|serve|owe|hear from|wish|give|send|le"
    r"|les)\s+(?:you|le)\b(?! had)|\bleaves you\b|\bon you\b|\bfor you\b(?= to decide|\.|$)|\bwhat(?:'s"
    r"| is) right for you\b|\bwhere you feel\b|\bthat'?s looking after you\b|\b(?:take all"
    r"|take) (?:the time )?you need\b|\byou saying\b|\byou (?:wrote|write|ask|asked|reached out|posted"
    r"|shared|took (?:the|a) (?:time|moment)|describe|raise|raised|liked the (?:post|video|reel)"
    r"|enjoyed the (?:post|video|reel|talk|webinar))\b|\bwhat you (?:wrote|said|describe"
    r"|write)\b(?! (?:isn'?t|is not|never|didn'?t))|\bsus (?:amables )?(?:comentarios|palabras)\b"
    r"|\bsu (?:cirujan[oa]|medico|opinion|comentario|mensaje)\b|\bsee you (?:there|at the (?:open house"
    r"|event|webinar|fair)|saturday|sunday|soon at the)\b|\b(?:hope|glad|happy) (?:to see )?you(?:'ll"
    r"| will)? (?:join|like|enjoy|come by|make it)\b|\byou don't\b|\bi love you(?:r)? (?:guys|all)?\b"
    r"|\byou guys\b|\bglad you (?:asked|reached out|like (?:it|the)|found (?:it|this) (?:useful|helpful)"
    r"|wrote|said|enjoyed (?:the|it))\b|\byou(?:'re| are) (?:not alone|not the only one)\b|\bhow can you\b"
    r"|\bbless you\b|\bthank you\b",
    re.IGNORECASE,
)
# Status, records, bills and contacts, said of anybody.
_STATUS = re.compile(
    r"\b(?:no record|(?:have|had|has|see|seen|treat\w*|find) no (?:such )?(?:patient|client|record)\w*"
    r"|not in our (?:system|records|files)|(?:can'?t|cannot|could(?:n'?t| not)|unable to) (?:find|locate"
    r"|see) (?:you|anyone|any|a|your|this|him|her)|nobody (?:with|by|named|of)|no one (?:with|by|named)"
    r"|never (?:been |was |were |had |saw |seen |treated |operated )?(?:\w+ ){0,3}(?:patient|client|here"
    r"|set foot|stepped|visited|met|seen|treated)|(?:not|isn'?t|wasn'?t|aren'?t|weren'?t"
    r"|you aren'?t) (?:one of ours|our patient|a patient|one of our|a client|one)|one of ours|(?:this"
    r"|that) (?:person|individual|reviewer|patient|lady|woman|man) (?:has|had|is|was|never|did|came|left)"
    r"|fake review|different (?:office|practice|clinic|doctor)|wrong (?:office|practice|clinic|place)"
    r"|(?:our|the|your) (?:records?|notes?|chart|files?|schedule|system|tape|cameras?|footage|logs?"
    r"|texts?) (?:show|say|indicate|confirm|reflect|agree|prove|don'?t|do not|has|have)|(?:the|our"
    r"|your) (?:notes|chart) and|we (?:show|have) (?:a|an|you|no|your) [^.!?\n]{0,40}(?:call|record"
    r"|appointment|visit|file|signed)|on file|checked (?:our|the) (?:schedule|records|system)"
    r"|reviewed the tape|no tenemos (?:ning\w+ )?(?:paciente|registro)|no (?:es|fue|era) (?:nuestra?"
    r"|paciente)|nunca (?:fue|ha sido|vino))\b",
    re.IGNORECASE,
)
_CARE_GIVEN = re.compile(
    r"\b(?:our|nuestr[oa]s) (?:actual |amazing |favorite |lovely |wonderful |dear |loyal "
    r"|valued )?(?:patients?|clients?|pacientes?)\b(?!'? (?:rights|privacy|portal|bill|information)"
    r"| (?:rights|privacy|portal|in general))|\b(?:discharged|refunded|operated|treated|injected|stitched"
    r"|we (?:saw|did (?:your|her|his|a|and)|gave|offered|offer(?:ed)? you|performed|removed|fixed|did offer"
    r"|did leave|recommended|advised|told|explained|discussed|prescribed|called|texted|mailed|sent|replaced"
    r"|moved|already|remember|loved meeting|never received|received))\b(?! (?:the post|the link|the comment"
    r"|it down))"
    r"|\b(?:your|her|his|their|the|su) (?:\w+ ){0,2}(?:visit|appointment|appt|consult(?:ation)?|surgery"
    r"|procedure|treatment|results?|recovery|healing|chart|records?|files?|insurance|balance|bill|deposit"
    r"|refund|payment|follow[- ]?ups?|check[- ]?up|post[- ]?op|pre[- ]?op|touch[- ]?up|revision|drains?"
    r"|stitches|sutures|incision|scars?|swelling|implants?|syringes?|filler|nose|lips|breasts|bmi|diagnosis"
    r"|biopsy|pathology|infection|antibiotics|medications?|financing|coordinator|surgery date"
    r"|garment|photo release|account|plan was|case|cita|cirugia|tratamiento|revision|recuperacion|proxima"
    r"|mommy makeover|journey|smile|confidence|trust)\b"
    r"|\b(?:(?:check|in|on|through) your portal|trust(?:ed|ing) us|choosing us|chose us|for coming in"
    r"|(?:you|she|he) came in"
    r"|(?:glad )?we could (?:fix|help)|came to us|stopping by|stopped by"
    r"|being (?:such )?(?:a|an|our) (?:\w+ ){0,2}(?:patient|client)|confiar en nosotros|take care of you"
    r"|taking care of you|cared for you|joy to (?:have|work|care|treat)|pleasure (?:to (?:meet|see|treat"
    r"|care|take|have|work)|taking|caring|treating|meeting|having|seeing|working)|miss you|see you (?:again"
    r"|soon|next|at your|in|back|then|for)|seeing you|welcome (?:you )?back|have you back"
    r"|next time you(?:'re| are)|when you (?:left|came|were|called|arrived)|met you|meeting you"
    r"|remembers? you|talks? about you|on the calendar|post[- ]?op|fue un placer|la esperamos|lo esperamos"
    r"|atenderla|atenderlo|esp(?:ecially)? you)\b",
    re.IGNORECASE,
)
_FACT = re.compile(
    r"\b(?:pathology|biopsy|(?:test|lab) results?|benign|malignant|labs|ruptures?|warranty|blood thinners"
    r"|financing|anesthesiologist remembers|he personally|she personally|the (?:14|\d{1,2})(?:th|st|nd|rd)"
    r"|we were running|every visit that|mix up|mixup|missed (?:two|three|\d|your|the)|cancel(?:led"
    r"|ed) (?:on|your|the|twice)|no[- ]show(?:ed)?|signed|stitches come out|round two|done with round"
    r"|drains?|the little one|your (?:daughter|son|husband|wife|mother|friend))\b",
    re.IGNORECASE,
)
_THIRD = re.compile(
    r"\b(?:she|he|they|her|him|his|your (?:friend|cousin|mom|mother|sister|wife|husband|daughter|son|ex"
    r"|neighbor|boss))\b\s*(?:'s\s)?(?:\w+\s)?(?:isn'?t|wasn'?t|is|was|did|didn'?t|had|has|looks?|came|got"
    r"|never|seemed|healed|asked|signed|left|will be|loved|chose|told|wanted)\b",
    re.IGNORECASE,
)
_BOTHERED = re.compile(
    r"\b(?:sorry|apologi[sz]e|lamentamos|regret)\b[^.!?\n]{0,40}\b(?:wait|visit|appointment|procedure"
    r"|surgery|experience (?:with|at|during)|you (?:felt|had|were|waited|experienced)|la espera"
    r"|the coordinator|that (?:day|afternoon|morning)|came off)\b",
    re.IGNORECASE,
)
_CONTEXT_ASKS = re.compile(
    r"\b(?:is (?:it true|that|this|she|he)|did (?:you|my|she|he|dr)|was (?:she|he|that|my)|has (?:she|he)"
    r"|do you (?:know|treat|remember)|are (?:you|they)|real patient|your patient|a patient|my (?:cousin|ex"
    r"|friend|sister|wife|husband|boss|neighbor|mom)|guess|who is|isn'?t (?:that|this)|this u|es cierto"
    r"|operaron)\b",
    re.IGNORECASE,
)
_ABOUT_PERSON = re.compile(
    r"\b(?:my (?:cousin|ex|friend|sister|wife|husband|boss|neighbor|mom|aunt|coworker|teacher)|patient"
    r"|operated|\w+'s (?:nose|lips|boobs)|her name|in the (?:video|pic|picture|photo)|had (?:her|his)|boobs"
    r"|this u|who is)\b|@\w",
    re.IGNORECASE,
)
_ANSWER = re.compile(
    r"^\s*(?:haha\s+|lol\s+|omg\s+|aww\s+|ha[,!]?\s+)?(?:yes|yep|yeah|yup|no|nope|nah|sure|guilty|maybe"
    r"|correct|true|we did|that'?s (?:her|him|right|me)|not her|wrong|close|good eye|you got it|busted|si"
    r"|claro)\b",
    re.IGNORECASE,
)
_NEVER_SAYS = re.compile(
    r"\b(?:we (?:never|can'?t|cannot|don'?t|do not|won'?t)|we'?re not able|unable to|privacy|anyone"
    r"|individuals?|in general|in public|policy|please don'?t|please keep)\b",
    re.IGNORECASE,
)
_REFUSES = re.compile(
    r"\b(?:can'?t|cannot|can not|unable to|not able to|never|don'?t|do not|won'?t|limits?|prevents?|keeps?"
    r"|not allowed to)\b[^.!?\n]{0,60}\b(?:say|discuss|comment|speak|talk|respond|confirm|share|assess"
    r"|advise|guess|answer|handled|what we can say)\b|\bwhether anyone\b|\bwho is or isn'?t\b",
    re.IGNORECASE,
)
_BUT = re.compile(r"\b(?:but|except|however|though|although|pero)\b", re.IGNORECASE)

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
_TELLS_OF_CARE = frozenset(("emergency", "self_disclosure"))


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
                r"\s*(?:our|my|the|we|anyone|please|you|just)?\s*(?:door|phone|hear|would|'d|are|office"
                r"|please|call|ask|reach|can|$)",
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


def _incoming(reading: Reading) -> Iterator[Hit]:
    """Sentences in which the writer, or somebody near, is tied to care or to a state of health."""
    whole = classify(reading.purposes) in _TELLS_OF_CARE
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
    r"|education|coordinator))(?= (?:of the (?:month|week)|ms|mr|mrs|miss|[A-Z]))"
    r"|\bin recovery (?:bay|room)\b|\byou left it in recovery\b|\bcame to (?:us|see us)\b|\bproud of u\b"
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

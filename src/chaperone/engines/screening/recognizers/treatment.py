"""Advice and health facts: in replies both are refused; captions about one person's health are blocked too."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.findings import RuleInfo
from chaperone.engines.screening.incoming import perhaps_emergency
from chaperone.engines.screening.people import Link
from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_ASKS_ABOUT_SELF = re.compile(
    r"\b(?:my|i|i'm|im|i've|me|mine|we|our|daughter|son|mom|husband|wife|she|he|mi|tengo|se me"
    r"|me)\b[^\n]{0,200}|\b(?:fever|bleeding|swollen|throwing up|post[- ]?op|incision|stitches|oozing"
    r"|is (?:it|this) (?:normal|ok)|day \d|after (?:surgery|lipo|bbl)|can i|should i)\b",
    re.IGNORECASE,
)
_HEALTH = re.compile(
    r"\b(?:pain|hurts?|swoll?en|swelling|fever|bleed\w*|blood|infect\w*|ooz\w+|drain\w*|stitch\w*|incision"
    r"|scar|lump|numb\w*|bruis\w*|throw\w* up|nause\w+|post[- ]?op|surgery|lipo|botox|filler|implants?"
    r"|advil|ibuprofen|tylenol|lexapro|zoloft|medication|pregnan\w*|breastfeed\w*|nursing|diabet\w*|fly|gym"
    r"|run(?:ning)?|exercise|smok\w+|lift|rash|itch\w*|red|hot|opened|complication|eyelid|droop\w*|abrio"
    r"|fiebre|sangr\w+|hinchad\w+|dolor|cc'?s|15|years old|vap\w+|alcohol|drink|shower|sleep|swim|tan|sauna"
    r"|sex)\b",
    re.IGNORECASE,
)
_ADVICE = re.compile(
    r"\b(?:(?:totally|completely|perfectly|pretty|very)?\s?(?:normal|common|expected|fine|okay|ok|safe"
    r"|harmless|no prob(?:lem)?|nothing to worry|no big deal|no es nada|es normal)\b|you'?ll be (?:fine|ok)"
    r"|cleared to|don'?t worry|it(?:'s| is) (?:just|from|only)|should be (?:fine|ok|good)|try\b|take\b"
    r"|apply\b|put\b|use\b(?! (?:it|them|this|that) to (?:improve|learn|do better))|dab\b|rub\b|massage\b"
    r"|ice\b|elevate\b|drink\b|rest\b|wear\b|keep (?:wearing|it"
    r"|the|your)|stop (?:taking|using)|skip\b|wait\b|alternate\b|double\b|up the dose|increase\b|reduce\b"
    r"|vaseline|neosporin|aquaphor|peroxide|arnica|ginger|crackers|pineapple|steri|benadryl|tylenol"
    r"|ibuprofen|advil|antibiotic\w*|cream|ointment|gauze|compress|mg\b|hrs\b|yes but|sure,|go for it"
    r"|pongase|tome|use hielo|bring her in|bring him in|light filler|no need)",
    re.IGNORECASE,
)
_ROUTES = re.compile(
    r"\b(?:911|988|er\b|emergency|call|phone|contact|see a|ask (?:your|a|the)|your (?:own )?(?:surgeon"
    r"|doctor|pharmacist|surgical|team|prescriber|provider)|surgeon'?s?|pharmacist|can'?t (?:advise|assess"
    r"|give|answer)|cannot (?:advise|assess|give)|not able to|nobody can|no one can|exam|in person"
    r"|talk with|in general|usually|varies|differs?|depends|general policy|llame|no podemos|secure form"
    r"|website|schedule|webinar|never stop|don't offer|we don'?t)\b",
    re.IGNORECASE,
)
_FACT = re.compile(
    r"\b(?:with your (?:bmi|history|condition|weight|age|blood)|you were on|at the dose|the dose you"
    r"|you (?:smoked|smoke|vaped|drank|gained|didn'?t (?:take|follow|wear|finish))|smoking (?:after|before)"
    r"|your (?:diabetes|infection|bmi|blood (?:pressure|sugar)|weight|healing|diagnosis|medications?"
    r"|allerg\w+|pathology|biopsy|labs?|drains?|stitches|recovery|scar)|didn'?t take (?:her|his|their|your)"
    r"|every patient with|units more|post[- ]?op|scars take|diabetes|hypertension|smoker|blood thinners"
    r"|pathology|benign|pain instructions)\b",
    re.IGNORECASE,
)
_DM_HEALTH = re.compile(
    r"\b(?:dm|message|text|send|inbox)\s+(?:us|me)\b[^.!?\n]{0,40}\b(?:pics?|photos?|pictures?|lump"
    r"|incision|symptoms?)\b",
    re.IGNORECASE,
)
_ONE_CASE = re.compile(
    r"\b(?:beat (?:\w+ )?cancer|(?:breast )?cancer (?:survivor|twice|journey)|diagnos(?:ed|is) (?:with|of"
    r"|at)|grade [1-4i]+v? \w+|presented with|history of|her (?:chemo|mastectomy|diabetes|cancer"
    r"|weight loss|scoliosis|ptosis|biopsy)|his (?:chemo|diabetes|cancer|weight loss)|nipple to notch"
    r"|drains? (?:came )?out on day|\d{2,4}\s?cc|lost \d{2,3}\s?(?:lbs?|pounds)|brca\d?|hiv"
    r"|on antidepressants|panic attacks|addict\w*|miscarriage|lumpectomy|mastectomy)\b",
    re.IGNORECASE,
)


def _reply(reading: Reading) -> Iterator[Hit]:
    for match in _FACT.finditer(reading.text):
        yield Hit(
            match.start(), match.end(), "block", message="This tells a fact about somebody's health or care."
        )
    for match in _DM_HEALTH.finditer(reading.text):
        yield Hit(
            match.start(),
            match.end(),
            "block",
            message="This invites health details to a place that is not secure.",
        )
    medical = _HEALTH.search(reading.context) and _ASKS_ABOUT_SELF.search(reading.context)
    if not medical or _ROUTES.search(reading.text):
        return
    advice = _ADVICE.search(reading.text)
    if advice:
        yield Hit(advice.start(), advice.end(), "block")


def find(reading: Reading) -> Iterator[Hit]:
    if reading.use == "reply":
        yield from _reply(reading)
    elif reading.use == "caption":
        for match in _ONE_CASE.finditer(reading.text):
            if reading.link_near(match.start(), reach=1) is Link.STRONG:
                yield Hit(
                    match.start(),
                    match.end(),
                    "block",
                    message="This tells one person's health.",
                    suggestion="Speak of the condition in general.",
                )
    elif perhaps_emergency(reading.purposes):
        start, end = reading.sentences[0]
        yield Hit(
            start,
            end,
            "review",
            message="This could be an emergency. A person has to read it now.",
            suggestion="Answer: call 911, or your surgeon's after-hours line. Never judge the symptom.",
            rule=_EMERGENCY.id,
            citation=_EMERGENCY.citation,
        )


_EMERGENCY = RuleInfo(
    id="treatment.emergency",
    kind="treatment",
    why="A danger sign after surgery, or a life in danger, cannot wait for office hours.",
    citation="45 CFR 164.312(e)",
    severity="review",
)

RECOGNIZER = Recognizer(
    id="treatment.advice",
    kind="treatment",
    why="Advice in public is care without an examination, and a health fact about a person is a disclosure.",
    citation="45 CFR 164.502(a); 164.312(e)",
    severity="block",
    message="This gives medical advice in public.",
    suggestion="Ask them to call their surgeon, or 911 in an emergency; never judge a symptom here.",
    find=find,
    variants=(_EMERGENCY,),
)

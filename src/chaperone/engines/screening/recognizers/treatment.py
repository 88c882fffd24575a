"""Advice and health facts: in replies both are refused; captions about one person's health are blocked too."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.findings import RuleInfo
from chaperone.engines.screening.incoming import perhaps_emergency
from chaperone.engines.screening.people import PRONOUN, SWEET, Link
from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_ASKS_ABOUT_SELF = re.compile(
    r"\b(?:my|i|i'm|im|i've|me|mine|we|our|daughter|son|mom|husband|wife|she|he|mi|tengo|se me|puedo|debo"
    r"|que hago"
    r"|me)\b[^\n]{0,200}|\b(?:fever|bleeding|swollen|throwing up|post[- ]?op|incision|stitches|oozing"
    r"|is (?:it|this) (?:normal|ok|safe|bad)|day \d|after (?:surgery|lipo|bbl)|can i|should i|when can"
    r"|how (?:soon|many"
    r" cc)|what (?:size|should)|still (?:swollen|sore|numb|bruised)|es normal)\b",
    re.IGNORECASE,
)
_HEALTH = re.compile(
    r"\b(?:pain|hurts?|sore|swoll?en|swelling|fever|bleed\w*|blood|infect\w*|ooz\w+|drain\w*|stitch\w*"
    r"|incision|pus"
    r"|scar|lump|mole|spot|numb\w*|bruis\w*|throw\w* up|nause\w+|dizz\w+|post[- ]?op|surgery|anesthesia"
    r"|lipo|botox"
    r"|filler|implants?|advil|ibuprofen|tylenol|lexapro|zoloft|medications?|meds|antibiotics?|vitamins?"
    r"|pregnan\w*"
    r"|breastfeed\w*|nursing|diabet\w*|fly|gym|run(?:ning)?|exercise|smok\w+|lift|rash|itch\w*|red|hot|dry"
    r"|eye|opened"
    r"|complication|eyelid|droop\w*|abrio|fiebre|sangr\w+|hinchad\w+|hinchazon|dolor|duele|ejercicio|pecho"
    r"|cc'?s|15"
    r"|years old|vap\w+|alcohol|drink|eat|shower|sleep|swim|tan|sauna|sex|bra|garment|faja|hard|tight"
    r"|smell\w*|yellow"
    r"|puffy|crooked|size|candidate|herida|puntos|cicatriz|banarme|ducharme)\b",
    re.IGNORECASE,
)
# Judging a symptom, permitting, dosing: advice even when a telephone number follows.
_JUDGES = re.compile(
    r"\b(?:(?:that'?s|that is|this is|it'?s|its|it is|these are|they'?re|you'?re|looks?|sounds?|seems?"
    r"|totally|perfectly|completely"
    r"|pretty|very|super|all|still|is|are) (?:\w+ ){0,2}(?:normal|fine|ok(?:ay)?|safe|harmless|benign"
    r"|expected|common|healed"
    r"|healthy|infected|infection|(?:an? )?(?:scab|bruise|allergy|reaction|seroma|hematoma|capsule)"
    r"|no big deal|allowed|nothing"
    r"|good to go|clear)|nothing to worry|don'?t worry|no worries|not to worry|no need to (?:see|call|come"
    r"|worry|panic)"
    r"|you(?:'ll| will| should) be (?:fine|ok(?:ay)?|good|able)|you'?re (?:cleared|good|ready|fine"
    r"|healing)|cleared to"
    r"|good to go|go (?:for it|ahead)|should be (?:fine|ok|good|gone|better)|it(?:'s| is) (?:just|only"
    r"|probably|from|likely)"
    r"|(?:is|are) (?:just|only|probably|likely|definitely)|happens to everyone|no es nada|es normal"
    r"|son normales|no se preocupe"
    r"|no te preocupes|tranquil[ao]|ya (?:puede|puedes|podria)s?|sin problemas?|no pasa nada|es por (?:la"
    r"|el)|seguro es"
    r"|\d+\s?(?:mg|mcg|ml|drops?|pills?|tablets?|gotas)\b|every (?:\d|two|four|six|eight|twelve)\b|(?:\d"
    r"|once|twice|two|three"
    r"|four) times? (?:a|per) (?:day|night)|(?:once|twice) (?:a day|daily)|cada (?:\d|cuatro|seis|ocho)"
    r"|(?:for|in|another|after) (?:\d{1,2}|a|two|three|four|six|few)(?: more)? (?:days?|weeks?) (?:you|it"
    r"|then|and|is)\b"
    r"|(?:people|women|patients|someone) (?:with|of|at) your|on your frame|for your (?:frame|build|height"
    r"|size)"
    r"|won'?t hurt|takes? (?:a|about|up to|\d|two|three|six) ?(?:full )?(?:year|months?"
    r"|weeks?)[^.!?\n]{0,20} to (?:settle|fade|heal|drop|soften)"
    r"|be patient|pop in|(?:come|swing|stop) (?:in|by) (?:and|so|tomorrow|today)|re-?stitch|(?:one"
    r"|a) (?:glass|drink|puff)"
    r"|i(?:'d| would) (?:go with|recommend|suggest|say|try)|we(?:'d| would) (?:go with|recommend|suggest"
    r"|put you))\b"
    r"|\b\d{3}\s?(?:cc|moderate|high profile|to \d{3}\b(?!-))|(?:^|[.!]\s*)(?:yes|yep|yeah|sure|absolutely"
    r"|of course|totally|si)[,!]? "
    r"(?!we\b|our\b|many\b|there\b|please\b|but ask)(?:you|it|that|but|go|totally|just|after|as long|once"
    r"|claro|a las?)\b",
    re.IGNORECASE,
)
_ADVICE = re.compile(
    r"\b(?:try\b|take\b(?! (?:the|your|all the|all) (?:time|call|survey))|apply\b(?! (?:at|online|here))"
    r"|put\b"
    r"|use\b(?! (?:it|them|this|that|the|our) (?:to|form|portal|secure|link))|dab\b|rub\b|massage\b|ice\b"
    r"|elevate\b"
    r"|drink\b|wear\b|keep (?:wearing|it|the|your|moving)|(?:stop|start|quit|avoid) \w+ing\b|skip\b"
    r"|wait (?:\w+ )?(?:\d|two|three"
    r"|until|a)|alternate\b|double\b|up the dose|increase\b|reduce\b|leave it (?:alone|on|open)|loosen\b"
    r"|switch to\b|remove"
    r" the (?:tape|splint|drain|bandage)|cut back|vaseline|neosporin|aquaphor|peroxide|arnica|ginger"
    r"|crackers|pineapple"
    r"|bromelain|steri|benadryl|tylenol|ibuprofen|advil|motrin|aleve|aspirin|paracetamol|systane|miralax"
    r"|colace|zyrtec"
    r"|claritin|antibiotic\w*|cream|ointment|gauze|compress\w*|silicone (?:sheets?|gel|tape)|hrs\b|yes but"
    r"|light filler"
    r"|bring (?:her|him|it) in|pongas?e|ponte|tome\b|tomat?e\b|tomese|use hielo|apliqu\w+|aplica\w*"
    r"|aflojal?a?|quites?e"
    r"|lave\w*|masajee|descanse)\b",
    re.IGNORECASE,
)
_GENERALLY = re.compile(
    r"\b(?:in general|usually|typically|varies|vary|differs?|depends|general policy|most (?:people"
    r"|surgeons)|many people"
    r"|some people|people describe|studies|every (?:operation|surgery)|it'?s (?:ok(?:ay)?|fine"
    r"|normal) to (?:ask|feel|be)"
    r"|toda cirugia|de una persona a otra)\b",
    re.IGNORECASE,
)
_ROUTES = re.compile(
    r"\b(?:911|988|er\b|emergency|call|phone|contact|see a|ask (?:your|a|the)|your (?:own )?(?:surgeon"
    r"|doctor|pharmacist|surgical|team|prescriber|provider)|surgeon'?s?|pharmacist|can'?t (?:advise|assess"
    r"|give|answer)|cannot (?:advise|assess|give)|not able to|nobody can|no one can|exam|in person"
    r"|talk with|llame|llamar|urgencias|no podemos|no damos|secure form|website|schedule|webinar"
    r"|never stop|don't offer"
    r"|we don'?t|written instructions|nobody should|with measurements)\b",
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
# "We can't say whether that is normal": a judgement refused, or named only to be referred.
_NOT_MEANT = re.compile(
    r"\b(?:can'?t|cannot|can not|whether|if|unable|never|not able|nobody|no one|please|911|depends|ask"
    r"|no podemos|not)\b",
    re.IGNORECASE,
)
_PRAYED = re.compile(r"\b(?:pray\w*|thoughts) (?:for|with)\b|\b(?:little|baby|miss) [A-Z]\w+")
_DM_HEALTH = re.compile(
    r"\b(?:dm|message|text|send|inbox)\s+(?:us|me)\b[^.!?\n]{0,40}\b(?:pics?|photos?|pictures?|lump"
    r"|incision|symptoms?)\b",
    re.IGNORECASE,
)
_DISEASE = (
    r"(?:cancer|lymphoma|leukemia|melanoma|carcinoma|sarcoma|tumou?r|lupus|crohn'?s|epilepsy|parkinson'?s"
    r"|bulimia|anorexia|eating disorder"
    r"|depression|addiction|endometriosis|hepatitis|hiv|stroke|heart attack|diabetes|scoliosis|alopecia"
    r"|keloids?|burns|domestic violence"
    r"|an? (?:\w+ )?(?:accident|crash|dog bite|abuser|miscarriage|fire)|cleft (?:lip|palate))"
)
_ONE_CASE = re.compile(
    rf"\b(?:beat|survived|fought|battl\w+|overc[ao]me|diagnosed with|living with|kicked|conquered"
    rf"|defeated) (?:\w+ ){{0,2}}{_DISEASE}"
    r"|\bstage (?:[1-4]|i{1,3}v?|iv|one|two|three|four)\b|\b(?:repair|fix|correct)\w* (?:his|her|their"
    r"|this little \w+'s) cleft(?: lip| palate)?"
    r"|\b(?:repair|fix|correct)\w* (?:\w+ )?(?:\w+'s )?cleft (?:lip|palate)"
    r"|\b(?:beat (?:\w+ )?cancer|(?:breast )?cancer (?:survivor|twice|journey)|diagnos(?:ed|is) (?:with|of"
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
    if not (_HEALTH.search(reading.context) and _ASKS_ABOUT_SELF.search(reading.context)):
        return
    yield from _advised(reading)


def _advised(reading: Reading) -> Iterator[Hit]:
    """Advice to somebody who asked about health; a mere "take" or "use" passes when it sends to a doctor."""
    if _GENERALLY.search(reading.text):
        return
    routed = bool(_ROUTES.search(reading.text))
    for pattern in (_JUDGES,) if routed else (_JUDGES, _ADVICE):
        advice = pattern.search(reading.text)
        if advice and not (routed and _NOT_MEANT.search(reading.sentence(advice.start()))):
            yield Hit(advice.start(), advice.end(), "block")
            return


def find(reading: Reading) -> Iterator[Hit]:
    if reading.use == "reply":
        yield from _reply(reading)
    elif reading.use == "caption":
        for match in _ONE_CASE.finditer(reading.text):
            sentence = reading.sentence(match.start())
            one = PRONOUN.search(sentence) or SWEET.search(sentence) or _PRAYED.search(sentence)
            if (one and not reading.staffed[reading.sentence_at(match.start())]) or reading.link_near(
                match.start(), reach=1
            ) is Link.STRONG:
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

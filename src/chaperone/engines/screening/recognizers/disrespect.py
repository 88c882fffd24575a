"""Mocking, shaming, sexualising or trivialising people, bodies and tissue."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_SHAME = re.compile(
    r"\b(?:ugly|disgusting|gross|flabby|saggy|nasty|hideous|mommy pooch|muffin tops?|turkey (?:neck"
    r"|gobbler)|bat wings?|cankles?|moobs?|man boobs|thunder thighs|back fat|fupa|double chins?|pancake"
    r"|granny|old hag|fatt(?:y|ies)|fat (?:girls?|cows?|chicks?|guy|slob|rolls)|whale|piggy|beached"
    r"|frankenstein|witch nose|pinocchio|dumbo|droopy|deflated|sad boobs|tube socks|mosquito bites"
    r"|flat (?:as a board|chested)|fix (?:your|those|that|her|his) (?:flaws?|face|ugly|mess)|hot mess"
    r"|mess of a (?:body|face)|dad bod|wrinkly|crypt keeper|jiggly|flappy|lumpy|tubby|chunky|lard ?ass"
    r"|bingo wings|chicken neck|gobbler|miss piggy|elephant (?:legs|skin|ankles)|tragic|busted face"
    r"|beat up face|beer belly|spare tire|chopping block|slice and dice|snip snip|chop chop|hack(?:ed"
    r"|ing)? (?:away|off|up)|carv(?:ed|ing) up|meat (?:suit|market)|put down the (?:fork|donuts?|burger)"
    r"|too many (?:tacos|donuts|burgers|cookies)|no man (?:will|wants)|keep your man|before he (?:leaves"
    r"|finds)|lose your husband|real women|boys? will stare|like a (?:whale|pig|cow|corpse|monster)"
    r"|gordit[ao]s?|fe[ao]s?|viejas)\b",
    re.IGNORECASE,
)
_TEACHING = re.compile(
    r"\b(?:not|isn'?t|aren'?t|never|called|common|word|unkind|don'?t say|we don'?t|kind|respectful"
    r"|no one is|nobody is|help for|patients call|gross (?:margin|income)|medical term"
    r"|pancakes? (?:breakfast|day)|breakfast)\b",
    re.IGNORECASE,
)
_HATE = re.compile(
    r"\b(?:hate|hating|embarrassed (?:by|of|about)|ashamed of|sick of|tired of|disgusted (?:by"
    r"|with))\s+(?:your|the|that|those)\s+(?:\w+\s+){0,2}(?:nose|body|belly|stomach|breasts?|boobs|chin"
    r"|neck|arms?|thighs|butt|skin|face|reflection|looks?|mirror|double chin|tummy)\b"
    r"|\b(?:your|ur) husband (?:already )?(?:noticed|will)|\b(?:nobody|no one) wants to see\b"
    r"|\blet yourself go\b|\blooking (?:old|rough|tired)\b\?|\bold muffin|\bhe'?s looking at (?:her"
    r"|another)",
    re.IGNORECASE,
)
_MOCK = re.compile(
    r"\bguess(?:ing)? how much fat\b|\bloser buys\b|\b(?:patient|she|he)(?:'s| is)? (?:is )?(?:asleep|under"
    r"|knocked out|out cold|snoring|drooling)\b[^.!?\n]{0,60}(?:😂|🤣|lol|lmao|haha|bet|guess|laugh|dance"
    r"|twerk|joke)|\b(?:meet|this is|say hi to|hello to) (?:my|our) (?:(?:new|newest|little"
    r"|tiny) ){1,3}(?:baby|babies|pet"
    r"|friend|roommate)\b"
    r"|\b(?:jar|bag|bucket|cup|liters?|pounds|lbs) of (?:fat|butter|goo|lard)\b[^.!?\n]{0,60}(?:🤮|🤢|😂|yum"
    r"|smoothie|milkshake|slushie|gravy|who wants|lunch|dinner|ew)|\b(?:smoothie|milkshake|slushie|gravy"
    r"|nacho cheese|soup)\b[^.!?\n]{0,40}\b(?:fat|lipo)\b|\bfat\b[^.!?\n]{0,30}\b(?:smoothie|milkshake"
    r"|slushie|gravy|nacho cheese)\b"
    r"|\b(?:loopy|high as a kite|drunk on|talking nonsense|crying like|screaming like|drooling|snoring"
    r"|doped up|out of it)\b[^.!?\n]{0,60}(?:😂|🤣|lol|lmao|haha|anesthesia|propofol)|\b(?:suck(?:ed|ing)?"
    r"|scoop(?:ed|ing)?|vacuum(?:ed|ing)?|pull(?:ed|ing)?|hoover\w*)\b[^.!?\n]{0,60}\b(?:gravy|goo|lard"
    r"|butter|blubber|slime|milkshake|smoothie)\b|\bwho wants lunch\b|\bbegged us\b|\bcry ?bab(?:y|ies)\b"
    r"|\btrailer (?:trash|park)\b|\bhoney, we're\b|\bnot magicians\b|\bbotched\b[^.!?\n]{0,30}(?:😂|🤣|🤮|lol"
    r"|lmao|train ?wreck)|\btrain ?wreck\b|\b(?:they|these) did ris",
    re.IGNORECASE,
)
_CRUEL = re.compile(
    r"\bown zip code\b|\b(?:how many|too many|extra) chins\b|\bturned (?:this|her|him|an?"
    r"|that) \d{1,2} (?:in)?to an? \d{1,2}\b|\bas skinny feels\b"
    r"|\byour (?:man|husband|boyfriend|wife|ex) will (?:thank|love|notice|regret|beg)"
    r"|\bnobody asked for (?:that|those|this)\b"
    r"|\b(?:anesthesia|asleep|sedated|under)\b[^.!?\n]{0,40}\b(?:snor\w+|drool\w+|fart\w*)\b"
    r"|\blooks? like (?:a )?(?:chicken|soup|gravy|butter|cheese|custard|nacho|lasagna|mashed|scrambled"
    r"|hamburger|ground beef|pudding)\b"
    r"|\b(?:fat|belly|bell(?:ies)|lipo|patient|nose|chins?|boobs"
    r"|butt)\b[^\n]{0,80}[\U0001f92e\U0001f922\U0001f437\U0001f416\U0001f433\U0001f40b\U0001f418]",
    re.IGNORECASE,
)
_INSULT = re.compile(
    r"\b(?:karen|liars?|lying|psycho|crazy|delusional|idiots?|stupid|dumb|moron|clown|loser|drama queen"
    r"|drama|pathetic|jealous|bitter|troll|entitled|cheapskate|crybaby|scammer|get a life|grow up|boo hoo"
    r"|cry about it|seek help|need(?:s)? (?:help|therapy)|bless your heart|good riddance"
    r"|people who pay their bills|stick to (?:his|her|your)|lucky we (?:even )?|what did you expect"
    r"|mentirosa?|loca|next!)\b",
    re.IGNORECASE,
)


def find(reading: Reading) -> Iterator[Hit]:
    if reading.use == "incoming":
        return
    for pattern in (_SHAME, _HATE, _MOCK, _CRUEL):
        for match in pattern.finditer(reading.text):
            if pattern is _SHAME and _TEACHING.search(reading.sentence(match.start())):
                continue
            yield Hit(match.start(), match.end(), "block")
    if reading.use == "reply":
        for match in _INSULT.finditer(reading.text):
            yield Hit(
                match.start(),
                match.end(),
                "block",
                message="This insults the person who wrote.",
                suggestion="Thank them, and offer the telephone.",
            )


RECOGNIZER = Recognizer(
    id="tone.disrespect",
    kind="disrespect",
    why=(
        "Language about patients and bodies must be accurate and respectful; ridicule is an ethics "
        "violation and breeds complaints."
    ),
    citation="ASPS Code; Dorfman et al., PRS 2017;140:825",
    severity="block",
    message="This mocks or shames somebody, or makes light of surgery.",
    suggestion="Describe the concern in plain, kind words.",
    find=find,
)

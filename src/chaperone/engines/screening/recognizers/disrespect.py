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
_LIKENESS = (
    r"(?:shar[- ]?pei|bull ?dogs?|basset|pug|walrus|whales?|seals?|manatee|pigs?|piggy|cows?|elephants?"
    r"|hippos?|turtles?|turkeys?"
    r"|frogs?|fish|horses?|donkeys?|camels?|trolls?|witch(?:es)?|monsters?|zombies?|corpses?|mumm(?:y|ies)"
    r"|ghouls?|gargoyles?|goblins?"
    r"|(?:melted|melting) candles?|(?:deflated|sad|popped) (?:balloons?|tires?)|raisins?|prunes?"
    r"|potato(?:es)?|sausages?|hams?|dough"
    r"|pizza|pancakes?|socks?|saddle ?bags?|udders?|road ?kill|train wreck|clowns?|cartoons?"
    r"|mr\.? potato head|shrek|jabba|quasimodo"
    r"|(?:old )?(?:leather|luggage|couch|sofa|mattress|boot|catcher'?s mitt)|bag of (?:\w+ )?\w+"
    r"|sack of \w+|blob|jell-?o|wet (?:bread|socks?)"
    r"|una? (?:vaca|ballena|cerdo|bruja|momia|pasa|globo))"
)
# Flesh as stuff, bodies as things, surgery as a lark: classes of ridicule, not sentences.
_RIDICULE = re.compile(
    rf"\b(?:look(?:s|ed|ing)?|came in|shaped|built|feel|hang(?:s|ing)?|parec\w+)(?: \w+)? (?:like"
    rf"|as)?\s?(?:an? |the |your )?(?:[\w-]+ ){{0,2}}{_LIKENESS}\b"
    rf"|\b(?:those|these|they|that|it) (?:weren'?t|wasn'?t|isn'?t|aren'?t) (?:an? )?(?:breasts?|boobs|nose"
    rf"|chin|belly|lips|face|thighs)\b"
    rf"|\b(?:socks|tubes|bags|oranges|tennis balls|golf balls|rocks|marbles) (?:with|in"
    rf"|full of) (?:\w+ )?(?:rocks?|socks?|sand|marbles?|nickels|pennies|oranges)\b"
    rf"|\b(?:blubber|lard|flab|flubber|back boobs|love handles gone wild|thunder|saddle ?bags|jelly rolls?"
    rf"|wobbl(?:y|ing)|jiggl(?:e|es|ing)|batwings?"
    rf"|crusty|busted|haggard|washed[- ]up|past (?:her|his|your) (?:prime|sell[- ]by)|expired|old bag"
    rf"|bag lady|crone|cougar|uggo|fugly|butterface|lopsided"
    rf"|guang[oa]s?|aguad[oa]s?|caid[ao]s|panzon[ae]?s?|barrigon\w*|gorda|gordas|llantitas?|lonjas"
    rf"|chichis caidas|arrugad[ao]s|fofas?|cuerpo de vaca)\b"
    rf"|\b(?:cut(?:ie|est)|bab(?:y|ies)|little (?:guy|fella|nugget|friend|dude)|bad boy|sucker|beast|nugget"
    rf"|goodie|treasure|gremlin|roommate"
    rf"|hitchhiker|souvenir)s?\b[^.!?\n]{{0,30}}\b(?:we|he|she|dr\.? \w+|doc) (?:pulled|took|cut|dug"
    rf"|removed|scooped|popped|evicted|yanked)\b"
    rf"|\b(?:googly eyes|specimen of the|catch of the day|trophy (?:wall|case|shelf)|name (?:this"
    rf"|the) (?:lump|lipoma|cyst|tissue|blob)|guess (?:the|its|her|his) weight"
    rf"|weigh[- ]in (?:game|contest)|(?:on a tray|in a (?:jar|bucket|bowl)) next to)\b|\b(?:somebody"
    rf"|someone|this patient|her|his)'?s? (?:belly|fat|skin|breast|nose|tissue|implants?)"
    rf" (?:on a|in a) (?:tray|jar|bucket|bowl|plate|scale)\b"
    rf"|\b(?:kilos?|pounds|lbs|liters?|toddler'?s? worth|buckets?|a whole \w+'?s? worth) of (?:\w+'s |her "
    rf"|his |pure |this )?(?:fat|belly|blubber|lard|skin|person|goo|butt|boob)\b"
    rf"|\b(?:with|look at|nobody'?s looking at|nobody (?:likes|wants|needs)|who (?:wants|needs)|lose|ditch"
    rf"|fix) (?:your |that |those |a )(?:\w+ )?(?:neck|face|nose|chins?|gut|belly|thighs"
    rf"|jowls|flab|rolls|mug|turkey neck|muffin top|pooch|apron|wrinkles)\b(?=\s*(?:[.!?,🤮🤢😂]|$|at|and"
    rf"|before))"
    rf"|\bthighs? (?:clap|rub|applaud|jiggle)|\bbig[- ]boned\b|\b(?:a|the|every|her|his"
    rf"|my) (?:bathroom )?scale (?:dies|breaks?|broke|cries|cried|screams|filed)\b|\bcat dragged in\b"
    rf"|\bhouse[- ]?trained\b|\b(?:puppies|melons|jugs|knockers|fun ?bags|udders|milkers|mosquito bites"
    rf"|fried eggs|pancakes|watermelons)\b[^.!?\n]{{0,40}}"
    rf"\b(?:lol|lmao|humor|reduc\w+|implants?|surgery|lift|aug\w*)\b|\bhow (?:big|small|saggy|flat|tiny"
    rf"|huge) (?:they|she|he|it|her|his|those) (?:was|were|is|are|boobs|butt|nose)\b"
    rf"|\b(?:men|guys|boys|he|husbands?) (?:only )?(?:want|wants|love|loves|like|likes|prefer|prefers"
    rf"|notice|stare|drool)\b[^.!?\n]{{0,40}}\b(?:d'?s?\b|dd|double|boobs|butt|booty|curves|thing|younger"
    rf"|tighter"
    rf"|skinny|perky)|\b(?:ruin|spice up) (?:\w+ )?(?:marriages?|your marriage|homes)\b|\b\w*milf\w*"
    rf"|\bman[- ]trap\b|\b(?:your|ur|her|his) (?:husband|man|boyfriend|ex|wife"
    rf"|hubby) (?:already )?(?:noticed|will (?:notice"
    rf"|thank|beg|leave|cry)|deserves|is looking|left)\b|\bgold ?digger\b|\btrophy wi(?:fe|ves)\b"
    rf"|\bsugar (?:baby|daddy)\b"
    rf"|\b(?:surgery|operation|anesthesia|lipo\w*|bbl|facelift|boob job|going under)\b[^.!?\n]{{0,25}}(?:\?"
    rf"|\b(?:is|was|it'?s))\s*(?:\w+,? ){{0,3}}(?:pff+t\w*|piece of cake|no biggie|nbd|easy peasy|(?:a "
    rf"|just a |basically a |like a )(?:\w+ )?"
    rf"(?:nap|haircut|manicure|spa day|oil change|tune-?up|vacation|party|picnic|walk in the park))\b"
    rf"|\b(?:basically|just|only|nothing but|no more than|easier than|like (?:getting )?)\s?(?:a|an"
    rf"|your) (?:\w+ )?(?:nap|haircut|manicure|mani|oil"
    rf" change|tune-?up|spa day|teeth cleaning)\b|\b(?:lipo|botox|boob|bbl|scalpel|knife|surgery) (?:party"
    rf"|parties|fest|palooza|bar)\b|\bunder the knife (?:we|she|he|they|you) go(?:es)?\b"
    rf"|\bslic(?:e|ed|ing) (?:and|n|&) dic|\bfat[- ]?suck\w*|\bsnore(?:s|d"
    rf"|fest)?\b[^.!?\n]{{0,30}}\b(?:table|asleep|anesthesia|patient|surgery)\b",
    re.IGNORECASE,
)
_INSULT = re.compile(
    r"\b(?:karen|liars?|lying|psycho|crazy|delusional|idiots?|stupid|dumb|moron|clown|loser|drama queen"
    r"|drama|pathetic|jealous|bitter|troll|(?<!'s )(?<!is )(?<!are )entitled\b(?! to)|cheapskate|karens"
    r"|you people|people like you|shame on you|can'?t afford|if you want(?:ed)? cheap|have you tried"
    r"|sore loser|snowflake|boomer|cry more|stay mad|nice try|take the hint|look in the mirror"
    r"|can'?t fix (?:ugly|stupid|personality)|miracle workers?|lower your expectations|ridicul[oa]"
    r"|estupid[oa]|idiota|payas[oa]|mentiros[oa]s?|crybaby|scammer|get a life|grow up|boo hoo"
    r"|cry about it|seek help|need(?:s)? (?:help|therapy)|bless your heart|good riddance"
    r"|people who pay their bills|stick to (?:his|her|your)|lucky we (?:even )?|what did you expect"
    r"|mentirosa?|loca|next!)\b",
    re.IGNORECASE,
)


def find(reading: Reading) -> Iterator[Hit]:
    if reading.use == "incoming":
        return
    for pattern in (_SHAME, _HATE, _MOCK, _CRUEL, _RIDICULE):
        for match in pattern.finditer(reading.text):
            if pattern in (_SHAME, _RIDICULE) and _TEACHING.search(reading.sentence(match.start())):
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

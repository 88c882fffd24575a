"""Who a sentence is about: one person's care, staff, or nobody in particular.

45 CFR 164.514(b)(2) looks at what ties facts to an individual; 164.502(a) forbids to confirm care. So every recognizer
asks the same question of a sentence, and it is answered here once. These are cues, not grammar: they are measured on
the project's own regression set.
"""

from __future__ import annotations

import re
from enum import IntEnum

I = re.IGNORECASE  # noqa: E741


class Link(IntEnum):
    """How strongly a sentence is tied to one person's care."""

    NONE = 0
    GENERAL = 1  # teaching, or people in general
    WEAK = 2  # care, but no person that can be pointed at
    STRONG = 3  # one person's care


_ADJECTIVE = r"(?:[a-z0-9][\w'-]{0,20}\s+){0,3}"
ONE_PATIENT = re.compile(
    rf"\b(?:(?:our|this|my|that|meet|latest|newest|fav|favorite|favourite|longtime|youngest|oldest|gorgeous"
    rf"|beautiful)\s+{_ADJECTIVE}(?:patient|client|pt)\b(?!s|'s rights)"
    r"|(?:one|a|another)\s+(?:very\s+)?(?:of our\s+)?(?:\w+\s+){0,2}(?:patient|client|bride|mom|mama"
    r"|teacher|nurse|lady|gentleman|guy)\s+(?:who|just|sent|went|came|flew|drove|got|had|left)\b"
    r"|(?:pt|patient|client)\s+(?:presented|is an?|was an?|had|underwent|came|of the (?:week|month|day))\b"
    r"|\d{1,3}\s?(?:yo|y/o|yr old|year old)\b.{0,30}\b(?:pt|patient|client)\b"
    r"|(?:nuestra|nuestro|esta|este)\s+(?:\w+\s+)?(?:paciente|clienta?)\b"
    r"|one\s+(?:\w+\s+){0,3}patient\s+sent)",
    I,
)
OCCUPATION = (
    r"(?:teachers?|professor|principal|coach|mayor|council(?:man|woman|member)|senator|judge|sheriff"
    r"|deputy|officer|cop|firefighter"
    r"|trooper|paramedic|soldier|marine|veteran|pastor|priest|rabbi|preacher|attorney|lawyer|realtor"
    r"|banker|accountant|barber"
    r"|stylist|hairdresser|bartender|barista|baker|chef|waitress|waiter|server|cashier|farmer|rancher"
    r"|mechanic|plumber"
    r"|electrician|driver|mailman|mail carrier|pilot|flight attendant|dentist|vet|veterinarian"
    r"|pediatrician|pharmacist|librarian"
    r"|weather ?(?:girl|man|woman|lady)?|meteorologist|(?:news ?)?anchor(?:man|woman)?|reporter|dj"
    r"|radio host|influencer|blogger"
    r"|youtuber|model|actress|actor|singer|dancer|ballerina|musician|artist|author|cheerleader|quarterback"
    r"|athlete|player"
    r"|gymnast|swimmer|runner|trainer|yoga (?:teacher|instructor)|instructor|student|valedictorian|pageant"
    r"|beauty queen|florist"
    r"|crossing guard|bus driver|truck(?:er| driver)|wedding planner|nanny|babysitter|neighbou?r|redhead"
    r"|celebrity|pop star|star"
    r"|maestra|profesora|enfermera)"
)
_FOLK = (
    r"(?:lady|ladies|gentleman|guy|girls?|girlie|man|woman|mama|mami|moms?|mommy|dad|daddy|bride|groom"
    r"|grandma|grandmother|grandpa"
    r"|nana|abuela|widow|newlywed|teen(?:ager)?|college kid|kiddo|little one|one|cutie|queen|king|babe"
    r"|bestie|couple|sisters|twins"
    r"|brothers|retiree|boss ?(?:babe|lady)|dama|senora|chica|muchacha)"
)
# Somebody who can be pointed at: "a certain councilman", "the lady who runs …", "only one female firefighter in …".
SOMEBODY = re.compile(
    rf"\b(?:a certain|certain|this|that|our(?: very)?(?: own)?|the|only one|only|another|favou?rite|local"
    rf"|beloved|somebody'?s|someone'?s"
    rf"|everyone'?s|your|my|somebody|one)\s+(?:[\w'-]+\s+){{0,3}}?(?:{OCCUPATION}|{_FOLK})\b(?! (?:tip"
    rf"|questions?|day|makeover|bod|in general))"
    rf"|\b(?:mother|mom|daughter|sister|husband|wife|father|son|madre|mama) (?:and|&|y) (?:mother|daughter"
    rf"|sister|brother|husband"
    rf"|wife|father|son|hija)\b|\bbest friends\b|\btwins\b|\byou know (?:her|him|who you are)\b",
    I,
)
BODY = (
    r"(?:nose|lips?|chest|profile|chin|breasts?|boobs|body|eyes|eyelids?|lids|neck|jaw ?line|jaw|tummy"
    r"|stomach|belly(?: button)?|waist"
    r"|abs|arms|thighs|legs|booty|butt|curves|figure|ears|brows?|cheeks|cheekbones|smile|decolletage|girls"
    r"|shape|silhouette|mirror)"
)
# A body after care, without the name of the procedure.
OUTCOME = re.compile(
    rf"\b(?:brand[- ]?new|new|fresh|refreshed|best|sharper|smaller|bigger|perkier|flatter|slimmer|tighter"
    rf"|fuller|straight(?:er)?"
    rf"|sculpted|dream) (?:\w+ )?{BODY}\b(?! (?:doctor|clinic|tips|patch))|\b(?:ditched|lost"
    rf"|said goodbye to|traded|got rid of) (?:the|her|his|those|that)"
    rf" (?:\w+ )?(?:moobs|{BODY}|bump|hump|bags|double d'?s|rolls|folds|jowls|pouch|apron)\b|\b(?:sutures"
    rf"|stitches|drains?|splint"
    rf"|bandages?|tapes?|cast) (?:\w+ )?(?:out|off|gone)\b|\bthis is what (?:an? "
    rf"|the )?[\w ]{{3,30}} gave\b|\b(?:her|his) (?:\w+ )?{BODY} (?:is|are|look\w*|never|finally|healed"
    rf"|turned)\b",
    I,
)
PRONOUN = re.compile(r"\b(?:she|he|her|his|him|hers|she's|he's|shes|ella)\b", I)
SWEET = re.compile(
    r"\b(?:this|our|one|sweet|that)\s+(?:\w+\s+){0,3}(?:sweetheart|beauty|babe|queen|mama|mami|girl|girlie"
    r"|guy|lady|gentleman|young\s+(?:man|woman|lady)|dude|bride|groom|mom|dad|grandma|teacher|nurse|cutie"
    r"|hottie|angel|fella|king|warrior|diva|doll|transformation)\b",
    I,
)
QUEEN = re.compile(r"\b(?:queen|twins?|king|babe|bestie)\b", I)
CARE = re.compile(
    r"\b(?:post[- ]?op|pre[- ]?op|p\.?o\.? day|operated|recovery|recovering|healing|healed|surgery"
    r"|procedure|consult(?:ation)?|follow[- ]?up|check[- ]?up|(?:week|month|year)s? (?:check|out|post)"
    r"|stitches|sutures|drains?|splint|bandages?|incision|scars?|swelling|anesthesia|syringes?|cc's?"
    r"|implants?|units|treatment|results?|transformation|journey|trusting us|trusted us"
    r"|choosing us|chose us|came to (?:us|see us)|to see us|came in|stopped by|before (?:and|&) after"
    r"|glow[- ]?up|diagnosis|biopsy|chemo|cancer|waiting room|operating room|the or\b|case|patient|client"
    r"|paciente|cirugia|recuperacion|lips done|eyes done|eyelids done)\b",
    I,
)
EVENT = re.compile(
    r"\b(?:post[- ]?op(?:erative)? (?:day|week|month)\s?\d+|(?:pod|po)\s?#?\d+\b|\d+\s?(?:days?|weeks?|wks?"
    r"|months?|mos?|yrs?|years?) (?:post[- ]?op|post|out|after (?:her|his|their|surgery)|since (?:her"
    r"|his))\b"
    r"|fresh (?:out|off|from)\b.{0,15}\b(?:or|operating room|table|surgery)\b|(?:this morning|today"
    r"|yesterday|tonight|last night)'?s? (?:case|patient|surgery|surgical)|case (?:of the (?:day|week)"
    r"|study|discussion|no\.?|#|\d+)"
    r"|just (?:had|got|finished|did|came out|wrapped)|came (?:to us|in) for|came all the way|flew in"
    r"|drove .{1,30} to see us|sent home|\d{2,4}\s?cc'?s?\b"
    r"|bandage[- ]off|splint (?:came )?off|(?:splint|drains?|stitches|bandages?) (?:came )?(?:off|out)\b"
    r"|(?:surgery|consult|reveal|lipo|filler) day\b|swipe\b|before\s?(?:→|➡️?|>+|:).{0,60}after\b"
    r"|finally (?:did|got|had|done)"
    r"|(?:says|said) (?:yes|goodbye) to|underwent|performed\b.{0,40}\bon (?:this|our|her|him|a)"
    r"|we (?:performed|removed|took out|placed|injected|lifted)\b)",
    I,
)
_DATED = re.compile(
    r"\bsurgery:? (?:on )?(?:\d{1,2}/\d{1,2}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w* \d)"
    r"|\b(?:day|week|month) \d{1,3}\b"
    r"(?=[\s.,!:)]|$)|\b(?:surgery|consult|splint|drains?|bandages|stitches"
    r"|post[- ]?op)\b[^.!?\n]{0,25}\b\d{1,2}/\d{1,2}\b"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w* \d{1,2}: (?:surgery|bandages|splint|drains"
    r"|stitches|reveal|beach)\b"
    r"|\b(?:a|one|two|three|six|\d{1,2}) (?:yr|year|month|week|wk|mo)s? since\b|\b\w+-?i?versary\b",
    I,
)
GENERAL = re.compile(
    r"\b(?:what(?:'s| is| are| does)|how (?:do|does|long|much|to|we|is|are|surgeons)|why (?:do|does|is|are"
    r"|we)|when can|can (?:you|i|we)|should (?:i|you)|do (?:you|i)|risks? (?:include|are|of)|carries risk"
    r"|(?:many|some|most|all) (?:people|patients|surgeons|women|men|plans)|patients (?:choose|often|ask|who"
    r"|may|can|should|in)|ask your|talk to|talk it|your (?:own )?(?:surgeon|doctor|surgical)|a surgeon"
    r"|surgeons|in general|usually|typically"
    r"|questions?|myth|fact|q ?& ?a|info(?:rmation)? (?:night|session|evening)|open house|webinar|seminar"
    r"|lecture|meeting|conference|training|fellowship|history|guide|primer|explain(?:ed|er|s)?|plainly"
    r"|difference|vs\.?|library|insurers?|law|fda|study|studies|research|society|checklist|consider(?:ing)?"
    r"|people|everyone|anyone|riesgos|pregunte|cirujano|hablemos|if you|it's (?:surgery|a|an)|gallery"
    r"|journal)\b",
    I,
)
_STAFF_ROLE = (
    r"(?:team|staff|crew|surgeons?|doctors?|dr\.?|nurse(?: injector| practitioner)?s?|rn|np|pa(?:-c)?|md"
    r"|crna|physician assistants?|injectors?|a?esthetician|receptionist|front desk|coordinator|scrub techs?"
    r"|surgical tech|anesthesiologist|office manager|manager|intern|resident|fellow|billing|facilities"
    r"|partner|employee|colleagues?|assistant|equipo|recepcion|doctora?|enfermera)"
)
STAFF = re.compile(
    rf"\b(?:our|new|head|lead|the|from|your|at our|de nuestro)\s+(?:[\w-]+\s+){{0,2}}{_STAFF_ROLE}\b"
    rf"|\bdra?\.|\bdoctora?\b|,\s*(?:rn|np|pa|pa-c|md|do|crna|bsn)\b|\b(?:joins? (?:us|our|the)|(?:to"
    rf"|on) (?:the|our) team|work anniversary|maternity leave"
    r"|years (?:with|at) (?:us|our)|hired|internship|residency|our own|finishing fellowship|employee"
    r"|scrubs?|volunteer|joined (?:us|our)|physician assistants?|nurses?|retir(?:es|ing|ed|ement)|promotion"
    r"|promoted|staff|couldn't run without|front desk|team|ask for|bakery|coffee|lunch|mural|artist"
    r"|podcast)\b",
    I,
)


def staff_sentence(sentence: str) -> bool:
    """Whether a sentence speaks of the people who work here."""
    return bool(STAFF.search(sentence))


def link_of(sentence: str, *, has_procedure: bool) -> Link:
    """How strongly `sentence` is tied to one person's care."""
    outcome = bool(OUTCOME.search(sentence))
    care = has_procedure or outcome or bool(CARE.search(sentence))
    if ONE_PATIENT.search(sentence):
        return Link.STRONG
    general = bool(GENERAL.search(sentence))
    one = bool(PRONOUN.search(sentence)) or bool(SWEET.search(sentence))
    person = one or (has_procedure and bool(QUEEN.search(sentence)))
    somebody = (has_procedure or outcome) and bool(SOMEBODY.search(sentence))
    told = bool(EVENT.search(sentence)) or (bool(_DATED.search(sentence)) and (has_procedure or one))
    if told and (care or person) and not general:
        return Link.STRONG
    if (person or somebody) and care and not (general or staff_sentence(sentence)):
        return Link.STRONG
    if general:
        return Link.GENERAL
    return Link.WEAK if care else Link.NONE

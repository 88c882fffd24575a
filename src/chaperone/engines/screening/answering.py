"""What a public reply does, clause by clause: the neutral acts that anybody may be answered with, and all the rest.

A reply is denied by default (45 CFR 164.502(a): neither confirm nor deny). The neutral acts are taken out of a clause:
thanks for words, an invitation to call, what anybody may do, a condition, sympathy with a feeling. Whatever still
speaks to or about a person then confirms something: a second person, care that "we" gave, a record, a bill, a visit.
The patterns name classes of words (kin, records, contact, care), in English and Spanish, not sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

I = re.IGNORECASE  # noqa: E741

_TITLE = r"(?<!\bDr)(?<!\bDra)(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bSt)(?<!\bSra)(?<!\bSr)"
_CLAUSE = re.compile(
    rf"(?:[^.!?;\n…]|[.](?=\w)|(?<=[DMS]r)[.]|(?<=M[rs]s)[.]|(?<=Ms)[.]|(?<=[DS]ra)[.])+{_TITLE}[.!?;…]*", I
)

YOU = re.compile(
    r"\b(?:you|your|yours|yourself|u|ur|urs|ya'?ll|y'?all|you'?(?:re|ve|ll|d)|youre|youve|usted|ustedes|tu"
    r"|tus|ti"
    r"|contigo)\b",
    I,
)
_WORDS = (
    r"(?:words?|note|feedback|comments?|message|ratings?|review|love|support|idea|shout\s?-?out|catch"
    r"|nudge|questions?"
    r"|candor|honesty|perspective|thoughts?|input|suggestions?|stars?|kindness|post|heads[- ]up|tip"
    r"|mention|compliment"
    r"|palabras|comentarios?|mensaje|opinion|interest|interes|patience|paciencia|view|opinion|concerns?"
    r"|story|letter"
    r"|reminder|recommendation|resena|sugerencia)"
)
_MAY = r"(?:can|could|may|might|should|would|must|are (?:always |very |most )?(?:welcome|free|entitled|able)(?: to)?|need(?:n't| not)?(?: to)?)"  # noqa: E501
_CARER = (
    r"(?:surgeons?|doctors?|surgical team|team|physicians?|providers?|pharmacists?|clinic|care team"
    r"|dermatologist"
    r"|prescriber|pcp|ob|plan|insurer|insurance (?:company|plan|card)|nurse|hospital|dentist|therapist)"
)
_FEELING = (
    r"(?:hurting|upset|frustrated|disappointed|unhappy|struggling|worried|scared|anxious|sad|angry"
    r"|feeling [\w ]{2,20}"
    r"|going through (?:this|that|a hard time|so much)|in pain|dealing with (?:this|that)"
    r"|having a hard time|facing this)"
)
# Neutral acts: taken out of a clause before it is judged.
NEUTRAL = re.compile(
    rf"\b(?:thank(?:s| you|ful)|thx|ty|gracias|mil gracias|muchas gracias)(?:\s+(?:you|so much|a bunch"
    rf"|a lot|again|both"
    rf"|very much|kindly|all))*(?:\s+(?:for|por|to)\s+(?:(?:taking (?:the|a|your)?\s?(?:time|moment|minute)s?"
    rf"(?: (?:out )?to (?:write|share|say|post|comment|leave (?:this|a|your) \w+|tell us|let us know|read"
    rf"|reach out))?"
    rf"|(?:being|be) (?:so )?(?:candid|honest|open|kind|direct|here|part of (?:this|our) (?:page|community"
    rf"|neighborhood))"
    rf"|writing(?: in)?|sharing|saying|telling us|letting us know|flagging|reaching out|asking"
    rf"|following(?: along)?"
    rf"|reading|watching|pointing (?:this|that|it) out|speaking up|noticing|stopping by(?=\s*[!.,]|$"
    rf"| (?:the|our) (?:page"
    rf"|booth|table|tent|open house))|joining us (?:at|for) the|coming to (?:the|our) (?:open house|event"
    rf"|talk|webinar)"
    rf"|escribir(?:nos)?|compartir|avisar(?:nos)?|preguntar|tomarse el tiempo(?: de \w+)?)"
    rf"(?: (?:this|that|it|in|to us|with us|your (?:\w+ )?{_WORDS}|your experience|honestly|so (?:openly"
    rf"|honestly)))?"
    rf"|(?:all |the|your|this|these|such|those|sus|su|tus|tu|los|las|el|a"
    rf"|an)?\s?(?:[\w-]+,? ){{0,3}}{_WORDS}))?"
    # what anybody may do; never "should have"
    rf"|\b(?:you|u|anyone|usted|whoever|one)(?:'d)? {_MAY}(?:n'?t)?\s+(?!have\b|'ve\b|of\b|be (?:fine|ok"
    rf"|good|okay))(?:\w+)?"
    rf"|\byou'd (?:like|rather|prefer|hear|want|need|find|get|see|expect)\b(?: to)?(?: \w+)?|\byou (?:can't"
    rf"|cannot|do(?:n't"
    rf"| not) (?:have|need) to|don't|needn't)\b(?: (?:use|have|need|to|find|want|like|see|hear|reach)\b)*"
    rf"|\byou(?:'ll| will) (?:always )?(?:find|need|reach|hear back|get an? (?:answer|reply|person|human)"
    rf"|be able|want to|see"
    rf" (?:it|them|the|a|our) \w+)\b|\b(?:can|could|may|might|should|do|would|will|how can) (?:you|u|anyone"
    rf"|usted)\b"
    rf"(?! (?:have|ever)\b)|\byou have (?:the|a|every|any|more|another) (?:right|question|concern|thought"
    rf"|idea|moment|minute)s?\b"
    rf"(?: to)?|\busted puede(?: \w+)?|\bpuede \w+"
    # conditions, but not the contrary-to-fact kind ("if you had followed …")
    rf"|\b(?:only )?(?:if|in case|unless|before|whether) (?:you|u|you'?(?:d|re|ve)|anyone"
    rf"|someone)\b(?! (?:had|hadn'?t)\s+"
    rf"(?:\w+ed|kept|told|come|read|shown|been)\b)(?! (?:left|came|signed|told us|went home|walked"
    rf"|visited))[^.!?;,\n]{{0,80}}"
    rf"|\bwhen(?:ever)? you(?:'re| are| feel| have| want|'d)?\b(?! (?:left|came|were|called|arrived|signed"
    rf"|told|visited|had"
    rf"|woke|saw|see us|come back))[^.!?;,\n]{{0,30}}|\bsi (?:usted|desea|gusta|tiene|quiere|prefiere"
    rf"|necesita"
    rf"|le)\b[^.!?;,\n]{{0,60}}"
    # their words and rights, and whoever it is that looks after them
    rf"|\byour?\s+(?:own\s+)?(?:honest\s+|kind\s+|sweet\s+|lovely\s+|generous\s+|thoughtful\s+|primary\s+"
    rf"|nearest\s+|local"
    rf"\s+|regular\s+)?(?:{_CARER}|{_WORDS}|experience|privacy|rights?|phone|browser|area|friends?"
    rf"|friend to|time|day"
    rf"|week(?:end)?|city|state|team|choice|decision|pace|best|goals|comfort|safety|inbox|neighborhood"
    rf"|holidays?|family"
    rf"|part of town|house|ears?|mind|local|nearest|own)\b(?!'s (?:surgery|visit|appointment))"
    rf"|\b(?:call |ask |with |tell )?(?:the |a |any |whichever )?(?:{_CARER}|whoever|person|people|office"
    rf"|practice|someone)"
    rf"(?: who| that)?(?: is|'s| are)? (?:treating|looking after|taking care of|caring for|seeing"
    rf"|prescribing for) you\b"
    rf"|\b(?:{_CARER}|whoever|practice|clinic) (?:who|that|which) (?:\w+ )?(?:operated|treated|did it"
    rf"|performed it)\b|\bgracias a (?:ti|usted(?:es)?)(?: por \w+)?"
    rf"|\bwhere(?:ver)? (?:you feel|it was done|you(?:'re| are))\b|\bwho (?:treats|knows) you\b"
    # whomever they may choose, and what stays theirs
    rf"|\b(?:who(?:ever)?|anyone|any \w+|the one|one|place|adult|people|someone|surgeon|doctor"
    rf"|clinician) (?:that |who )?(?:you"
    rf"(?:'d| would|'ll)? (?:ever |actually )?(?:meet|consider|trust|like|choose|pick|are|want)"
    rf"|knows? your (?:history|case|health))\b"
    rf"|\b(?:your )?(?:phone )?(?:number|name|words?|opinions?) (?:stays?|is|are) yours\b|\byours (?:to \w+"
    rf"|can|may|could|will)\b"
    rf"|\b(?:only|just) your (?:first )?name\b|\bthat you'?ll actually \w+\b|\bas (?:sorry|curious"
    rf"|surprised) as you\b"
    rf"|\blook into (?:it|this|that) with you\b|\bask you (?:not|please|to)\b|\byou matter\b"
    rf"|\bstay with you\b|\bwhoever you are\b"
    # hearing and feeling
    rf"|\b(?:we|i)(?:'ll| will|'d| would)? ?(?:do |really |truly |can )?(?:hear|appreciate|understand"
    rf"|respect|value|see|thank"
    rf")(?:s|d)? (?:you|your|how (?:\w+ ){{0,2}}you feel)\b(?! had| were| came| the day| next| for your"
    rf"| sooner| again| back"
    rf"| at| on| in| every)|\bhow (?:strongly |upset |frustrated )?you(?:'re)? (?:feel|feeling)\b"
    rf"|\b(?:sorry|sad|hate)"
    rf"(?: to (?:hear|read|learn))?(?: that)? (?:you'?re|you are|you feel) {_FEELING}|\bwe(?:'d"
    rf"| would) (?:really )?(?:like"
    rf"|love|be (?:glad|happy|grateful)) to (?:know more|hear (?:more|from you|you out)|listen|help"
    rf"|talk with you|speak"
    rf" with you|have you (?:at|join))\b"
    rf"|\b(?:merry|happy) \w+(?: \w+)? to you(?: too)?\b|\b(?:same|right back|back) (?:to|at) (?:you|u)\b"
    rf"|\bto you too\b"
    rf"|\bto hear (?:this|that|it|you)\b|\b(?:wish(?:ing)?|hope) you(?:'re| are)? (?:well|all|a (?:good"
    rf"|great|happy|lovely"
    rf"|wonderful|peaceful|speedy)|the best|having a|happy)\b(?: (?:week|weekend|day|year|holiday|season))?"
    rf"|\bhope this"
    rf" helps you\b|\bsee you (?:there|at (?:the|our) (?:open house|event|webinar|fair|booth|talk|party"
    rf"|parade|market)"
    rf"|saturday|sunday|online|on the (?:page|live))\b|\b(?:hope|glad|happy) (?:to see )?you(?:'ll"
    rf"| will)? (?:join|like|enjoy"
    rf"|come by|make it)\b"
    rf"|\b(?:tell|show|help|thank|answer|assist|point|guide|explain to|serve|owe|hear from|wish|give|send"
    rf"|le|les|offer|connect"
    rf"|get (?:back )?to|contact|listen to|assure|encourage|invite|remind|walk)\s+(?:you|le)\b(?! (?:had"
    rf"|were|a refund|your"
    rf"|the bill|back))|\b(?:leaves|on|fits?|suits?|bothers?|matters to|works for|to"
    rf"|for) you\b(?=\s*(?:to decide"
    rf"|best|most)?\s*[.,;!?]|$)|\bwhat(?:'s| is)? (?:right|best|works) for you\b"
    rf"|\bthat'?s looking after you\b|\b(?:take all"
    rf"|take) (?:the time )?you need\b|\byou saying\b|\byou (?:wrote|write|ask|asked|reached out|posted"
    rf"|shared|took (?:the|a)"
    rf" (?:time|moment)|describe|raise|raised|mention(?:ed)?|asked (?:us|about)|liked the (?:post|video|reel)"
    rf"|enjoyed the (?:post|video|reel|talk|webinar|open house))\b"
    rf"|\bwhat(?:ever)? you(?:'re| are)? (?:truly |really |honestly )?(?:wrote|said|describe|write|think"
    rf"|feel|need|like|want"
    rf"|comfortable(?: with| sharing)?|looking for|hoping for)\b(?! (?:isn'?t|is not|never|didn'?t))"
    rf"|\b(?:be )?(?:gentle|kind"
    rf"|patient|good) (?:with|to) yourself\b|\bfor yourself\b|\btake care of yourself\b|\b(?:you"
    rf"|u) (?:deserve|matter)\b"
    rf"|\bsus? (?:amables |honest[oa]s? )?(?:comentarios?|palabras|opinion|mensaje|molestia|frustracion"
    rf"|privacidad|tiempo"
    rf"|interes|sugerencia|duda|consulta en linea|medic[oa]|cirujan[oa]|equipo|caso por aqui)\b"
    rf"|\btus? (?:comentarios?"
    rf"|palabras|opinion|mensaje|tiempo|medic[oa]|cirujan[oa]|privacidad|carino)\b"
    rf"|\byou don't\b(?! (?:pay|remember|listen|follow))|\bi love you(?:r)? (?:guys|all)?\b|\byou (?:guys"
    rf"|all)\b|\bglad you (?:asked|reached out|like (?:it|the)"
    rf"|found (?:it|this) (?:useful|helpful)|wrote|said|enjoyed (?:the|it)|noticed|spoke up|told us"
    rf"|are here)\b"
    rf"|\byou(?:'re| are) (?:not alone|not the only one|right(?: that| about|,|\.)|very kind|so kind"
    rf"|too kind|the sweetest"
    rf"|welcome(?: here| anytime)?|kind|hired)\b|\bbless you\b|\bthank you\b|\bgood for you\b|\blove (?:you"
    rf"|u) (?:too|all"
    rf"|back)\b|\b(?:right )?back at (?:you|ya|u)\b|\blook(?:ing)? out for you\b|\bas you (?:say|said|like"
    rf"|wish)\b",
    I,
)
_CARE = (
    r"(?:visits?|appointments?|appt|consult(?:ation)?s?|surger(?:y|ies)|procedures?|treatments?|results?"
    r"|recover(?:y|ies)"
    r"|healing|charts?|records?|files?|insurance|balance|bill|deposit|refund|payments?|follow[- ]?ups?"
    r"|check[- ]?ups?"
    r"|post[- ]?ops?|pre[- ]?ops?|touch[- ]?ups?|revisions?|drains?|stitches|sutures|incisions?|scars?"
    r"|swelling|implants?"
    r"|syringes?|fillers?|nose|lips|breasts?|belly|tummy|eyelids?|chin|bmi|diagnosis|biopsy|pathology"
    r"|infection|antibiotics"
    r"|medications?|financing|coordinator|surgery date|garment|photo release|account|plan was|case"
    r"|sessions?|cita|citas"
    r"|cirugia|tratamiento|revision|recuperacion|proxima|operacion|controles|expediente|saldo"
    r"|mommy makeover|journey|smile"
    r"|confidence|trust|confianza|visita|reveal|intake|paperwork|prescription|injections?|anesthesia"
    r"|weight|lab(?: result)?s?"
    r"|referral|estimate|quote|invoice|statement)"
)
_WHO = (
    r"(?:we|i|our (?:\w+ )?(?:team|staff|surgeons?|nurses?|office|front desk|coordinator|doctors?|manager"
    r"|biller)|dra?\.? \w+"
    r"|the (?:nurse|doctor|surgeon|coordinator|front desk|office|anesthesiologist)|the team|nosotros"
    r"|nuestro equipo)"
)
_HELPING = r"(?:already |also |never |only |even |just |still |both |all |have |had |has |did(?:n'?t)? |do |then |simply |personally |gladly |clearly |once |twice |repeatedly )*"  # noqa: E501
_CONTACT = (
    r"(?:call(?:ed)? (?:you|her|him|them|twice|three|\d)|texted|e-?mailed|mailed|phoned|saw|seen|gave"
    r"|offer(?:ed)?|performed"
    r"|removed (?!the (?:post|comment|photo))|fixed|recommended|advised|told|explained|discussed"
    r"|prescribed|sent (?!the"
    r" link)|replaced (?:your|her|his|them|the implant)|moved (?:you|your|her|his|the (?:date"
    r"|appointment))|remember(?:s)?|received|refunded|billed|charged|treated|operated|injected|stitched"
    r"|discharged"
    r"|squeezed|rescheduled|scheduled|cancel(?:l?ed)?|waived|warned|listened|examined|measured|documented"
    r"|credited|reversed"
    r"|submitted|approved|denied|spent (?:\d|an|two|three|over|nearly)|sat with|held (?:your|her|his)"
    r"|met with|stayed late"
    r"|stand by (?:the|our) (?:work|result|care)|got (?:you|her|him)|took (?:you|her|him|out|care)"
    r"|put (?:in|you|her)"
    r"|did (?:your|her|his|their|a|everything|exactly|what)|signed|loved (?:meeting|having|seeing|spending"
    r"|working|taking)"
    r"|enjoyed (?:meeting|having|seeing|working|taking)|miss(?:ed)? (?:you|u|her|him|seeing|your)|knew"
    r"|know(?:s)? (?:exactly"
    r" |full well )?(?:who|which|you|what (?:happened|you|she|he)))"
)
CARE_GIVEN = re.compile(
    rf"\b(?:our|nuestr[oa]s|my) (?:\w+ ){{0,2}}(?:patients?|clients?|pacientes?)\b(?!'? (?:rights|privacy"
    rf"|portal|bill"
    rf"|information|in general|advocate|coordinator|care|relations|experience|liaison|services|safety|line"
    rf"|education"
    rf"|concierge|navigator|representative|team|lounge|handbook|forms?|financing|resources?))"
    rf"|\b{_WHO}(?:'ve|'d|'ll)? {_HELPING}{_CONTACT}\b(?! (?:the post|the link|the comment|it down"
    rf"|this (?:post|comment)"
    rf"|clearer|a (?:sign|second|new)|new (?:chairs|signs)))"
    rf"|\b(?:refund|invoice|claim|deposit|charge|bill|balance|prescription|order)s? (?:was|were|has been"
    rf"|have been) \w+ed\b"
    rf"|(?<!that )(?<!who )(?<!which )\b(?:discharged|refunded|operated|stitched|injected"
    rf"|no[- ]show(?:ed)?)\b"
    rf"|\b(?:your|ur|her|his|their|su|tu|sus|tus) (?:[\w'-]+ ){{0,2}}{_CARE}\b"
    rf"|\b(?:(?:check|in|on|through) your portal|trust(?:ed|ing) us|choosing us|chose us|for coming in"
    rf"|came in\b|we could"
    rf" (?:fix|help)|came to (?:us|see us)|stopped by|being (?:such )?(?:a|an"
    rf"|our) (?:\w+ ){{0,2}}(?:patient|client)|model"
    rf" patient|confi(?:ar|anza) en nosotros|elegirnos|tak(?:e|ing) (?:\w+ )?care of you|cared for you"
    rf"|joy to (?:have|work"
    rf"|care|treat)|pleasure (?:to (?:meet|see|treat|care|take|have|work)|taking|caring|treating|meeting"
    rf"|having|seeing"
    rf"|working)|honou?r to (?:be|have|care|treat)|miss (?:you|u|your|having)|see (?:you|u) (?:again|soon"
    rf"|next|at your|in|back"
    rf"|then|for|on|tomorrow|monday|tuesday|wednesday|thursday|friday)|seeing (?:you|u)\b"
    rf"|welcome (?:you )?back|have you"
    rf" back|come back and see us|next time you(?:'re| are)|when you (?:left|came|were|called|arrived"
    rf"|visited|woke)|met you"
    rf"|meeting you|(?:talks?|talking) about you|on the calendar|post[- ]?op\b|fue un (?:placer|gusto|honor)"
    rf"|(?:la|lo|te|les|las|los) (?:esperamos|atendimos|vimos|operamos|recordamos|extranamos|queremos ver)"
    rf"|atender(?:la|lo|te)"
    rf"|tener(?:la|lo|te)|ver(?:la|lo|te) (?:de nuevo|pronto|otra vez)|hasta (?:tu|su) proxim\w+"
    rf"|nos vemos (?:en|el|pronto"
    rf"|la)|as (?:we )?(?:discussed|agreed|mentioned|explained|promised)|como (?:hablamos|le explicamos"
    rf"|acordamos|te dijimos"
    rf"|le dijimos)|(?:healed|healing|recovered|recovering) (?:so |really |up )?(?:well|nicely|beautifully"
    rf"|great)"
    rf"|(?:consult|intake|start|beginning|drawing board) to (?:reveal|recovery|finish|result|discharge))\b"
    rf"|\b(?<!gusto )(?<!y )(?:le|te|les) (?:ya )?(?:hicimos|dimos|explicamos|llamamos|dijimos|operamos"
    rf"|reembolsamos|ofrecimos|advertimos"
    rf"|enviamos|cobramos|atendimos|pusimos|mandamos)\b|\b(?:quedaste|quedo (?:asi|preciosa|hermosa|muy"
    rf"|divina)|qued[oa]ron)\b",
    I,
)
# Spanish endings that speak to somebody about what he or she did.
SPANISH_YOU = re.compile(
    r"\b(?!exist|consist|trist|contrast|celest|vist|list|pist|bast|gast\b|past|desgast|chist|quist|resist"
    r"|insist)"
    r"(?:\w{2,12})(?:aste|iste)\b(?! (?:un|una|el|la) (?:riesgo|forma))|\bfuiste\b|\busted\s+(?:no\s+"
    r"|nunca\s+|ya\s+|si\s+)?"
    r"(?:\w+[oó]|vino|dijo|hizo|tuvo|estuvo|fue|quiso|es (?:nuestr|paciente))\b",
    I,
)
_BODY = (
    r"(?:lips?|nose|eyes?|eyelids?|lids|face|neck|chin|jaw(?:line)?|cheeks?|brows?|forehead|breasts?|girls"
    r"|chest|belly|tummy"
    r"|stomach|waist|curves|arms|thighs|legs|booty|butt|ears?|smile|skin|profile|scars?|bruis\w+|swelling"
    r"|stitches|drains?"
    r"|steri[- ]?strips?|splint|bandages?|garment|numbing|incisions?|glow|figure|implants?|results?|look)"
)
# Joy or worry about a body, a welcome into the circle of those treated, a shared calendar.
SHARED = re.compile(
    rf"\b(?:glad|happy|thrilled|excited|hope|hoping|love|loving|loved|obsessed|sorry|proud|wait|gorgeous"
    rf"|beautiful|amazing"
    rf"|how (?:is|are|was|were|did)|did|are|is|wow|enjoy|rock)\b[^.!?\n]{{0,30}}\b(?:the|those|that|these"
    rf"|new|both) (?:\w+ )?{_BODY}\b"
    rf"(?! (?:care|cancer|type|health|post|video|reel))|\b{_BODY} (?:turned out|came out|healed|are healing"
    rf"|is healing|settled?"
    rf"|look(?:s|ing)? (?:so |really )?(?:good|great|amazing|gorgeous|natural|perfect))\b"
    rf"|\blooking forward to (?:\w+day|next|tomorrow|seeing|the big|reveal|phase|part two|round)\b"
    rf"|\bcan'?t wait (?:to see|for"
    rf" (?:\w+day|next|part|round|the (?:reveal|big day)))\b(?! (?:everyone|you all))|\bwelcome to (?:the"
    rf"|our) (?:\w+ )?(?:family|club|sisterhood|crew)\b"
    rf"|\b(?:best|favou?rite|sweetest|easiest|model|bravest|toughest|ideal|difficult|dream) (?:patient"
    rf"|client|\d\s?[ap]m|case|appointment)\b"
    rf"|\b(?:tell|give|bring) (?:the |your )?(?:hubby|husband|wife|mom|sister|bestie|kids|family)\b"
    rf"|\b(?:s?he|they)(?:'s|'re| is| are) next\b"
    rf"|\bin the (?:exam|consult|treatment|recovery|operating|waiting|procedure) room\b"
    rf"|\b(?:so )?brave (?:in|that|through|during)\b"
    rf"|\bthere(?:'s| is| was) no (?:match|such (?:name|person|visit|patient)|visit|trace)\b|\b(?:we"
    rf"|i) (?:declined|searched|looked up"
    rf"|checked (?:the|our|and)|wouldn'?t have|couldn'?t have|did(?:n'?t)? (?:everything|all|what) we"
    rf"|would never have (?:treated|accepted|operated))\b"
    rf"|\b(?:the|that|this|both|first|second|last|next|third) (?:\w+ )?(?:appointments?"
    rf"|consult(?:ation)? (?:fee|you|was|went|lasted)"
    rf"|voicemails?|surgery (?:was|went|took|date)|procedure (?:was|went|took)|check[- ]?up|deposit (?:was"
    rf"|you|stays)|no[- ]show)\b"
    rf"|\bhappy \w+(?:-| )?(?:versary|anniversary)\b|\b(?:\w+|half|six|three) (?:weeks?|months?"
    rf"|years?) (?:already|since|post|out|strong|down)\b"
    rf"|\b(?:nobody|no one) (?:forced|made|pressured|told) you\b|\baqui nadie\b|\blet'?s just say\b"
    rf"|\bnice try\b",
    I,
)
_STAFF_OR_NAME = re.compile(
    r"\b(?:dra?\b|doctor\w*|nurse|team|staff|surgeon|reception\w*|front desk|coordinator|injector|manager"
    r"|billing|the (?:lady|guy|woman|man)"
    r"|a?esthetician|assistant)|(?<=\s)[A-Z][a-z]+\b|^[A-Z][a-z]+ (?:is|was|rocks)\b",
)
STATUS = re.compile(
    r"\b(?:no record|(?:have|had|has|see|seen|treat\w*|find|show) (?:no|nobody|no one"
    r"|none) (?:such )?(?:patient|client|record"
    r"|one|by|with|under|named)\w*|not in our (?:system|records|files|database)|(?:can'?t|cannot"
    r"|could(?:n'?t| not)|unable to"
    r"|do(?:n'?t| not)|didn'?t) (?:find|locate|see|have) (?:you|anyone (?:by|with|named)|any (?:record"
    r"|patient|file|appointment"
    r"|one|visit)|a (?:record|patient|file|visit|chart)|your|this (?:name|person|patient)|him|her|them)\b"
    r"|(?:nobody|no one|no"
    r" (?:patient|client|person)) (?:with|by|named|of|under|matching)|never (?:been |was |were |had |saw "
    r"|seen |treated"
    r" |operated |met |heard of )?(?:\w+ ){0,3}(?:patient|client|here|set foot|stepped|visited|met|seen"
    r"|treated|in (?:our|this)"
    r" (?:office|building|practice|clinic)|heard of you)|(?:not|isn'?t|wasn'?t|aren'?t|weren'?t"
    r"|you aren'?t) (?:one of ours"
    r"|our patient|a (?:current |former |real )?patient|one of our|a (?:real )?client|one|from (?:a"
    r"|any) (?:actual |real )?"
    r"(?:patient|client))|one of ours|(?:this|that) (?:person|individual|reviewer|patient|lady|woman|man"
    r"|account) (?:has|had|is"
    r"|was|never|did|came|left)|fake review|different (?:office|practice|clinic|doctor)|(?:wrong|another"
    r"|some other) (?:office"
    r"|practice|clinic|place|doctor)|(?:our|the|your) (?:records?|notes?|chart|files?|schedule|system|tape"
    r"|cameras?|footage"
    r"|logs?|texts?|database|books|call (?:log|record)s?|emails?) (?:shows?|says?|indicates?|confirms?"
    r"|reflects?|agrees?"
    r"|proves?|don'?t|do not|has|have|tells?|suggests?)|(?:the|our|your) (?:notes|chart) and|we (?:show"
    r"|have) (?:a|an|you|no"
    r"|your|the) [^.!?\n]{0,40}(?:call|record|appointment|visit|file|signed|log|form)|on file\b(?! a)"
    r"|(?:checked|searched"
    r"|looked (?:up|through|in)|went through|pulled|reviewed) (?:our|the|your|her"
    r"|his) (?:\w+ )?(?:schedule|records?|system"
    r"|files?|chart|tape|cameras?|footage|notes|database|logs?|case)|no tenemos (?:ning\w+ )?(?:paciente"
    r"|registro|cita"
    r"|expediente)|no (?:es|fue|era) (?:nuestra? )?paciente|nunca (?:fue|ha sido|vino|ha venido|estuvo)"
    r"|no (?:aparece|figura)"
    r" en|(?:easy|not hard|hard not) to guess|lots of (?:people|folks) (?:in|on) this (?:thread|page)"
    r"|(?:she|he|they) already"
    r" (?:commented|posted|said)|(?:ask|like) [A-Z]\w+ above)\b",
    I,
)
KIN = (
    r"(?:friend|bestie|bff|cousin|mom|mum|mother|dad|father|sister|brother|wife|husband|hubby|daughter|son"
    r"|kid|child|baby|ex"
    r"|neighbou?r|boss|coworker|aunt|tia|uncle|niece|nephew|grandma|grandmother|girlfriend|boyfriend"
    r"|fiancee?|partner|roommate"
    r"|teacher|hermana|hermano|mama|papa|hija|hijo|esposo|esposa|amiga|amigo|prima|primo|vecina|vecino"
    r"|suegra)"
)
FACT = re.compile(
    rf"\b(?:pathology|biopsy|(?:test|lab) results?|benign|malignant|labs|ruptures?|warranty|blood thinners"
    rf"|he personally"
    rf"|she personally|every visit that|mix[- ]?up|missed (?:two|three|\d|your|the)|cancel(?:led|ed) (?:on"
    rf"|your|the|twice|last)"
    rf"|no[- ]show(?:ed)?|signed (?:the|a|off|all|it|our)|stitches come out|round two|done with round"
    rf"|the little one"
    rf"|your {KIN}|(?:out of|in) recovery|(?:on|since|until) (?:the )?(?:\d{{1,2}}/\d{{1,2}}|\d{{1,2}}(?:th"
    rf"|st|nd|rd))"
    rf"[^.!?\n]{{0,60}}\b\w+(?:ed|ught|ent|aid|old|ade)\b|card ending|was running (?:late|behind)"
    rf"|that (?:day|morning"
    rf"|afternoon)\b|last (?:spring|summer|fall|winter|time|visit)|(?:the|that) (?:\w+ )?(?:add-?on"
    rf"|fee) (?:is|was) (?:from|for))\b",
    I,
)
THIRD = re.compile(
    rf"\b(?:she|he|they|her|him|his|your {KIN}|ella|el)\b\s*(?:'s\s)?(?:\w+\s)?(?:isn'?t|wasn'?t|is|was|did"
    rf"|didn'?t|had|has"
    rf"|looks?|came|got|never|seemed|healed|asked|signed|left|will be|loved|chose|told|wanted|knew|knows"
    rf"|cancel\w*|missed"
    rf"|paid|refused|declined|called|\w{{3,}}ed|vino|quedo|estuvo|firmo)\b",
    I,
)
BOTHERED = re.compile(
    r"\b(?:sorry|apologi[sz]e|lamentamos|regret"
    r"|sentimos)\b[^.!?\n]{0,40}\b(?:the (?:long )?wait\b(?! (?:times|on the phone))|visit"
    r"|appointment|procedure|surgery|experience (?:with|at|during)|you (?:felt|had|were|waited"
    r"|experienced)|la espera|cita"
    r"|the coordinator|that (?:day|afternoon|morning)|came off|the day of)\b",
    I,
)
ABOUT_PERSON = re.compile(
    rf"\b(?:my (?:\w+ )?{KIN}|mi {KIN}|patient|client|operated|\w+'s (?:nose|lips|boobs|face|eyes)|her name"
    rf"|in the (?:video"
    rf"|pic|picture|photo)|had (?:her|his)|boobs|this u|who is|is she|is he|did she|did he)\b|@\w",
    I,
)
ASKS = re.compile(
    rf"\b(?:is (?:it true|that|this|she|he)|did (?:you|my|she|he|dr)|was (?:she|he|that|my)|has (?:she|he)"
    rf"|do you (?:know|treat"
    rf"|remember)|are (?:you|they)|real patient|your patient|a patient|my {KIN}|guess|who is|isn'?t (?:that"
    rf"|this)|this u"
    rf"|es cierto|operaron|anyone had|who (?:did|has|had))\b",
    I,
)
_REFUSES = re.compile(
    r"(?<!you )(?<!she )(?<!they )\b(?:can'?t|cannot|can not|unable to|not able to|never|don'?t|do not"
    r"|won'?t|limits?|prevents?|keeps?|stops?|forbids?"
    r"|not allowed to|no podemos|nos impide\w*|wouldn'?t)\b[^.!?\n]{0,60}\b(?:say|saying|discuss\w*"
    r"|comment(?:ing)? on|speak\w*"
    r"|talk\w*|respond\w*|confirm\w*|shar\w+|assess\w*|advise|guess\w*|answer\w*|handled|identify"
    r"|what we can say|hablar"
    r"|comentar|responder|confirmar|look into|go into|details|individual matters|situation)\b"
    r"|\bwhether anyone\b"
    r"|\bwho is or isn'?t\b",
    I,
)
NEVER_SAYS = re.compile(
    r"\b(?:we (?:never|can'?t|cannot|don'?t|do not|won'?t)|we'?re not able|unable to|privacy|anyone"
    r"|nobody should|no one"
    r" (?:should|can)|individuals?|in general|in public|policy|please don'?t|please keep|everyone)\b",
    I,
)
_BUT = re.compile(r"\b(?:but|except|however|though|although|pero|only that|still,)\b", I)
_PLAIN_AFTER = re.compile(
    r"\s*(?:our|my|the|we|anyone|please|you|just|nuestr[oa])?\s*(?:door|phone|hear|would|'d|are|office"
    r"|please|call|ask|reach|can"
    r"|manager|$)",
    I,
)


def clauses(text: str) -> Iterator[tuple[int, int, str]]:
    """The clauses of a folded reply with their offsets; titles ("Dr.") do not end one."""
    for match in _CLAUSE.finditer(text):
        clause = match.group().strip()
        if clause:
            start = match.start() + len(match.group()) - len(match.group().lstrip())
            yield start, start + len(clause), clause


def _after_refusal(clause: str, rest: str) -> str:
    """What a refusal to speak still tells: the part after "but", unless that is an invitation."""
    told = _BUT.split(rest, maxsplit=1)
    after = told[1] if len(told) > 1 else ""
    return "" if _PLAIN_AFTER.match(after) and not CARE_GIVEN.search(after) else after


def discloses(clause: str, context: str) -> bool:
    """Whether a clause of a reply to `context` could confirm, or deny, that a person is a patient."""
    rest = NEUTRAL.sub(" ", clause)
    if _REFUSES.search(clause):
        rest = _after_refusal(clause, rest)
        if not rest.strip() and not (STATUS.search(clause) and "find" in clause):
            return False
    general = NEVER_SAYS.search(rest)
    if STATUS.search(rest) or SPANISH_YOU.search(rest) or BOTHERED.search(clause):
        return True
    if CARE_GIVEN.search(rest) and not (general and not YOU.search(rest)):
        return True
    if FACT.search(rest) and not general and "?" not in clause:
        return True
    if SHARED.search(rest) and not general:
        return True
    if THIRD.search(rest) and (
        ABOUT_PERSON.search(context) or not _STAFF_OR_NAME.search(f"{context} {clause}")
    ):
        return True
    return bool(YOU.search(rest))

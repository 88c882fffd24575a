"""Sentences of a surgical practice, with places to put names: what tweets do not teach.

{full} {first} {last} {initial} {city} {hospital} {school} {street} are filled in; everything else
is "other". A third of the sentences have no name at all: procedures, brands and holidays that look like one.
"""

from __future__ import annotations

import random
import re

from names.data import Example, example

NAMED = """\
Meet {first}, three months after her rhinoplasty
{first}'s new profile, swipe to see
So proud of {first} for trusting us with her mommy makeover
Our sweet patient {full} is glowing two weeks out
{full} came all the way from {city} for her tummy tuck
Happy birthday {first}! Thank you for letting us share your journey
Thank you {full} for the kind words
thank you so much {first}, see you soon
{first} {initial}. had her lip filler touched up
{initial}. {last} drove in from {city} for a consult
Mrs. {last} finally got her eyelids done
Mr {last} is back on the golf course after his facelift
Patient {full}, seen at {hospital}, asks about drains
my mom {first} {last} had surgery at {hospital} in {city}
I had my breast reduction with {first} at {hospital} and I am so happy
this is {first} from {city}, can you call me back
hi its {first} {last}, i have an appointment on monday
my name is {full} and I live on {street}
{full} of {street}, {city}
isn't that {first} {last}?? she works at {school}
omg {first} looks amazing
omg is this {first} from {school}
{first} and {first} both had their noses done
say hi to {first} and her brand new eyelids
jk love u {first}
Two weeks after her mini facelift, {first} is already back to gardening
- {first} {initial}.
-- {full}
Love, {first}
{full}, thank you for sharing your experience.
Dear {first}, we are sorry to hear this.
@{first} thank you!
Dr. {last} is the best surgeon in {city}
Dr {full} explains what a deep plane facelift is
Nurse {first} will answer your questions on Friday
Welcome {full}, RN, to our team
{first}, our esthetician, loves a good sunscreen
Keep {first} in your prayers
RIP {full}
What is the best treatment for {full}, a 54-year-old woman with diabetes seen at {hospital}?
Management of hypertension in {first} {initial}., treated at {hospital}, {city}
Recommendations for {full}, a 71yo male admitted to {hospital} on a Friday with chest pain
Should {last} continue warfarin before her procedure at {hospital}?
my daughter {first} goes to {school}
{first} teaches at {school} in {city}
We moved our office to {street} in {city}
She flew in from {city} and left smiling
he drove four hours from {city}
the weather girl from {city}
{full} {full} {full} all done today
Shoutout to {full} who beat breast cancer
Nuestra paciente {first} vino de {city} para su lipo
Gracias {full} por confiar en nosotros
Mi hermana {first} se operó en {hospital}
{first} quedó espectacular
hola soy {full}, tengo una cita
Feliz cumpleaños {first}
la señora {last} está feliz con su resultado
"I finally feel like myself," says {first}
{first} said yes to the dress and goodbye to her love handles
could {first} from billing call me
Text {first} at the front desk
Tell {first} I said hello
i know {first} had her boobs done
{first} u look so good
did {first} {last} get a bbl
{full} (@{first}) posted a picture
Chart of {last}, {first}
{last}, {first} {initial}
Before and after of {full}
The {last} family was here today
It was {first}'s idea
Ask {first} or {first}
we love you {first} {last}!!!
Congratulations to {full} on finishing her marathon
who is {first}
{first}??
{first} had the same surgeon as {first} did
Nobody told {first} about the scars""".splitlines()

NAMELESS = """\
Botox and Juvederm, what is the difference?
Restylane, Dysport and Kybella are on the menu
Mother's Day special at the office
Mohs surgery is named after its inventor
Brazilian Butt Lift, explained
Happy Labor Day from all of us
Merry Christmas and Happy New Year
Our office is closed on Thanksgiving
Ask the Expert: What Is A Deep Plane Facelift?
Top 5 Questions About Breast Augmentation
Mommy Makeover Monday
Swipe for Before and After
What To Expect After Rhinoplasty
Board Certified Plastic Surgeon
Cool Sculpting, Morpheus8 and Halo lasers
Natural Results. No Filters.
PLEASE CALL THE OFFICE
GUARANTEED RESULTS
i love this so much
when can i go back to the gym
How long does swelling last?
Thank you for your feedback. Please call our office.
Sunscreen, every day. Ask us which one.
Fat Transfer vs Implants
Skin Care Saturday
Wellness Wednesday: drink your water
New Year New You
Labiaplasty Awareness
Gracias por sus palabras. Llame a nuestra oficina.
Feliz Día de las Madres
Cirugía de párpados: lo que debe saber
Our Team Is Growing
Meet The Team
Meet our new laser
Say hello to summer
Hello Beautiful
Hi Gorgeous
Good Morning everyone
Love this Queen
She is a Queen
Best Friends Forever
is this normal after surgery
What are the side effects of lisinopril in a 55-year-old man?
Best practices for anticoagulation in an 80-year-old woman with Parkinson's disease
Is Crohn's disease a contraindication for abdominoplasty?
Guidelines for Hashimoto's thyroiditis
Framingham Risk Score and the Wells criteria
Baker grade III contracture
Gore-Tex, Vicryl and Prolene sutures
Jackson-Pratt drains stay in for a week
Marionette lines and Crow's feet
Cupid's bow and Cleopatra chin
Adam's apple reduction
Botox Party Friday
Tylenol or Advil after surgery?
Apple Cider Vinegar does not heal scars
Amazon has the same cream
Dr's orders: rest
Hope is not a plan
Grace, patience and sunscreen
A rose is a rose
Will Smile Again
Mark your calendars
Bill me later
Art meets science
May we help you?
April is Scar Awareness month
June specials are here
Summer is coming
Joy to the world
Faith over fear
Chase your dreams
Jack of all trades
Drew blood today
Pat it dry
Sue me""".splitlines()

_GAP = re.compile(r"\{(\w+)\}")
_FACILITY = ("Hospital", "Medical Center", "Clinic", "Memorial Hospital", "General", "Surgery Center",
             "Children's Hospital", "Regional Medical Center", "Health", "Community Hospital", "Cancer Institute",
             "University Hospital")  # fmt: skip
_SCHOOL = ("High School", "Elementary", "Middle School", "High", "College", "University", "Academy")
_STREET = ("Street", "St", "Ave", "Avenue", "Blvd", "Road", "Rd", "Lane", "Drive", "Court")
_SAINTS = ("St. ", "Saint ", "Mount ", "Lake ", "North ", "West ", "Good ", "")
LABEL = {"full": "PERSON", "first": "PERSON", "last": "PERSON", "initial": "PERSON", "city": "LOCATION",
         "hospital": "LOCATION", "school": "LOCATION", "street": "LOCATION"}  # fmt: skip


class Filler:
    """Draws names and places from the project's own lists."""

    def __init__(self, given: list[str], surnames: list[str], cities: list[str], rng: random.Random) -> None:
        self.given, self.surnames, self.cities, self.rng = given, surnames, cities, rng

    def word(self, gap: str) -> str:
        """What goes into a gap."""
        rng = self.rng
        last = rng.choice(self.surnames).title()
        city = rng.choice(self.cities).title()
        if gap == "first":
            return rng.choice(self.given).title()
        if gap == "last":
            return last if rng.random() > 0.08 else f"{last}-{rng.choice(self.surnames).title()}"
        if gap == "initial":
            return rng.choice("ABCDEFGHIJKLMNOPRSTVWYZ")
        if gap == "full":
            middle = rng.choice(("", "", "", f" {rng.choice('ABCDEJKLMRST')}."))
            return f"{self.word('first')}{middle} {self.word('last')}"
        if gap == "city":
            return city
        if gap == "hospital":
            return f"{rng.choice(_SAINTS)}{rng.choice((last, city))} {rng.choice(_FACILITY)}"
        if gap == "school":
            return f"{rng.choice((last, city))} {rng.choice(_SCHOOL)}"
        return f"{rng.randint(1, 9999)} {last} {rng.choice(_STREET)}"

    def fill(self, template: str) -> Example:
        """One sentence with its spans."""
        text, spans, end = "", [], 0
        for gap in _GAP.finditer(template):
            text += template[end : gap.start()]
            word = self.word(gap.group(1))
            spans.append((len(text), len(text) + len(word), LABEL[gap.group(1)]))
            text, end = text + word, gap.end()
        return example(text + template[end:], spans)


def sentences(filler: Filler, count: int) -> list[Example]:
    """``count`` sentences, two in three with a name; now and then two in one text."""
    made = []
    for _ in range(count):
        pool = NAMED if filler.rng.random() < 0.66 else NAMELESS
        template = filler.rng.choice(pool)
        if filler.rng.random() < 0.3:
            template += filler.rng.choice((". ", "! ", " ", "\n")) + filler.rng.choice(NAMED + NAMELESS)
        made.append(filler.fill(template))
    return made

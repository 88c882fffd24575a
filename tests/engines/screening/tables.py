"""What each recognizer must catch, and what it must leave alone: at least as many silences as hits.

A hit is a finding of that rule that blocks or asks for a look; a note is silence. Every name and number is invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Table:
    """Rows are texts; a reply's row may be a pair (what it answers, the reply)."""

    hits: tuple[str | tuple[str, str], ...]
    silences: tuple[str | tuple[str, str], ...]
    use: Literal["caption", "reply", "incoming"] = "caption"
    jurisdiction: tuple[str, ...] = ()


TABLES: dict[str, Table] = {
    "second_opinion.person": Table(
        hits=(
            "Three kids later and a tummy like this, swipe to see",
            "Every morning you hear this voice on the radio, now with new eyelids",
            "Mommy of three says bye to the pooch",
        ),
        silences=(
            "What should a first visit cover? Goals, history, risks and plenty of time for questions.",
            "Our front desk moves to the second floor next week.",
            "Implants are not lifetime devices. Plan for checks.",
            "Holiday hours: closed from the 24th to the 1st.",
        ),
    ),
    "identifier.name": Table(
        hits=(
            "Meet Rosalind Achterberg, eight weeks after her facelift!",
            "Before and after - M. Ellsworth",
            "Mrs. Tannenbaum came to us for her eyelid surgery",
            "THERESA's tummy tuck reveal",
            "thank u guadalupe for trusting us with ur lipo",
            "#MeredithGotHerNose #rhinoplasty",
            "remember jolene p. from spring? her lip lift healed so well",
            "Maria from Westlake feels like herself again",
        ),
        silences=(
            "Dr. Halloran teaches rhinoplasty to residents every spring.",
            "Welcome Beatrix Oduya, RN, to our team!",
            "April is for allergies and May for gardens.",
            "Thanks to Marjorie from billing for the cake.",
            "Named after Sir Harold Gillies, the lecture covers flaps.",
            "Will a facelift help with jowls? Ask your surgeon.",
            "Route 5, exit E. Parking is on the left.",
            "Dr. Chen from Westlake welcomes you.",
        ),
    ),
    "identifier.location": Table(
        hits=(
            "She flew in from Amarillo for her breast lift",
            "our patient lives at 4410 Wisteria Lane and just had lipo",
            "This sweetheart from ZIP 79101 had her tummy tuck",
        ),
        silences=(
            "Our Plano office moves to 12 Harbor Street in June.",
            "Dr. Okafor trained in Rochester and Houston.",
            "Turkey sandwiches in the break room today.",
            "From our family to yours, happy new year.",
        ),
    ),
    "identifier.date": Table(
        hits=(
            "Her tummy tuck was on March 3rd, 2026",
            "She came in last Tuesday for her lip filler",
            "Splint off for our patient on 11/02",
            "Born 04/12/1987, our patient looks ten years fresher",
        ),
        silences=(
            "Closed on December 25, back on the 26th.",
            "Open house Saturday at 2.",
            "The first flap was described in 1917.",
            "Dr. Lund joins us on 3 March.",
        ),
    ),
    "identifier.age": Table(
        hits=(
            "Our 93-year-old patient had her eyelids done",
            "He is 15 and had his otoplasty with us, our youngest patient",
            "This patient is 44 years old and chose a breast reduction",
        ),
        silences=(
            "Our practice is 25 years old this week!",
            "No filler for anyone under 18.",
            "Dr. Reyes has 20 years of experience.",
            "The building turns 60.",
        ),
    ),
    "identifier.phone": Table(
        hits=(
            "text our patient on 512-555-0147, she will tell you",
            "her cell is (210) 555-0199",
            "missed connection 361.555.0123 whoever this is",
        ),
        silences=(
            "Call us at 555-0100.",
            "Our office: call (512) 555-0100 to book.",
            "Suture sizes go 4-0, 5-0, 6-0.",
            "Lot 512-5550 of the gauze was recalled.",
        ),
    ),
    "identifier.fax": Table(
        hits=("Send records to fax: 512-555-0177", "fax number 210-555-0111"),
        silences=("Call 512-555-0177 instead", "We finally threw out the fax machine."),
    ),
    "identifier.email": Table(
        hits=("write to her at marla.q@mailbox.example", "guest list: tk88@mailbox.example"),
        silences=("Write to info@clinic.example", "jobs@clinic.example is where CVs go", "find us @ the fair"),
    ),
    "identifier.ssn": Table(
        hits=("SSN 524-71-9903", "her social security number 524 71 9903"),
        silences=("Order 524-719903 shipped", "Socials are linked below", "Call 555-71-99"),
    ),
    "identifier.mrn": Table(
        hits=("MRN 00482913, left breast", "chart no. 88213", "encounter 20417-B"),
        silences=("In case you wondered", "A chart of sunscreen types", "Our records are kept for ten years"),
    ),
    "identifier.health_plan": Table(
        hits=("member ID XQJ449201", "policy number 55-20193"),
        silences=("Group photo at 5!", "Ask your insurance about coverage", "Our privacy policy changed"),
    ),
    "identifier.account": Table(
        hits=("acct # 7781204", "paid with 4111 1111 1111 1111"),
        silences=("In order to heal, rest", "Tracking 4111 1111 1111 1112", "Follow our account"),
    ),
    "identifier.license": Table(
        hits=("her driver's license D4471920", "NPI 1093817465"),
        silences=("A license to chill", "Every nurse here holds a license"),
    ),
    "identifier.vehicle": Table(
        hits=("plate KXR-4471 is blocking the door", "VIN 1HGCM82633A004352"),
        silences=("Plates of cookies for everyone", "Platelets help healing"),
    ),
    "identifier.device": Table(
        hits=("Implant serial: 7734-21-BX", "lot 449201A was used"),
        silences=("A lot of people ask", "Why implants have serial numbers", "Parking lot B is closed"),
    ),
    "identifier.url": Table(
        hits=(
            "story at www.clinic.example/patients/helena-brandt-lipo",
            "she filmed her recovery after her tummy tuck: vid.example/@helenab",
        ),
        silences=("clinic.example/careers", "Read more on www.clinic.example"),
    ),
    "identifier.ip": Table(
        hits=("posted from 203.0.113.77", "login 198.51.100.4 seen"),
        silences=("Version 4.2.1 is out", "Rated 10.0 by visitors", "Sizes 3.5.7"),
    ),
    "identifier.biometric": Table(
        hits=("her fingerprints after the hand surgery of this patient", "a face scan of our patient before her lift"),
        silences=("We added fingerprint locks", "Voice prints are a security topic", "footprints in the snow"),
    ),
    "identifier.photo": Table(
        hits=("see IMG_2231.HEIC", "her full face photo is on the site"),
        silences=("Photo day is Friday", "How we take standard pictures"),
    ),
    "identifier.other": Table(
        hits=(
            "the rose tattoo on her hip survived the tummy tuck",
            "guess who got her lips done? hint: night shift ER nurse 👀",
            "results from our patient @lena_lifts after her BBL",
            "our mayor finally did it, he looks ten years fresher",
        ),
        silences=(
            "Laser tattoo removal works by breaking up ink.",
            "Nurses week! Thank you to every nurse.",
            "Follow @ourclinic for tips",
            "A local teacher asked a great question about sunscreen.",
        ),
    ),
    "linkage.rare": Table(
        hits=("She is a mother of five and had her tummy tuck with us",),
        silences=("Twins run in the family of our receptionist", "What every bride should know about botox timing"),
    ),
    "procedure.linked": Table(
        hits=(
            "She came in for a tummy-tuck and left smiling",
            "his gyno surgery changed his summer",
            "our patient's en bloc capsulectomy went well",
            "Jasmin's BA, 350cc",
        ),
        silences=(
            "What is a rhinoplasty? Surgery that reshapes the nose.",
            "Liposuction does not treat obesity.",
            "Facial expressions use 43 muscles.",
            "A halo of light over the lobby",
        ),
    ),
    "moment.now": Table(
        hits=(
            "Fresh out of the OR, lipo 360",
            "this morning's case: double jaw surgery on a brave young man",
            "she is in recovery right now and still sleepy",
        ),
        silences=(
            "Today only rain, come have coffee",
            "This morning we painted the lobby",
            "The OR was inspected today by our safety team.",
        ),
    ),
    "relationship.confirms": Table(
        use="reply",
        hits=(
            ("Rude", "We have no record of you being seen here."),
            ("5 stars", "So glad you healed so well!"),
            ("Long wait", "Sorry about the delay at your appointment."),
            ("Is that my cousin?", "Yes! Small world."),
            ("Bad", "Privacy law forbids details, but you missed two visits."),
            ("Mal", "No tenemos ninguna paciente con ese nombre."),
        ),
        silences=(
            ("Rude", "We can't discuss anyone in public. Please call our manager at 555-0100."),
            ("5 stars", "Thank you for the kind words!"),
            ("Long wait", "Waits like that are not what we aim for. Thanks for telling us."),
            ("Is that my cousin?", "We never say who is in a photo."),
            ("Price?", "Fees depend on many things; call 555-0100."),
            ("Mal", "Lamentamos leer esto. Por favor llame al 555-0100."),
        ),
    ),
    "treatment.advice": Table(
        use="reply",
        hits=(
            ("my scar is oozing", "Just dab peroxide on it."),
            ("my lip has a lump", "DM us a pic of the lump"),
            ("is swelling at day 5 normal for me", "Totally normal, wear your garment!"),
        ),
        silences=(
            ("my scar is oozing", "Please call your surgeon now, or 911 in an emergency."),
            ("which moisturizer", "Plain and fragrance free."),
            ("does lipo hurt", "It differs from person to person; ask a surgeon."),
            ("They ruined my lift!", "We read all feedback and use it to improve."),
        ),
    ),
    "claim.before_after": Table(
        jurisdiction=("US-CA",),
        hits=("Before and after, upper arms", "Before ➡️ after!"),
        silences=("How to compare before and after photos fairly", "Wash hands before and then after meals"),
    ),
    "claim.testimonial": Table(
        hits=("“They gave me my life back”, says another happy patient", "I love my new nose!"),
        silences=("We love our new lobby", "Share honest feedback about your experience"),
    ),
    "claim.prescription": Table(
        hits=("Dysport happy hour Wednesday", "Compounded semaglutide is here", "Botox $10 a unit"),
        silences=(
            "Botox is a prescription medicine; risks include drooping and trouble swallowing.",
            "Does Botox come in oat milk flavor, asked the intern",
            "Tell your anesthetist if you take Ozempic: your stomach may empty slower.",
        ),
    ),
    "claim.prize": Table(
        hits=("Win a free breast augmentation!", "Raffle: a mommy makeover", "Sorteo: gana una liposucción"),
        silences=("Why we never raffle surgery", "Who won the espresso raffle?", "We won at softball"),
    ),
    "claim.livestream": Table(
        hits=(
            "Going live from the OR at 9",
            "Instagram live: watch a facelift while he operates",
            "stream lipo, take questions",
        ),
        silences=("Live music at the open house", "Why we never livestream surgery", "Live Q&A on skin care"),
    ),
    "tone.disrespect": Table(
        hits=("Get rid of that ugly turkey neck", "Guessing how much fat we pull, loser buys lunch", "Hate your nose?"),
        silences=("Neck laxity can be treated", "Turkey and pie in the break room", "We love noses of all shapes"),
    ),
    "tone.threat": Table(
        use="reply",
        hits=(("Bad", "Our lawyers will be in touch."), ("Malo", "Si no borra esto la vamos a demandar.")),
        silences=(("Bad", "Thanks for the honest feedback."), ("Malo", "Gracias por sus comentarios.")),
    ),
    "form.gag_clause": Table(
        hits=("Patient agrees not to post negative reviews", "contact us before any review under 4 stars"),
        silences=("We never forbid reviews", "Please post honest reviews", "Read our reviews"),
    ),
}  # fmt: skip

# One text for each row of data/claims.csv that must be found where its rule applies, and one that must not.
CLAIMS: dict[str, tuple[str, str]] = {
    "best": ("The best plastic surgeon in Ohio", "The best part of Monday is coffee"),
    "rank": ("#1 in breast surgery", "Our #1 tip: sunscreen"),
    "self_praise": ("A world-class surgeon", "Top of the morning to our surgeon"),
    "only_one": ("The only surgeon in Texas with this technique", "Only a surgeon can tell"),
    "better_than": ("Better results than any other clinic", "Better sleep than last week"),
    "most_skilled": ("The most experienced injector around", "Most people heal in weeks"),
    "award": ("Award-winning care", "We clapped for the award of the school"),
    "celebrity": ("Celebrity surgeon to the stars", "We watched the stars tonight"),
    "guarantee": ("Results guaranteed", "Nobody can guarantee a result"),
    "perfect": ("A perfect nose", "No one has a perfect nose"),
    "forever": ("Results that last forever", "We waited forever for coffee"),
    "absolute": ("100% satisfaction", "100% cotton scrubs"),
    "younger": ("Look ten years younger", "Our youngest nurse"),
    "instant": ("Instant results", "Instant coffee is banned"),
    "painless": ("Painless lipo", "Painless surgery? Nope, not a thing"),
    "risk_free": ("Zero risk", "No surgery has no risks"),
    "safer_than": ("Safer than Botox", "Better safe than sorry"),
    "no_downtime": ("No downtime", "Plan for downtime"),
    "scarless": ("A scarless breast lift", "All incisions leave scars"),
    "board_eligible": ("Board eligible in plastic surgery", "Take a seat on the board"),
    "board_unnamed": ("Triple board certified", "Certified by the American Board of Plastic Surgery"),
    "cosmetic_board": ("Board-certified cosmetic surgeon", "Board games on Friday"),
    "cosmetic_surgeon": ("Your cosmetic surgeon in town", "Cosmetic bags for sale"),
    "society": ("Member of ASPS", "Members of the garden club"),
    "nurse_surgeon": ("Our nurse surgeon", "Our nurse and our surgeon"),
    "specialist": ("Specialists in BBL", "We are special"),
    "retouched": ("Unretouched photos", "We never post edited faces"),
    "transformation": ("What a glow-up!", "The lobby renovation is done"),
    "real_results": ("Real patients, real results", "Model, not an actual patient result"),
    "dream_body": ("Get your dream body", "Dream of the beach"),
    "sexualised": ("Sexy boobs for summer", "Summer is here"),
    "free": ("Free consultation", "Free parking"),
    "percent_off": ("30% off lip filler", "30% of people burn easily"),
    "from_price": ("Lipo starting at $3,999", "Starting in May we open earlier"),
    "lowest_price": ("The lowest prices in town", "The lowest chair in the lobby"),
    "pressure": ("Hurry, today only", "Take all the time you need"),
    "book_pressure": ("Don't think, book!", "Think, then book when ready"),
    "voucher": ("Buy our Groupon", "A group of students"),
    "bogo": ("BOGO filler", "A bag of filler paper"),
    "referral": ("Refer a friend and get $100", "Bring a friend to hold your hand"),
    "tag_friends": ("Tag 3 friends", "Please don't tag friends"),
    "five_stars": ("Leave us a five-star review", "Five stars on the flag"),
    "paid_review": ("Gift card for every review", "Gift cards for skincare"),
    "sponsored": ("#gifted", "A gift of flowers"),
    "all_patients": ("All our patients love it", "All patients get a privacy notice"),
    "insider_review": ("My wife left a review with stars", "My wife bakes"),
    "fake_followers": ("Buy followers", "Hello followers"),
    "fda_approved": ("FDA-approved filler", "The FDA met today"),
    "cells": ("Stem cell facelift", "Skin cells renew"),
    "proven": ("Clinically proven", "Clinical hours changed"),
    "cure": ("Cures acne", "There is no cure for acne"),
    "same_ingredient": ("Same ingredient as the brand", "Soup ingredients"),
    "natural": ("All-natural glow injection", "Natural light in the lobby"),
    "testimonial_mark": ("New testimonials are up", "Why we post no testimonials"),
    "perpetual": ("Irrevocable photo release", "We never use an irrevocable release"),
    "waiver": ("Patient waives HIPAA", "Nobody can waive HIPAA here, and we never ask"),
    "conditioned": ("$500 lower only if you sign this photo release", "Sign the photo release only if you want to"),
    "dm_health": ("DM us photos of your nose", "Please don't DM us photos"),
}  # fmt: skip

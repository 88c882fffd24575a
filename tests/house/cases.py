"""Every case of the list that the design was made from, in our own words: how Chaperone ends it and what shows it.

C are public cases, R follow from a rule. ``test_cases.py`` beside this file proves that each test exists and names
its case, and that no case is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Ending = Literal["block", "hold", "route", "keep", "allow", "escalate", "hide", "clean"]
"""block: it cannot happen; hold: it waits for a person; route: it moves to a safe channel; keep: it stays as it is;
allow: it goes out; escalate: a person is called and the program does its part; hide: out of sight after a snapshot;
clean: it comes in without what it gave away."""

ENGINE = "tests.engines.screening.test_cases.test_case_is_decided_as_the_rule_says"
POSTS = "tests.rooms.posts.test_cases.test_"
CONSENTS = "tests.rooms.consents.test_cases.test_"
LIBRARY = "tests.rooms.library.test_cases.test_"
PUBLISHING = "tests.rooms.publishing.test_cases.test_"
INBOX = "tests.rooms.inbox.test_cases.test_"
REPLIES = f"{INBOX}reply_that_cost_others_a_fine_is_refused"


@dataclass(frozen=True)
class Replayed:
    """One case. ``tests`` are dotted paths of test functions; ``later`` says ``issue N: what is left to it``."""

    id: str
    what: str
    ends: Ending
    tests: tuple[str, ...] = ()
    later: str = ""


CASES = (
    Replayed(
        "C01", "An answer to a review tells name, plan and debt.", "block", (ENGINE, REPLIES),
        "issue 6: older answers on the same page are swept for more of the kind",
    ),
    Replayed(
        "C02", "An answer gives a pseudonym its real name and mocks the job.", "block", (ENGINE, REPLIES),
        "issue 6: a clock for an answer that is public already",
    ),
    Replayed(
        "C05", "Facts from the chart answer a newspaper; a senior role does not help.", "block",
        (ENGINE, REPLIES, f"{INBOX}c05_senior_role_does_not_bypass"),
        "issue 7: the refused attempt, kept in the trail, opens a file in the sanction log",
    ),
    Replayed(
        "C06", "A testimonial with full name and face after a spoken yes.", "block",
        (
            ENGINE,
            f"{CONSENTS}c06_spoken_yes_at_the_desk_covers_nothing",
            f"{CONSENTS}c06_generic_release_fails_on_every_element_it_lacks",
            f"{POSTS}c06_a_named_testimonial_with_a_spoken_yes",
            f"{POSTS}c06_neither_is_cured_by_the_other",
        ),
    ),
    Replayed(
        "C07", "A whole campaign is to vanish before anybody knows who signed.", "escalate",
        (
            f"{PUBLISHING}c07_a_campaign_comes_down_and_its_evidence_stays",
            f"{PUBLISHING}c07_nobody_deletes_what_was_published",
            f"{INBOX}c07_what_somebody_posted_past_the_gates_is_kept_before_it_goes",
        ),
        "issue 7: one breach assessment a person",
    ),
    Replayed(
        "C09", "Clinical photos for an agency that signed no agreement.", "block",
        ("tests.rooms.library.test_hand_over.test_agency_without_an_agreement_gets_nothing",),
    ),
    Replayed(
        "C10", "An outside crew films now and wants to blur later.", "block",
        (f"{LIBRARY}c10_raw_film_does_not_come_in_to_be_blurred_later",),
        "issue 5: the filming session, planned and authorized before the camera is switched on",
    ),
    Replayed(
        "C14", "Her name in the file, its title and the text under the picture.", "block",
        (
            ENGINE,
            "tests.rooms.library.test_pages.test_gallery_that_named_its_files_after_patients",
            f"{POSTS}c14_her_name_in_the_alternative_text",
            f"{PUBLISHING}c14_the_public_file_is_fetched_and_says_nothing",
        ),
    ),
    Replayed(
        "C15", "Signed for the album in the office, meant for the public gallery.", "block",
        (
            ENGINE,
            f"{CONSENTS}c15_office_album_is_not_the_website",
            f"{POSTS}c15_signed_for_the_album_in_the_office_only",
            f"{POSTS}c15_her_name_under_the_pair",
        ),
    ),
    Replayed(
        "C16", "She struck the website out; freckles would give her away.", "block",
        (
            f"{CONSENTS}c16_struck_clause_follows_the_photo",
            f"{CONSENTS}c16_struck_clause_outlives_the_form",
            f"{POSTS}c16_a_line_she_struck_is_a_no",
            f"{POSTS}c16_nobody_looked_for_freckles_and_scars",
        ),
    ),
    Replayed(
        "C19", "A reporter is handed the pictures of one patient on a promise.", "block",
        (f"{LIBRARY}c19_a_reporter_gets_no_disc",),
        "issue 5: a package for the press, bound to an authorization that names the paper",
    ),
    Replayed(
        "C21", "Surgery as a live show with questions from the audience.", "block",
        (ENGINE, f"{POSTS}c21_surgery_as_a_live_show"),
        "issue 5: the filming plan: who holds the camera, the surgeon's attestation, the delay",
    ),
    Replayed(
        "C23", "A form that gags and waives, bought reviews, slimmed pictures.", "block",
        (
            ENGINE,
            f"{CONSENTS}c23_form_that_gags_and_waives_is_not_sent",
            f"{LIBRARY}c23_no_edit_changes_a_body",
            f"{INBOX}c23_nobody_buys_or_threatens_a_review_away",
        ),
        "issue 4: pixels compared with the original, so that retouching before the upload is noticed",
    ),
    Replayed(
        "C24", "An employee writes as a happy client.", "block",
        (
            ENGINE,
            REPLIES,
            f"{POSTS}c24_an_employee_speaks_as_a_client",
            f"{POSTS}c24_a_patients_voice_that_nobody_signed_for",
            f"{POSTS}c24_beside_the_picture_she_signed_for_a_person_looks",
            f"{POSTS}c24_the_practices_own_voice_stays_free",
        ),
        "issue 5: a line of its own for her words in the authorization",
    ),
    Replayed(
        "C27", "All originals in one archive on a shared drive.", "block",
        (
            "tests.rooms.library.test_hand_over.test_originals_are_never_handed_over",
            f"{LIBRARY}c27_originals_are_opened_one_at_a_time_for_a_reason",
        ),
    ),
    Replayed(
        "C31", "Removed tissue with a funny face on it.", "block",
        (
            ENGINE,
            f"{POSTS}c31_tissue_as_a_joke",
            f"{POSTS}c31_a_joke_without_words_is_the_approvers_to_stop",
        ),
    ),
    Replayed(
        "C33", "One prescription drug is praised as safer than another.", "block",
        (ENGINE, f"{POSTS}c33_one_drug_is_called_safer_than_another"),
    ),
    Replayed(
        "R01", "The authorization ran out between approval and sending.", "block",
        (
            f"{CONSENTS}r01_expired_form_covers_nothing_at_the_moment_of_sending",
            f"{POSTS}r01_the_authorization_ran_out",
            f"{POSTS}r01_and_it_is_looked_at_again_when_it_is_sent",
            f"{PUBLISHING}r01_approved_in_time_and_sent_too_late",
        ),
    ),
    Replayed(
        "R02", "A form for marketing without an end.", "block",
        (f"{CONSENTS}r02_form_without_an_end_is_not_sent",),
    ),
    Replayed(
        "R03", "She withdraws while it is live in several places.", "escalate",
        (
            f"{PUBLISHING}r03_each_live_place_has_its_own_takedown",
            f"{PUBLISHING}r03_later_use_is_refused",
        ),
        "issue 6: copies on the accounts of others, and the request to take them down",
    ),
    Replayed(
        "R04", "A photo that knows where and when it was taken.", "clean",
        (
            f"{LIBRARY}r04_a_photo_loses_where_and_when_it_was_taken",
            f"{LIBRARY}r04_a_motion_photo_loses_its_film",
        ),
    ),
    Replayed(
        "R06", "A danger sign after surgery arrives as a private message.", "route",
        (ENGINE, f"{INBOX}r06_medical_question_by_message_gets_the_routing_text_only"),
        "issue 6: the person on call is paged until somebody takes it",
    ),
    Replayed(
        "R08", "A stranger recognizes the patient in a comment.", "hide",
        (
            ENGINE,
            f"{INBOX}r08_third_party_names_a_patient",
            f"{INBOX}r08_the_patient_herself_is_recognized_and_the_post_comes_down",
            f"{INBOX}r08_another_name_is_a_persons_to_judge",
            f"{INBOX}r08_criticism_of_the_practice_takes_nothing_down",
            f"{PUBLISHING}r08_what_identified_somebody_goes_out_again_only_after_a_new_approval",
            f"{PUBLISHING}r08_the_same_picture_under_other_words_waits_as_well",
        ),
        "issue 7: the incident with its four factors",
    ),
    Replayed(
        "R09", "An honest bad review.", "keep",
        (
            ENGINE,
            f"{INBOX}r09_honest_review_is_kept",
            f"{INBOX}r09_criticism_in_a_comment_stays_and_nothing_is_proposed",
        ),
    ),
    Replayed(
        "R10", "Sharing what she posted about her own visit.", "block",
        (
            f"{CONSENTS}r10_patients_own_public_post_is_no_authorization",
            f"{POSTS}r10_her_own_public_story_is_no_authorization",
        ),
    ),
    Replayed(
        "R11", "A boy of fifteen whose mother signed.", "block",
        (
            f"{CONSENTS}r11_fifteen_year_old_is_not_asked_and_not_shown",
            f"{POSTS}r11_a_boy_of_fifteen",
        ),
        "issue 5: a guardian's authority and the child's own assent on a form of their own",
    ),
    Replayed(
        "R13", "A lower price for whoever signs today.", "escalate",
        (f"{CONSENTS}r13_price_for_a_signature_goes_to_a_lawyer_first",),
    ),
    Replayed(
        "R14", "Surgery as the prize of a contest.", "block", (ENGINE, f"{POSTS}r14_surgery_as_a_prize")
    ),
    Replayed(
        "R15", "A pair in California without procedure and caution.", "block",
        (
            ENGINE,
            f"{POSTS}r15_a_pair_in_california",
            f"{POSTS}r15_the_opposite_duty_needs_her_permission",
        ),
    ),
    Replayed(
        "R16", "A testimonial in New York.", "block", (ENGINE, f"{POSTS}r16_a_testimonial_in_new_york")
    ),
    Replayed(
        "R18", "Somebody left and could still reach the accounts.", "escalate",
        ("tests.rooms.access.test_cases.test_r18_who_left_reaches_no_account_any_more",),
        "issue 7: the vault for accounts that have no API, with its rotation on the last day",
    ),
    Replayed(
        "R19", "The day, the job, the town and the procedure in one sentence.", "block",
        (ENGINE, f"{POSTS}r19_today_a_job_a_place_and_a_procedure"),
    ),
    Replayed(
        "R21", "Before in the dark, after in the light, on the same day.", "block",
        later="issue 4: frame, light and pose of a pair are measured there",
    ),
    Replayed(
        "R22", "A stock model or a generated picture as a result.", "block",
        (
            f"{POSTS}r22_a_model_is_no_result",
            f"{POSTS}r22_a_model_who_is_called_one_may_be_shown",
            f"{POSTS}r22_a_generated_picture_is_no_real_result",
        ),
        "issue 4: generated pictures are recognized by their own manifest",
    ),
    Replayed(
        "R23", "A list of patients for an advertising audience.", "block",
        (f"{LIBRARY}r23_a_network_is_given_nothing_but_posts",),
        "issue 7: every other export is bound to a vendor as well",
    ),
    Replayed(
        "R24", "A neutral answer (control).", "allow",
        (
            ENGINE,
            f"{INBOX}r24_neutral_answer_is_allowed",
            f"{INBOX}r24_allowed_answers_go_out",
        ),
    ),
    Replayed(
        "R25", "Teaching with a diagram (control).", "allow",
        (
            ENGINE,
            f"{POSTS}r25_teaching_with_a_diagram_is_free",
            "tests.rooms.posts.test_controls.test_harmless_words_go_out_in_every_state",
            "tests.rooms.posts.test_controls.test_pictures_of_nobody_who_is_a_patient_go_out",
        ),
    ),
    Replayed(
        "R28", "An influencers' agency wants to publish together.", "block",
        (
            f"{LIBRARY}r28_an_influencers_agency_gets_no_material",
            f"{POSTS}r28_her_permission_lists_no_accounts_of_others",
        ),
        "issue 7: the agency's questionnaire and review beside its agreement",
    ),
)  # fmt: skip

//! The usual questions, in English: data only.
//!
//! Nothing here asks for names of others, for what somebody did, or for a group (domain.md §6.2). How somebody functions is
//! asked in one plain question: the items of the Washington Group are not ours to ship (§3.2).

use crate::programmes::Strand;

/// What sort of answer, and who may read it.
#[derive(Clone, Copy)]
pub(super) enum Answer {
    /// Kept there, and not here.
    KeptIn(&'static str),
    /// Yes or no.
    YesNo,
    /// Yes or no, and a yes means danger.
    Danger,
    /// Words.
    Text,
    /// A number.
    Number,
    /// A day.
    Date,
    /// One of these codes, with their labels.
    Choice(&'static [(&'static str, &'static str)]),
}

/// One usual question: key, domain, answer, when, required, and what is said.
pub(super) type Usual = (&'static str, &'static str, Answer, &'static str, bool, &'static str);

const HOW_MUCH: Answer = Answer::Choice(&[
    ("none", "No, not at all"),
    ("some", "Yes, a little"),
    ("a_lot", "Yes, a lot"),
    ("cannot", "So much that I cannot do some things"),
]);
const HOW_OFTEN: Answer = Answer::Choice(&[
    ("never", "Never"),
    ("sometimes", "Sometimes"),
    ("weekly", "Every week"),
    ("daily", "Every day"),
]);
const LEGAL: Answer = Answer::Choice(&[
    ("nothing", "Nothing of the kind"),
    ("open", "Something is still open"),
    ("conditions", "I have conditions to keep"),
    ("custody", "I was inside not long ago"),
]);

/// Asked in every strand.
pub(super) const EVERYWHERE: [Usual; 19] = [
    (
        "names",
        "identity",
        Answer::KeptIn("identity"),
        "first_contact",
        false,
        "What would you like to be called?",
    ),
    (
        "language",
        "language",
        Answer::KeptIn("language"),
        "first_contact",
        false,
        "In which language do we talk?",
    ),
    (
        "safe_contact",
        "safe_contact",
        Answer::KeptIn("contacts"),
        "first_contact",
        false,
        "How can we reach you without getting you into trouble?",
    ),
    (
        "danger_now",
        "immediate_danger",
        Answer::Danger,
        "first_contact",
        true,
        "Are you in danger right now, or is somebody who is with you?",
    ),
    (
        "self_harm_now",
        "immediate_danger",
        Answer::Danger,
        "first_contact",
        true,
        "Are you thinking of hurting yourself or of ending your life?",
    ),
    (
        "nowhere_to_sleep",
        "immediate_needs",
        Answer::YesNo,
        "first_contact",
        true,
        "Do you need a safe place to sleep tonight?",
    ),
    (
        "needs_food",
        "immediate_needs",
        Answer::YesNo,
        "first_contact",
        true,
        "Do you need something to eat today?",
    ),
    (
        "needs_doctor",
        "immediate_needs",
        Answer::YesNo,
        "first_contact",
        true,
        "Do you need a doctor or medicine today?",
    ),
    (
        "medical_needs",
        "health_disability",
        Answer::KeptIn("needs"),
        "first_week",
        false,
        "Is there something about your health we must know when you are here, and whom do we call?",
    ),
    (
        "living_situation",
        "living_situation",
        Answer::KeptIn("living_situation"),
        "first_week",
        false,
        "Where do you live at the moment?",
    ),
    (
        "school",
        "school_work",
        Answer::KeptIn("school_status"),
        "first_week",
        false,
        "How is it with school?",
    ),
    (
        "work",
        "school_work",
        Answer::KeptIn("employment_status"),
        "first_week",
        false,
        "And with work?",
    ),
    (
        "caregivers",
        "caregivers",
        Answer::KeptIn("relationships"),
        "first_week",
        false,
        "Who looks after you?",
    ),
    (
        "functioning",
        "health_disability",
        HOW_MUCH,
        "first_month",
        true,
        "Does anything make it hard for you to see, hear, move, remember, or look after yourself?",
    ),
    (
        "strengths",
        "strengths",
        Answer::Text,
        "first_month",
        true,
        "What are you good at, and what do you like to do?",
    ),
    (
        "expectations",
        "expectations",
        Answer::Text,
        "first_month",
        true,
        "What do you want from us?",
    ),
    (
        "children",
        "caregivers",
        Answer::Number,
        "when_trusted",
        false,
        "How many children do you look after yourself?",
    ),
    (
        "substances",
        "substance_use",
        HOW_OFTEN,
        "when_trusted",
        false,
        "How often do you drink or take something?",
    ),
    (
        "legal",
        "justice",
        LEGAL,
        "when_trusted",
        false,
        "Is there anything with the courts that we should plan around?",
    ),
];

const TRAINING: &[Usual] = &[(
    "wants_to_learn",
    "expectations",
    Answer::Text,
    "first_week",
    true,
    "What would you like to be able to do?",
)];
const EMPLOYMENT: &[Usual] = &[
    (
        "papers_to_work",
        "school_work",
        Answer::YesNo,
        "first_week",
        true,
        "Do you have the papers you need to work?",
    ),
    (
        "work_wish",
        "expectations",
        Answer::Text,
        "first_month",
        true,
        "What work would you like, and what not?",
    ),
];
const SPORT: &[Usual] = &[(
    "fit_to_play",
    "health_disability",
    Answer::Choice(&[
        ("yes", "Yes"),
        ("with_care", "Yes, with care"),
        ("ask_first", "A doctor should say"),
    ]),
    "first_contact",
    true,
    "Can you play today?",
)];
const CULTURE: &[Usual] = &[(
    "draws_to",
    "strengths",
    Answer::Text,
    "first_week",
    false,
    "What music, art or theatre do you like?",
)];
const MENTORING: &[Usual] = &[(
    "trusted_adult",
    "strengths",
    Answer::YesNo,
    "first_month",
    true,
    "Is there an adult you can turn to?",
)];
const MENTAL_HEALTH: &[Usual] = &[
    (
        "in_treatment",
        "health_disability",
        Answer::YesNo,
        "first_week",
        true,
        "Do you see a doctor or a counsellor somewhere else?",
    ),
    (
        "sleep",
        "health_disability",
        HOW_MUCH,
        "first_week",
        true,
        "Is it hard to sleep?",
    ),
];
const OC_EDUCATION: &[Usual] = &[(
    "wants_to_know",
    "expectations",
    Answer::Text,
    "first_month",
    false,
    "What would you like to talk about?",
)];
const DIVERSION: &[Usual] = &[
    (
        "knows_conditions",
        "justice",
        Answer::YesNo,
        "first_contact",
        true,
        "Has somebody told you what you agreed to, and what happens if it does not work out?",
    ),
    (
        "legal_advice",
        "justice",
        Answer::YesNo,
        "first_week",
        true,
        "Have you talked to a lawyer?",
    ),
];
const REENTRY: &[Usual] = &[
    (
        "released_on",
        "justice",
        Answer::Date,
        "first_week",
        true,
        "On which day did you come out?",
    ),
    (
        "own_papers",
        "immediate_needs",
        Answer::YesNo,
        "first_week",
        true,
        "Do you have your own identity papers?",
    ),
    (
        "has_income",
        "immediate_needs",
        Answer::YesNo,
        "first_week",
        true,
        "Do you have money for the next days?",
    ),
];
const RECRUITMENT_PREVENTION: &[Usual] = &[
    (
        "safe_way_home",
        "immediate_needs",
        Answer::YesNo,
        "first_contact",
        true,
        "Is there a safe way home from here?",
    ),
    (
        "free_time",
        "strengths",
        Answer::Text,
        "first_month",
        true,
        "With what do you spend the afternoons?",
    ),
];
const GANG_EXIT: &[Usual] = &[(
    "children_with_her",
    "immediate_needs",
    Answer::YesNo,
    "first_contact",
    true,
    "Is there anybody who has to come with you?",
)];

/// Asked in one strand, besides.
pub(super) fn usual_in(strand: Strand) -> &'static [Usual] {
    match strand.as_str() {
        "training" => TRAINING,
        "employment" => EMPLOYMENT,
        "sport" => SPORT,
        "culture" => CULTURE,
        "mentoring" => MENTORING,
        "mental_health" => MENTAL_HEALTH,
        "oc_education" => OC_EDUCATION,
        "diversion" => DIVERSION,
        "reentry" => REENTRY,
        "recruitment_prevention" => RECRUITMENT_PREVENTION,
        _ => GANG_EXIT,
    }
}

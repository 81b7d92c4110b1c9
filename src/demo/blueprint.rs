//! Which houses there are: places, offers, colleagues. Every name is invented; addresses end in `.example` (RFC 2606).

use chrono_tz::{America, Tz};

/// One organisation.
pub(super) struct HousePlan {
    pub(super) name: &'static str,
    /// Under which its mail addresses lie.
    pub(super) domain: &'static str,
    pub(super) country: &'static str,
    pub(super) funder: &'static str,
    /// Of 100 young people of the demo, how many come here.
    pub(super) share: usize,
    /// Fixed holidays, (month, day).
    pub(super) holidays: &'static [(u32, u32)],
    /// What people here speak, and how many of them.
    pub(super) languages: &'static [(&'static str, u32)],
    pub(super) sites: &'static [SitePlan],
    pub(super) programmes: &'static [ProgrammePlan],
    pub(super) staff: &'static [StaffPlan],
}

/// One place.
pub(super) struct SitePlan {
    pub(super) name: &'static str,
    pub(super) zone: Tz,
    pub(super) region: &'static str,
    /// How many come here, beside the others.
    pub(super) weight: u32,
}

/// One offer.
pub(super) struct ProgrammePlan {
    pub(super) name: &'static str,
    pub(super) strand: &'static str,
    pub(super) tier: &'static str,
    /// Code of list `session_type`: what its one-to-one sessions are.
    pub(super) kind: &'static str,
    /// Ages on entry, both included.
    pub(super) ages: (i32, i32),
    /// How many take it up, beside the others.
    pub(super) weight: u32,
    /// Days between sessions.
    pub(super) every: i64,
    /// The one site it runs at (position in `sites`); none: all of them.
    pub(super) site: Option<usize>,
}

/// Where a colleague's role holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// In the whole house.
    House,
    /// At these sites (positions in `sites`).
    Sites(&'static [usize]),
    /// For the house's funder.
    Funder,
}

/// One colleague with a sign-in.
pub(super) struct StaffPlan {
    /// Before the `@`.
    pub(super) mailbox: &'static str,
    pub(super) name: &'static str,
    pub(super) role: &'static str,
    pub(super) holds: Holds,
}

const fn site(name: &'static str, zone: Tz, region: &'static str, weight: u32) -> SitePlan {
    SitePlan {
        name,
        zone,
        region,
        weight,
    }
}

const fn staff(mailbox: &'static str, name: &'static str, role: &'static str, holds: Holds) -> StaffPlan {
    StaffPlan {
        mailbox,
        name,
        role,
        holds,
    }
}

const fn programme(
    name: &'static str,
    strand: &'static str,
    tier: &'static str,
    kind: &'static str,
    ages: (i32, i32),
    (weight, every): (u32, i64),
) -> ProgrammePlan {
    ProgrammePlan {
        name,
        strand,
        tier,
        kind,
        ages,
        weight,
        every,
        site: None,
    }
}

/// Two houses that know nothing of each other.
pub(super) const HOUSES: [HousePlan; 2] = [LONG_ROAD, TIDEWATER];

const LONG_ROAD: HousePlan = HousePlan {
    name: "Camino Largo",
    domain: "caminolargo.example",
    country: "MX",
    funder: "Fundación Girasol",
    share: 88,
    holidays: &[(2, 5), (3, 21), (5, 1), (9, 16), (11, 2), (11, 20)],
    languages: &[("es", 94), ("en", 6)],
    sites: &[
        site("Casa Jacaranda", America::Tijuana, "north", 4),
        site("Patio Mezquite", America::Hermosillo, "north", 3),
        site("Calle de la Sal", America::Chihuahua, "north", 3),
        site("Casa Farol", America::Mexico_City, "south", 4),
        site("Paso del Mango", America::Mexico_City, "south", 3),
        site("Casa Ceiba", America::Cancun, "south", 3),
    ],
    programmes: &[
        programme(
            "Caminar juntos",
            "mentoring",
            "secondary",
            "individual_mentoring",
            (12, 24),
            (26, 7),
        ),
        programme(
            "Taller abierto",
            "training",
            "secondary",
            "job_coaching",
            (15, 24),
            (14, 7),
        ),
        programme(
            "Primer sueldo",
            "employment",
            "secondary",
            "job_coaching",
            (16, 24),
            (12, 14),
        ),
        programme(
            "Cancha libre",
            "sport",
            "primary",
            "individual_mentoring",
            (10, 20),
            (10, 7),
        ),
        programme(
            "La azotea",
            "culture",
            "primary",
            "individual_mentoring",
            (10, 22),
            (8, 7),
        ),
        programme(
            "Respirar",
            "mental_health",
            "secondary",
            "individual_counselling",
            (12, 24),
            (8, 14),
        ),
        programme(
            "Ojos abiertos",
            "oc_education",
            "primary",
            "individual_mentoring",
            (11, 18),
            (6, 14),
        ),
        programme(
            "Otra puerta",
            "diversion",
            "intervention",
            "case_management",
            (14, 21),
            (6, 14),
        ),
        programme("De regreso", "reentry", "reentry", "case_management", (16, 24), (5, 7)),
        ProgrammePlan {
            site: Some(0),
            ..programme(
                "Esquina",
                "recruitment_prevention",
                "secondary",
                "case_management",
                (11, 17),
                (12, 7),
            )
        },
    ],
    staff: &[
        staff("mentor", "Lucero Montenube", "mentor", Holds::Sites(&[0])),
        staff("mentor2", "Olmo Riohondo", "mentor", Holds::Sites(&[1])),
        staff("outreach", "Vega Arroyoseco", "outreach_worker", Holds::Sites(&[2])),
        staff("mentor3", "Celeste Lunares", "mentor", Holds::Sites(&[3])),
        staff("coach", "Ciro Peñalinda", "job_coach", Holds::Sites(&[4])),
        staff("mentor4", "Brisa Zarzamora", "mentor", Holds::Sites(&[5])),
        staff("intake", "Mar Ensueño", "intake_officer", Holds::House),
        staff("supervisor", "Nieves Valdeluna", "supervisor", Holds::Sites(&[0, 1, 2])),
        staff("supervisor2", "Jacinto Trébol", "supervisor", Holds::Sites(&[3, 4, 5])),
        staff("safeguarding", "Alba Cantoclaro", "safeguarding_lead", Holds::House),
        staff("manager", "Rocío Sietecielos", "programme_manager", Holds::House),
        staff("evaluator", "Sol Del Viento", "mel_officer", Holds::House),
        staff("protection", "Vega Cantoclaro", "data_protection_officer", Holds::House),
        staff("director", "Olmo Sietecielos", "director", Holds::House),
        staff("admin", "Celeste Trébol", "org_admin", Holds::House),
        staff("it", "Ciro Valdeluna", "it_admin", Holds::House),
        staff("auditor", "Alba Riohondo", "auditor", Holds::House),
        staff("funder", "Brisa Lunares", "funder_viewer", Holds::Funder),
    ],
};

const TIDEWATER: HousePlan = HousePlan {
    name: "Tidewater Commons",
    domain: "tidewater.example",
    country: "CA",
    funder: "Northern Lights Trust",
    share: 12,
    holidays: &[(7, 1), (9, 30), (11, 11)],
    languages: &[("en", 60), ("fr", 28), ("ar", 12)],
    sites: &[
        site("Lighthouse Room", America::St_Johns, "east", 3),
        site("Maple Wharf", America::Halifax, "east", 3),
        site("Atelier du Quai", America::Montreal, "east", 4),
        site("Prairie Door", America::Winnipeg, "west", 3),
        site("Chinook House", America::Edmonton, "west", 3),
        site("Cedar Steps", America::Vancouver, "west", 4),
    ],
    programmes: &[
        programme(
            "Side by side",
            "mentoring",
            "secondary",
            "individual_mentoring",
            (12, 24),
            (40, 7),
        ),
        programme("Open bench", "training", "secondary", "job_coaching", (15, 24), (20, 7)),
        programme(
            "First shift",
            "employment",
            "secondary",
            "job_coaching",
            (16, 24),
            (20, 14),
        ),
        programme(
            "Night league",
            "sport",
            "primary",
            "individual_mentoring",
            (10, 22),
            (20, 7),
        ),
    ],
    staff: &[
        staff("mentor", "Juniper Fairwind", "mentor", Holds::Sites(&[0, 1, 2])),
        staff("mentor2", "Linden Goldenrod", "mentor", Holds::Sites(&[3, 4, 5])),
        staff("supervisor", "Hazel Brightwater", "supervisor", Holds::House),
        staff("manager", "Indigo Larkspur", "programme_manager", Holds::House),
        staff("evaluator", "Fern Moonfield", "mel_officer", Holds::House),
        staff("protection", "Drew Cloudberry", "data_protection_officer", Holds::House),
        staff("director", "Aspen Evermere", "director", Holds::House),
        staff("admin", "Rain Thistlewick", "org_admin", Holds::House),
        staff("funder", "Gale Quillfeather", "funder_viewer", Holds::Funder),
    ],
};

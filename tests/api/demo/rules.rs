//! Every row of the network keeps the rules that the API would have held it to.

use std::collections::{HashMap, HashSet};

use causeway::consent::{Decision, Subject, service_consent};
use causeway::demo::{House, PEOPLE as PEOPLE_BY_DEFAULT, SEED, invent};
use causeway::enrolment::{Ground, Leaving, Stamps};
use causeway::people::minor_on;
use causeway::platform::clock::local_day;
use causeway::platform::codes::{Code, CodeList};
use causeway::sessions::attended;
use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;
use uuid::Uuid;

use super::{network, now};

const PEOPLE: usize = 300;

fn code<L: CodeList>(text: &str) -> Code<L> {
    Code::parse(text).unwrap_or_else(|| panic!("{text} is no code of {}", L::NAME))
}

fn zones(house: &House) -> HashMap<Uuid, Tz> {
    house
        .sites
        .iter()
        .map(|site| (site.id, site.time_zone.parse().unwrap()))
        .collect()
}

#[test]
fn the_same_seed_gives_the_same_network_and_another_gives_another() {
    assert!(network(40) == network(40));
    assert!(invent(SEED, 40, now()) != invent(SEED + 1, 40, now()));
}

#[test]
fn one_more_person_changes_nobody_elses_name() {
    let names = |people| -> Vec<String> {
        let houses = network(people).houses;
        houses
            .into_iter()
            .flat_map(|house| house.people)
            .map(|person| person.public_code)
            .collect()
    };
    let (fewer, more) = (names(40), names(45));
    assert!(fewer.iter().all(|code| more.contains(code)));
}

#[test]
fn the_usual_demo_has_more_than_forty_thousand_sessions() {
    let network = network(usize::try_from(PEOPLE_BY_DEFAULT).unwrap());
    let sessions: usize = network.houses.iter().map(|house| house.sessions.len()).sum();
    assert!(sessions >= 40_000, "{sessions}");
}

#[test]
fn there_is_what_the_tour_needs() {
    let network = network(PEOPLE);
    let zone_names =
        |house: &House| -> HashSet<&'static str> { house.sites.iter().map(|site| site.time_zone).collect() };
    let continents: HashSet<&str> = network
        .houses
        .iter()
        .flat_map(zone_names)
        .filter_map(|zone| zone.split('/').next())
        .collect();
    assert_eq!(continents, HashSet::from(["America", "Australia", "Africa"]));
    assert!(zone_names(&network.houses[0]).len() >= 4);
    for house in &network.houses {
        let mut regions: HashMap<&str, HashSet<&str>> = HashMap::new();
        for site in &house.sites {
            regions.entry(site.region).or_default().insert(site.name);
        }
        assert!(
            regions.len() >= 2 && regions.values().all(|sites| sites.len() >= 3),
            "{}",
            house.name
        );
        assert!(house.programmes.iter().all(|programme| programme.strand != "gang_exit"));
        assert!(house.staff.iter().all(|staff| staff.email.ends_with(".example")));
        assert!(house.staff.iter().any(|staff| staff.funder_id.is_some()));
    }
    let first = &network.houses[0];
    let roles: HashSet<_> = first.staff.iter().map(|staff| staff.role).collect();
    for role in [
        "mentor",
        "supervisor",
        "programme_manager",
        "mel_officer",
        "data_protection_officer",
        "director",
        "org_admin",
        "it_admin",
        "auditor",
        "intake_officer",
        "safeguarding_lead",
        "funder_viewer",
    ] {
        assert!(roles.contains(role), "{role}");
    }
    let years: HashSet<i32> = first
        .enrolments
        .iter()
        .map(|enrolment| enrolment.enrolled_on.year())
        .collect();
    assert_eq!(
        years,
        HashSet::from([2024, 2025, 2026]),
        "from the year before the last publishable one until now"
    );
    let strands: HashSet<_> = first.enrolments.iter().map(|enrolment| enrolment.strand).collect();
    assert!(strands.len() >= 8, "{strands:?}");
}

#[test]
fn nobody_is_enrolled_without_the_consent_the_rule_asks_for() {
    let mut minors = 0;
    for house in network(PEOPLE).houses {
        let zones = zones(&house);
        for enrolment in &house.enrolments {
            let person = house
                .people
                .iter()
                .find(|person| person.id == enrolment.person_id)
                .unwrap();
            let decisions: Vec<Decision> = house
                .consents
                .iter()
                .filter(|consent| consent.person_id == person.id)
                .map(|consent| Decision {
                    kind: code(consent.kind),
                    status: code(consent.status),
                    giver: code(consent.giver),
                    on: local_day(consent.occurred_at, zones[&consent.site_id]),
                    expires_on: None,
                    limits_explained: true,
                })
                .collect();
            let day = enrolment.enrolled_on;
            let subject = Subject {
                minor: minor_on(person.is_minor_until, day),
                youngest_age: Some(day.year() - person.birth_year - 1),
                service_consent_age: Some(house.policy.age_service_consent),
                guardian_path_off: false,
            };
            minors += usize::from(subject.minor);
            assert_eq!(
                service_consent(subject, &decisions, day),
                Ok(()),
                "{}",
                person.public_code
            );
            assert!(person.recorded_at <= enrolment.recorded_at);
        }
    }
    assert!(minors > 100, "the rule for minors was tried on {minors} enrolments");
}

#[test]
fn times_in_programmes_begin_with_a_service_and_end_as_the_rule_lets_them() {
    for house in network(PEOPLE).houses {
        let zones = zones(&house);
        for enrolment in &house.enrolments {
            let sessions: Vec<_> = house
                .sessions
                .iter()
                .filter(|s| s.enrolment_id == enrolment.id)
                .collect();
            let first = sessions
                .iter()
                .filter(|s| attended(code(s.attendance)))
                .map(|s| s.held_on)
                .min();
            assert_eq!(
                enrolment.first_service_on, first,
                "the first service is the first session she came to"
            );
            let stamps = Stamps {
                enrolled_on: enrolment.enrolled_on,
                first_service_on: first,
                paused_on: None,
                exited_on: enrolment.exited_on,
            };
            for session in &sessions {
                assert!(stamps.covers(session.held_on));
                assert_eq!(local_day(session.starts_at, zones[&session.site_id]), session.held_on);
                assert!(session.starts_at <= session.recorded_at && session.recorded_at <= now());
                assert_eq!(session.attended_minutes > 0, attended(code(session.attendance)));
            }
            let events: Vec<_> = house
                .events
                .iter()
                .filter(|event| event.enrolment_id == enrolment.id)
                .collect();
            let last = events.last().unwrap();
            assert_eq!(last.to_status, stamps.status());
            let Some(on) = enrolment.exited_on else { continue };
            let leaving = Leaving {
                on,
                reason: code(last.reason.unwrap()),
                interview_on: last.interview_on,
                interview_missing: last.interview_missing.map(code),
            };
            let open = Stamps {
                exited_on: None,
                ..stamps
            };
            let ground = Ground {
                stamps: open,
                last_session_on: sessions.iter().map(|session| session.held_on).max(),
                last_service_on: sessions
                    .iter()
                    .filter(|session| attended(code(session.attendance)))
                    .map(|session| session.held_on)
                    .max(),
                last_change_on: None,
            };
            let today: NaiveDate = local_day(last.recorded_at, zones[&enrolment.site_id]);
            assert_eq!(leaving.check(ground, today), Ok(()));
        }
    }
}

#[test]
fn no_caseload_is_ever_over_its_cap_and_everybody_works_where_she_carries_people() {
    // Large enough that new colleagues have to come.
    for house in network(3_000).houses {
        let mut changes: HashMap<Uuid, Vec<_>> = HashMap::new();
        for assignment in &house.assignments {
            let works_here = house.grants.iter().any(|grant| {
                grant.staff_id == assignment.staff_id
                    && grant.granted_at <= assignment.started_at
                    && grant.site_id.is_none_or(|site| site == assignment.site_id)
            });
            assert!(works_here);
            let of_worker = changes.entry(assignment.staff_id).or_default();
            of_worker.push((assignment.started_at, assignment.weight));
            of_worker.extend(assignment.ended_at.map(|at| (at, -assignment.weight)));
        }
        for of_worker in changes.values_mut() {
            of_worker.sort_unstable();
            let mut carried = 0;
            for (_, weight) in of_worker {
                carried += *weight;
                assert!(carried <= 25, "{carried}");
            }
        }
        assert!(house.staff.iter().any(|staff| !staff.signs_in), "somebody new came");
    }
}

//! Random histories of a screening and what follows by three colleagues: however they go, nobody is found eligible past a
//! rule but by two, and nobody is offered a place, or enrolled, out of turn.

use chrono::{DateTime, Duration, TimeZone, Utc};
use proptest::prelude::*;
use uuid::Uuid;

use super::{
    Course, EndReasons, Override, ReferralDecision, ReferralDecisions, ReferralId, ReferralSteps, RuleKinds,
    RuleResult, RuleResults, Rules, Step, TurnReason, TurnReasons, Waiting, WaitingPriorities, WaitingPriority,
    may_ask_override, may_decide, may_offer, stands_in_the_way,
};
use crate::platform::codes::{Code, CodeList};
use crate::platform::ids::StaffId;

/// What one of them does.
#[derive(Debug, Clone)]
enum Move {
    Step(&'static str),
    Call,
    /// Looks at the rules; what a `must`, a `should` and an `exclude` came to.
    Look([RuleResult; 3]),
    ChangeRules,
    Decide(ReferralDecision, bool),
    Ask,
    DecideOverride(usize, bool),
    /// Puts her on the list, so urgently.
    Wait(WaitingPriority),
    /// Offers her one of so many places, with a reason to pass somebody over or without.
    Offer(Option<i32>, Option<TurnReason>),
    Enrol,
}

/// A referral in the hands of three.
struct Case {
    course: Course,
    rules: Rules,
    /// How often the rules were looked at: an override is about one look.
    looks: usize,
    overrides: Vec<Asked>,
    /// How urgently she waits, while she does.
    waits: WaitingPriority,
}

/// Who asked that rules be set aside, about which look, and who decided so or so.
type Asked = (StaffId, usize, Option<(StaffId, bool)>);

/// On what being eligible rests.
#[derive(Debug, PartialEq, Eq)]
enum Ground {
    NoRuleInTheWay,
    Two(StaffId, StaffId),
}

fn code<L: CodeList>(text: &str) -> Code<L> {
    Code::parse(text).unwrap()
}

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 6, 1, 12, 0, 0).unwrap()
}

fn colleague(n: u128) -> StaffId {
    StaffId::from_uuid(Uuid::from_u128(n))
}

/// Who waits besides: somebody with priority.
fn other() -> Waiting {
    Waiting {
        referral: ReferralId::from_uuid(Uuid::from_u128(9)),
        priority: code("raised"),
        since: now() - Duration::days(1),
    }
}

const HERS: ReferralId = ReferralId::from_uuid(Uuid::from_u128(8));

fn any_move() -> impl Strategy<Value = Move> {
    let result = || proptest::sample::select(RuleResults::CODES).prop_map(code);
    let good = ["true", "true", "false"].map(code);
    prop_oneof![
        6 => proptest::sample::select(ReferralSteps::CODES).prop_map(Move::Step),
        1 => Just(Move::Call),
        2 => [result(), result(), result()].prop_map(Move::Look),
        2 => Just(Move::Look(good)),
        1 => Just(Move::ChangeRules),
        3 => (proptest::sample::select(ReferralDecisions::CODES), any::<bool>())
            .prop_map(|(decision, reason)| Move::Decide(code(decision), reason)),
        3 => Just(Move::Ask),
        3 => (0_usize..4, any::<bool>()).prop_map(|(which, approve)| Move::DecideOverride(which, approve)),
        2 => proptest::sample::select(WaitingPriorities::CODES).prop_map(|priority| Move::Wait(code(priority))),
        3 => (
            proptest::option::of(0_i32..2),
            proptest::option::of(proptest::sample::select(TurnReasons::CODES).prop_map(code)),
        )
            .prop_map(|(free, reason)| Move::Offer(free, reason)),
        2 => Just(Move::Enrol),
    ]
}

impl Case {
    fn begin() -> Self {
        Self {
            course: Course::begin(now() - Duration::hours(1), now().date_naive()).unwrap(),
            rules: Rules::NotLookedAt,
            looks: 0,
            overrides: Vec::new(),
            waits: code("normal"),
        }
    }

    /// Begun anew, a screening looks at the rules anew.
    fn go(&mut self, course: Course) {
        if course.state == *"screening" && self.course.state != *"screening" {
            self.rules = Rules::NotLookedAt;
            self.looks += 1;
        }
        self.course = course;
    }

    /// Who waits.
    fn line(&self) -> Vec<Waiting> {
        let hers = Waiting {
            referral: HERS,
            priority: self.waits,
            since: now(),
        };
        let waits = (self.course.state == *"waiting").then_some(hers);
        waits.into_iter().chain([other()]).collect()
    }

    /// Does it, if the rules let her; what being eligible rests on, if it made her so.
    fn act(&mut self, by: StaffId, act: &Move) -> Option<Ground> {
        match act {
            Move::Step(step) => {
                let step = Step {
                    step: code(step),
                    at: now(),
                    reason: ["redirected", "closed"]
                        .contains(step)
                        .then(|| code::<EndReasons>("other")),
                    contact_safety: (*step == "triaged").then(|| code("safe")),
                };
                if let Ok(course) = self.course.take(step, now()) {
                    self.go(course);
                }
            }
            Move::Call => {
                if let Ok((course, _)) = self.course.joined_by(now(), now().date_naive(), now()) {
                    self.go(course);
                }
            }
            Move::Look(results) if self.course.is_in_screening() => {
                let kinds = RuleKinds::CODES.iter().zip(results);
                let standing = kinds.filter(|(kind, result)| stands_in_the_way(code(kind), **result));
                let in_the_way = standing.count();
                self.rules = Rules::LookedAt { in_the_way };
                self.looks += 1;
            }
            Move::ChangeRules if self.rules != Rules::NotLookedAt => self.rules = Rules::Changed,
            Move::Look(_) | Move::ChangeRules => {}
            Move::Decide(decision, with_reason) => {
                let reason = with_reason.then(|| code("other"));
                may_decide(*decision, reason, self.rules).ok()?;
                let (course, _) = self.course.decided(*decision, reason, now(), now()).ok()?;
                self.go(course);
                return (course.state == *"eligible").then_some(Ground::NoRuleInTheWay);
            }
            Move::Wait(priority) => {
                let (course, _) = self.course.put_on_list(now(), now()).ok()?;
                self.waits = *priority;
                self.go(course);
            }
            Move::Offer(free, reason) => {
                may_offer(HERS, *free, &self.line(), *reason).ok()?;
                let (course, _) = self.course.offered(now(), now()).ok()?;
                self.go(course);
            }
            Move::Enrol => {
                let (course, _) = self.course.enrolled(now()).ok()?;
                self.go(course);
            }
            Move::Ask => {
                let open = |(_, look, decided): &(_, usize, Option<_>)| *look == self.looks && decided.is_none();
                if self.course.is_in_screening()
                    && may_ask_override(self.rules).is_ok()
                    && !self.overrides.iter().any(open)
                {
                    self.overrides.push((by, self.looks, None));
                }
            }
            Move::DecideOverride(which, approve) => {
                let (asked_by, look, decided) = self.overrides.get(*which).copied()?;
                let asked = Override {
                    asked_by,
                    decided: decided.is_some(),
                    current: look == self.looks && matches!(self.rules, Rules::LookedAt { .. }),
                };
                asked.may_be_decided(by, *approve).ok()?;
                if *approve {
                    let by_two = code("eligible_by_override");
                    let (course, _) = self.course.decided(by_two, None, now(), now()).ok()?;
                    self.go(course);
                }
                self.overrides[*which].2 = Some((by, *approve));
                return approve.then_some(Ground::Two(asked_by, by));
            }
        }
        None
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn nobody_is_eligible_past_a_rule_but_by_two_nor_offered_a_place_out_of_turn(
        moves in proptest::collection::vec((1_u128..=3, any_move()), 1..80)
    ) {
        let mut case = Case::begin();
        // Was she found eligible since the referral was last opened?
        let mut found = false;
        for (who, act) in moves {
            let (before, rules, waited) = (case.course.state, case.rules, case.waits);
            let ground = case.act(colleague(who), &act);
            let after = case.course.state;
            let became = before == *"screening" && after == *"eligible";
            prop_assert_eq!(became, ground.is_some(), "{:?} from {:?}", act, before);
            found = became || (found && after != *"received");
            if ["eligible", "waiting", "offered", "accepted", "enrolled"].contains(&after.as_str()) {
                prop_assert!(found, "{:?} led from {:?} to {:?}", act, before, after);
            }
            if let (Move::Offer(free, reason), true) = (&act, before != after) {
                prop_assert_eq!(after.as_str(), "offered");
                prop_assert!(*free != Some(0), "there was no place");
                let her_turn = before == *"waiting" && waited == *"urgent";
                prop_assert_eq!(reason.is_none(), her_turn, "passed somebody over");
            }
            if after == *"enrolled" && before != after {
                prop_assert_eq!(before.as_str(), "accepted");
            }
            match ground {
                Some(Ground::NoRuleInTheWay) => prop_assert_eq!(rules, Rules::LookedAt { in_the_way: 0 }),
                Some(Ground::Two(asked_by, decided_by)) => prop_assert_ne!(asked_by, decided_by),
                None => {}
            }
            for (asked_by, _, decided) in &case.overrides {
                prop_assert!(decided.is_none_or(|(by, _)| by != *asked_by), "her own request");
            }
        }
    }
}

/// The walk gets where it matters: else it would prove nothing.
#[test]
fn both_ways_of_becoming_eligible_are_walked() {
    let to_screening = ["triaged", "screening_begun"].map(Move::Step);
    let [one, other] = [colleague(1), colleague(2)];
    let mut plain = Case::begin();
    let mut by_two = Case::begin();
    for step in &to_screening {
        plain.act(one, step);
        by_two.act(one, step);
    }
    plain.act(one, &Move::Look(["true", "false", "false"].map(code)));
    let eligible = Move::Decide(code("eligible"), false);
    assert_eq!(plain.act(one, &eligible), Some(Ground::NoRuleInTheWay));
    by_two.act(one, &Move::Look(["false", "true", "true"].map(code)));
    assert_eq!(by_two.act(one, &eligible), None);
    by_two.act(one, &Move::Ask);
    assert_eq!(by_two.act(one, &Move::DecideOverride(0, true)), None);
    assert_eq!(
        by_two.act(other, &Move::DecideOverride(0, true)),
        Some(Ground::Two(one, other))
    );
}

/// And to the end of it.
#[test]
fn the_walk_reaches_an_enrolment() {
    let mut case = Case::begin();
    for act in [
        Move::Step("triaged"),
        Move::Step("screening_begun"),
        Move::Look(["true", "true", "false"].map(code)),
        Move::Decide(code("eligible"), false),
        Move::Wait(code("urgent")),
        Move::Offer(Some(1), None),
        Move::Step("offer_accepted"),
        Move::Enrol,
    ] {
        case.act(colleague(1), &act);
    }
    assert_eq!(case.course.state.as_str(), "enrolled");
}

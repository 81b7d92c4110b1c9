//! Two organisations with a bit of everything in each, and what ties a caller to it.

use tokio_postgres::Client;
use uuid::Uuid;

use super::callers::Caller;
use super::scene_caseload::Loads;
use super::scene_consent::Told;
use super::scene_filling::Filling;
use super::scene_followup::Followups;
use super::scene_glass::{self, Glass};
use super::scene_incidents::Incidents;
use super::scene_intake_forms::IntakeForms;
use super::scene_joining::{self, Joining};
use super::scene_on_call::OnCall;
use super::scene_plans::Plans;
use super::scene_releases::{self, Releases};
use super::scene_rolls::{self, Rolls};
use super::scene_safeguarding::Concerns;
use super::scene_timetable::Timetable;
use crate::support::{House, Staff, World, new_id};

/// Everybody's password here.
pub(super) const PASSWORD: &str = "lantern gravel otter window";

/// What something is to whoever calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tie {
    /// Of the house, and of no young person.
    House,
    /// The site `north`.
    SiteNorth,
    /// The site `south`.
    SiteSouth,
    /// Hers: she is assigned (a row says so, even where the API would not write it).
    Assigned,
    /// She was assigned; it has ended.
    WasAssigned,
    /// She took the person in at `north`, who is in no programme yet.
    TookIn,
    /// A colleague did.
    ColleagueTookIn,
    /// A colleague's, in mentoring at `north`.
    North,
    /// A colleague's, in sport at `north`.
    Sport,
    /// A colleague's, in mentoring at `south`.
    South,
    /// Of another organisation.
    Elsewhere,
}

impl Tie {
    /// How a row of the matrix says it.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::House => "in the organisation",
            Self::SiteNorth => "north",
            Self::SiteSouth => "south",
            Self::Assigned => "the caller is assigned (north, mentoring)",
            Self::WasAssigned => "the caller was assigned (north, mentoring)",
            Self::TookIn => "the caller took her in (north)",
            Self::ColleagueTookIn => "a colleague took her in (north)",
            Self::North => "a colleague's (north, mentoring)",
            Self::Sport => "a colleague's (north, sport)",
            Self::South => "a colleague's (south, mentoring)",
            Self::Elsewhere => "another organisation's, or made up",
        }
    }
}

/// Ids of one of everything.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target {
    pub(super) person: Uuid,
    pub(super) enrolment: Uuid,
    /// A referral of the person to the courses, received by the colleague.
    pub(super) referral: Uuid,
    /// The rule of the courses: who screens answers.
    pub(super) rule: Uuid,
    /// A request of the colleague's that this rule be set aside in the referral.
    pub(super) set_aside: Uuid,
    /// The assignment of the colleague who leads.
    pub(super) assignment: Uuid,
    /// A session the colleague logged.
    pub(super) session: Uuid,
    /// A session the caller logged.
    pub(super) own_session: Uuid,
    pub(super) rolls: Rolls,
    /// Her case plan.
    pub(super) case_plan: Plans,
    /// That she is asked after, as if she had left.
    pub(super) followups: Followups,
    /// What her programme asks, and what she answered.
    pub(super) intake: IntakeForms,
    /// A cohort of her programme at her site, of which she is a member.
    pub(super) timetable: Timetable,
    /// A session the colleague plans.
    pub(super) plan: Uuid,
    /// An attempt of the colleague's to reach the person.
    pub(super) attempt: Uuid,
    /// One of the caller's.
    pub(super) own_attempt: Uuid,
    pub(super) site: Uuid,
    /// A programme of no young person's.
    pub(super) programme: Uuid,
    /// A colleague who works at every site.
    pub(super) staff: Uuid,
    /// One of her roles.
    pub(super) grant: Uuid,
    /// Ages of consent nobody has confirmed.
    pub(super) policy: Uuid,
    /// Somebody of the house in no programme, and that the person must not meet her.
    pub(super) other: Uuid,
    pub(super) pair: Uuid,
    /// Her phone, and her passport.
    pub(super) contact: Uuid,
    pub(super) identifier: Uuid,
    /// A guardian of hers who is not safe, and a teacher she trusts.
    pub(super) not_safe: Uuid,
    pub(super) relative: Uuid,
    /// That she is perhaps the same as that somebody in no programme.
    pub(super) duplicate: Uuid,
    /// Somebody at north whom a colleague took in, and a request to merge her into this person.
    pub(super) twin: Uuid,
    pub(super) merge: Uuid,
    /// A record of this person's site that was merged into hers, and that merge.
    pub(super) joined: Uuid,
    pub(super) joining_her: Uuid,
    /// A question whether contact with her is lost.
    pub(super) task: Uuid,
    /// A question whether anybody answers the offer of a place to her, by her referral.
    pub(super) place_task: Uuid,
    /// A request of that colleague's to erase the person.
    pub(super) erasure: Uuid,
    pub(super) incidents: Incidents,
    pub(super) on_call: OnCall,
    /// The colleague, or in the south her heir, is out.
    pub(super) outing: Uuid,
    /// A supervision session the colleague held at her site.
    pub(super) supervision: Uuid,
    /// What is about the colleague's caseload at her site.
    pub(super) loads: Loads,
    pub(super) concerns: Concerns,
    pub(super) releases: Releases,
    pub(super) joining: Joining,
    /// Of no young person who is asked about.
    pub(super) glass: Glass,
    pub(super) told: Told,
}

impl Target {
    pub(super) fn made_up() -> Self {
        let [person, enrolment, referral, assignment, session, own_session] = std::array::from_fn(|_| new_id());
        let [site, programme, staff, grant, policy, task, erasure] = std::array::from_fn(|_| new_id());
        let [rule, set_aside] = std::array::from_fn(|_| new_id());
        Self {
            person,
            enrolment,
            referral,
            rule,
            set_aside,
            assignment,
            session,
            own_session,
            rolls: Rolls::made_up(),
            case_plan: Plans::made_up(),
            followups: Followups::made_up(),
            intake: IntakeForms::made_up(),
            timetable: Timetable::made_up(),
            plan: new_id(),
            other: new_id(),
            pair: new_id(),
            attempt: new_id(),
            own_attempt: new_id(),
            site,
            programme,
            staff,
            grant,
            policy,
            task,
            place_task: new_id(),
            contact: new_id(),
            identifier: new_id(),
            not_safe: new_id(),
            relative: new_id(),
            duplicate: new_id(),
            twin: new_id(),
            merge: new_id(),
            joined: new_id(),
            joining_her: new_id(),
            erasure,
            incidents: Incidents::made_up(),
            loads: Loads::made_up(),
            on_call: OnCall::made_up(),
            outing: new_id(),
            supervision: new_id(),
            concerns: Concerns::made_up(),
            releases: Releases::made_up(),
            joining: Joining::made_up(),
            glass: Glass::made_up(),
            told: Told::made_up(),
        }
    }
}

/// A name, and a word in notes, that stands for this person and nowhere else.
pub(super) fn canary(person: Uuid) -> String {
    format!("Canary{}", person.simple())
}

/// The two organisations.
pub(super) struct Scene {
    pub(super) world: World,
    /// Behind the wall.
    pub(super) sql: Client,
    pub(super) house: House,
    pub(super) elsewhere: House,
    /// Supervisor of the programme mentoring, at no site of her own.
    pub(super) programme_supervisor: Staff,
    /// Site manager of `north`.
    pub(super) site_manager: Staff,
    /// A code for a device of `other_worker`, at `north`.
    pub(super) field_code: String,
    targets: Vec<(Tie, Target)>,
}

impl Scene {
    pub(super) async fn build() -> Self {
        let world = World::new().await;
        let (house, elsewhere) = (world.house("First").await, world.house("Otherplace").await);
        let grants = [("supervisor", None, Some(house.mentoring))];
        let programme_supervisor = house.add_staff(&world, "mentoring_supervisor", &grants, None).await;
        let grants = [("site_manager", Some(house.north), None)];
        let site_manager = house.add_staff(&world, "site_manager", &grants, None).await;
        let mut targets = Filling::of(&world, &house, true).await.targets().await;
        let others = Filling::of(&world, &elsewhere, false).await;
        let field_code = scene_joining::field_code(&world, &house).await;
        targets.push((
            Tie::Elsewhere,
            others
                .loaded(&others.enrolled(elsewhere.north, elsewhere.mentoring).await)
                .await,
        ));
        let passwords = world.state.shared();
        let hash = passwords.passwords.hash(PASSWORD.to_owned().into()).await.unwrap();
        let sql = world.sql().await;
        scene_releases::save(&sql).await;
        sql.batch_execute(super::entries_erasure::SAVE).await.unwrap();
        sql.batch_execute(scene_rolls::SAVE).await.unwrap();
        // What the reports asked of the background: some of what is undone clears the queue.
        sql.batch_execute("delete from auth.job").await.unwrap();
        sql.execute("update auth.account set password_hash = $1", &[&hash])
            .await
            .unwrap();
        Self {
            world,
            sql,
            house,
            elsewhere,
            programme_supervisor,
            site_manager,
            field_code,
            targets,
        }
    }

    /// What stands in this tie to the caller of the moment.
    #[track_caller]
    pub(super) fn target(&self, tie: Tie) -> Target {
        let like = if [Tie::House, Tie::SiteNorth].contains(&tie) {
            Tie::North
        } else if tie == Tie::SiteSouth {
            Tie::South
        } else {
            tie
        };
        self.targets.iter().find(|(of, _)| *of == like).unwrap().1
    }

    /// Everything in this house, tie by tie.
    pub(super) fn targets(&self) -> impl Iterator<Item = (Tie, Target)> {
        self.targets.iter().filter(|(tie, _)| *tie != Tie::Elsewhere).copied()
    }

    /// Everybody whose file is in this house.
    pub(super) fn people(&self) -> impl Iterator<Item = (Tie, Uuid)> {
        self.targets().map(|(tie, target)| (tie, target.person))
    }

    /// Makes `caller` the one who took the person in and logged the sessions that are to be her own.
    pub(super) async fn turn_to(&self, caller: &Caller) {
        let own: Vec<Uuid> = self.targets().map(|(_, target)| target.own_session).collect();
        let taken_in = self.target(Tie::TookIn).person;
        let sql = &self.sql;
        if caller.of_this_house {
            for (_, target) in self.targets() {
                target.rolls.led_by(sql, caller.staff).await;
                target.loads.turn_to(sql, caller.staff).await;
                target.incidents.belong_to(sql, caller.staff).await;
                target.concerns.turn_to(sql, caller.staff).await;
            }
            let tried: Vec<Uuid> = self.targets().map(|(_, target)| target.own_attempt).collect();
            let by = "update contact_attempt set recorded_by = $1 where id = any ($2)";
            sql.execute(by, &[&caller.staff, &tried]).await.unwrap();
            scene_glass::belongs_to(sql, caller.staff, &self.target(Tie::House).glass).await;
            scene_releases::drafted_by(sql, caller.staff, &[self.target(Tie::House).releases.own]).await;
        }
        sql.execute(
            "update session set recorded_by = $1 where id = any ($2)",
            &[&caller.staff, &own],
        )
        .await
        .unwrap();
        if caller.of_this_house {
            let joining = self.target(Tie::House).joining;
            sql.execute(
                "update invitation set recorded_by = $1 where id = $2",
                &[&caller.staff, &joining.own],
            )
            .await
            .unwrap();
            sql.execute(
                "update auth.device set staff_id = $1, account_id = $2 where id = $3",
                &[&caller.staff, &caller.account, &joining.own_device],
            )
            .await
            .unwrap();
        }
        sql.execute(
            "update person set recorded_by = $1 where id = $2",
            &[&caller.staff, &taken_in],
        )
        .await
        .unwrap();
    }
}

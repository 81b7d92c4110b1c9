//! Random histories of invitations through HTTP, while the clock runs: no mail goes out for a role that administers before a
//! second person's yes, only the newest link works, once and for a while, and nobody lets herself in.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use actix_web::http::Method;
use chrono::TimeDelta;
use serde_json::json;
use uuid::Uuid;

use crate::support::line::id_of;
use crate::support::smtp::Mailbox;
use crate::support::walk::{Lifecycle, Transition};
use crate::support::{Answer, House, PASSWORD, Staff, World, new_id};

/// The links that arrived, by address, the newest last.
pub(super) struct Letters {
    mailbox: Mailbox,
    links: RefCell<HashMap<String, Vec<String>>>,
}

impl Letters {
    pub(super) async fn open(world: &World) -> Self {
        Self {
            mailbox: Mailbox::open(world).await,
            links: RefCell::default(),
        }
    }

    /// Takes in what has arrived since. No link has gone to who waits for a second person's yes.
    pub(super) async fn collect(&self, world: &World) {
        world.work().await;
        for mail in self.mailbox.collect().await {
            if mail.readable().contains("/account/accept#") {
                let stands =
                    "select bool_or(not needs_approval or approved_by is not null) from invitation where email = $1";
                let may: bool = world.sql().await.query_one(stands, &[&mail.to]).await.unwrap().get(0);
                assert!(may, "a link went to {} before anybody said yes", mail.to);
                let link = mail.token("accept");
                self.links.borrow_mut().entry(mail.to).or_default().push(link);
            }
        }
    }

    /// Forgets what arrived for an address.
    fn forget(&self, address: &str) {
        self.links.borrow_mut().remove(address);
    }

    /// Comes with the newest link that arrived for an address, or the oldest. What was answered, and whether there was a newer.
    pub(super) async fn come(&self, world: &World, address: &str, oldest: bool) -> (Answer, bool) {
        let links = self.links.borrow().get(address).cloned().unwrap_or_default();
        let link = if oldest { links.first() } else { links.last() };
        let older = link != links.last();
        let link = link.cloned().unwrap_or_else(|| "A".repeat(43));
        let body = json!({"token": link, "password": PASSWORD});
        (world.post("", "/invitations/accept", body).await, older)
    }
}

/// Lets somebody of a house use [`PASSWORD`]. Her address.
pub(super) async fn with_password(world: &World, staff: &Staff) -> String {
    let password = secrecy::SecretString::from(PASSWORD.to_owned());
    let hash = world.state.shared().passwords.hash(password).await.unwrap();
    let set = "update auth.account set password_hash = $2 where id = $1 returning email";
    let row = world.sql().await.query_one(set, &[&staff.account, &hash]).await;
    row.unwrap().get(0)
}

const STATE: &str = "
    select case when accepted_at is not null then 'accepted' when cancelled_at is not null then 'cancelled'
                when expires_at is null then 'waiting' when expires_at > (select max(at) from audit_event) then 'sent'
                else 'expired' end
    from invitation where id = $1";

const NEVER: &str = "
    select 'mailed without a second persons yes' as what from invitation
    where role in ('org_admin', 'it_admin', 'data_protection_officer', 'auditor', 'director')
      and (sent_at is not null or token_sha256 is not null or accepted_at is not null)
      and (approved_by is null or approved_by = recorded_by or approved_at > sent_at)
    union all
    select 'asked or approved by who does not administer there' from invitation i
    cross join lateral (values (i.recorded_by), (i.approved_by)) v (staff_id)
    where v.staff_id is not null
      and not exists (select from role_grant g
                      where g.staff_id = v.staff_id and g.role = 'org_admin' and g.programme_id is null
                        and (g.site_id is null or g.site_id = i.site_id))
    union all
    select 'gave herself a role' from role_grant where recorded_by = staff_id
    union all
    select 'said yes to a role of her own' from invitation i
    join role_grant g on g.granted_at = i.accepted_at and g.role = i.role and g.staff_id = i.approved_by
    union all
    select 'came when its link had ended' from invitation where accepted_at >= expires_at or accepted_at < sent_at
    union all
    select 'a role that nobody asked for' from role_grant g
    where g.recorded_by is not null
      and not exists (select from invitation i
                      where i.accepted_at = g.granted_at and i.role = g.role and i.recorded_by = g.recorded_by
                        and i.site_id is not distinct from g.site_id and i.programme_id is not distinct from g.programme_id)
    union all
    select 'somebody came, and holds nothing' from invitation i
    where i.accepted_at is not null
      and not exists (select from auth.account a
                      join staff_member m on m.account_id = a.id join role_grant g on g.staff_id = m.id
                      where a.email = i.email and g.role = i.role and g.granted_at <= i.accepted_at)";

fn transitions() -> Vec<Transition> {
    let mut all = vec![
        ("waiting", "approve", "sent"),
        ("sent", "accept", "accepted"),
        ("sent", "resend", "sent"),
        ("expired", "resend", "sent"),
        ("sent", "hour", "sent"),
        ("sent", "hour", "expired"),
        ("sent", "days", "expired"),
    ];
    for open in ["waiting", "sent", "expired"] {
        all.push((open, "cancel", "cancelled"));
    }
    for still in ["waiting", "expired", "accepted", "cancelled"] {
        all.extend([(still, "hour", still), (still, "days", still)]);
    }
    all
}

/// Who is invited to what, by whom: strangers, colleagues, and whoever asks herself.
fn guest<'g>(
    turn: usize,
    house: &House,
    [admin, second]: [&'g str; 2],
) -> (String, &'g str, &'static str, Option<Uuid>) {
    let stranger = format!("new{turn}@example.org");
    match turn % 7 {
        0 => (stranger, "org_admin", "director", None),
        1 => (stranger, "org_admin", "mentor", Some(house.north)),
        2 => (admin.to_owned(), "org_admin", "safeguarding_lead", None),
        3 => (stranger, "second", "it_admin", None),
        4 => ("ana@example.org".to_owned(), "second", "job_coach", None),
        5 => (second.to_owned(), "org_admin", "auditor", None),
        _ => (stranger, "local", "director", Some(house.north)),
    }
}

#[actix_web::test]
async fn no_history_of_an_invitation_leaves_its_course() {
    let world = World::new().await;
    let house = world.house("First").await;
    let org_admin = [("org_admin", None, None)];
    let second = house.add_staff(&world, "second", &org_admin, None).await;
    let at_north = [("org_admin", Some(house.north), None)];
    let local = house.add_staff(&world, "local_admin", &at_north, None).await;
    world.person(house.org, "ana@example.org", "mentor").await;
    let admins = [
        with_password(&world, house.who("org_admin")).await,
        with_password(&world, &second).await,
    ];
    let letters = Letters::open(&world).await;
    let course = Lifecycle {
        state: STATE,
        transitions: transitions(),
        people: &["org_admin", "second", "local", "director", "it_admin", "worker"],
        never: NEVER,
        anew: 8,
        least: 15,
    };
    let token = |who: &str| match who {
        "second" => house.renew_of(&world, &second),
        "local" => house.renew_of(&world, &local),
        _ => house.renew(&world, who),
    };
    let turn = Cell::new(0_usize);
    let begin = async || {
        turn.set(turn.get() + 1);
        let [admin, second] = &admins;
        let (email, asks, role, site) = guest(turn.get(), &house, [admin, second]);
        let body = json!({"id": new_id(), "email": email, "display_name": "Canary Newcomer", "language": "es",
            "role": role, "site_id": site});
        letters.forget(&email);
        world.everybody_steps_up().await;
        world.post(&token(asks), "/invitations", body.clone()).await.expect(201);
        letters.collect(&world).await;
        id_of(&body)
    };
    let attempt = async |what: &'static str, who: &'static str, id: Uuid| {
        let minutes = match what {
            "hour" => 60,
            "days" => 73 * 60,
            _ => 1,
        };
        world.clock.set(world.now() + TimeDelta::minutes(minutes));
        world.everybody_steps_up().await;
        let said = match what {
            "hour" | "days" => {
                // Somebody looks, so that it stands in the log that it is later now.
                world.get(&token("org_admin"), "/invitations").await.expect(200);
                Answer::of_time()
            }
            "accept" => {
                let address = "select email from invitation where id = $1";
                let address: String = world.sql().await.query_one(address, &[&id]).await.unwrap().get(0);
                let (answer, older) = letters.come(&world, &address, who == "worker").await;
                assert!(
                    !older || answer.status.is_client_error(),
                    "a link worked that was replaced"
                );
                answer
            }
            step => {
                let etag = world.version("invitation", id).await;
                let path = format!("/invitations/{id}/{step}");
                let headers = [("if-match", etag.as_str())];
                world.call(Method::POST, Some(&token(who)), &path, None, &headers).await
            }
        };
        letters.collect(&world).await;
        said
    };
    course.walk(&world, (61, 360), begin, attempt).await;
}

//! Invitations, mailed links and devices, so that joining can be asked about. Written behind the wall, with secrets that are
//! known here.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use uuid::Uuid;

use crate::support::{House, Staff, World, new_id};

/// Ids of what joining is about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Joining {
    /// An invitation a colleague asked for, of a director; it waits for a second yes.
    pub(super) waiting: Uuid,
    /// The same, asked for by the caller.
    pub(super) own: Uuid,
    /// An invitation of a mentor whose mail went out.
    pub(super) sent: Uuid,
    /// A mentor at `north` and nowhere else.
    pub(super) worker: Uuid,
    /// Her device.
    pub(super) device: Uuid,
    /// The caller's device.
    pub(super) own_device: Uuid,
    /// Somebody whose links have been mailed.
    pub(super) mailed: Uuid,
}

/// What proves something here.
pub(super) enum Link {
    Invitation,
    Reset,
    Confirm,
    Cancel,
}

impl Link {
    fn bytes(&self) -> [u8; 32] {
        [match self {
            Self::Invitation => 1,
            Self::Reset => 2,
            Self::Confirm => 3,
            Self::Cancel => 4,
        }; 32]
    }
    /// What stands behind the `#`.
    pub(super) fn token(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.bytes())
    }
    /// What is stored, in SQL.
    pub(super) fn digest(&self) -> String {
        format!("sha256('\\x{}')", hex::encode(self.bytes()))
    }
}

/// The key every device here has.
pub(super) fn device_key() -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[9; 32]).unwrap()
}

impl Joining {
    pub(super) fn made_up() -> Self {
        let [waiting, own, sent, worker, device, own_device, mailed] = std::array::from_fn(|_| new_id());
        Self {
            waiting,
            own,
            sent,
            worker,
            device,
            own_device,
            mailed,
        }
    }

    /// Every id that stands in an address or a body.
    pub(super) fn ids(&self) -> [Uuid; 6] {
        [
            self.waiting,
            self.own,
            self.sent,
            self.worker,
            self.device,
            self.own_device,
        ]
    }

    /// `links`: with links that can be used. There is one of each, so in one house only.
    pub(super) async fn of(world: &World, house: &House, colleague: &Staff, links: bool) -> Self {
        let sql = world.sql().await;
        let outreach = house.who("outreach");
        let mailed = world
            .person(
                house.org,
                &format!("mailed-{}@example.org", house.org.simple()),
                "mentor",
            )
            .await;
        let ids = Self {
            worker: outreach.id,
            mailed: mailed.account,
            ..Self::made_up()
        };
        let (org, by) = (house.org, colleague.id);
        let mut script = String::new();
        for (id, role, needs) in [
            (ids.waiting, "director", true),
            (ids.own, "director", true),
            (ids.sent, "mentor", false),
        ] {
            script += &format!(
                "insert into invitation (org_id, id, email, display_name, language, role, needs_approval, recorded_at, recorded_by)
                 values ('{org}', '{id}', 'invited@example.org', 'Somebody', 'en', '{role}', {needs}, '2026-06-09', '{by}');"
            );
        }
        for (device, holder) in [(ids.device, outreach), (ids.own_device, colleague)] {
            let [code, sign_in] = [new_id(), new_id()];
            let (staff, account, key) = (holder.id, holder.account, hex::encode(device_key().public_key()));
            let maker = house.who("safeguarding_lead").id;
            script += &format!(
                "insert into auth.sign_in (id, account_id, org_id, staff_id, kind, issued_at, expires_at)
                 values ('{sign_in}', '{account}', '{org}', '{staff}', 'device', '2026-06-09', '2036-06-09');
                 insert into auth.field_code (org_id, id, staff_id, made_by, selector, secret_mac, recorded_at, expires_at, used_at)
                 values ('{org}', '{code}', '{staff}', '{maker}', 'USED', '\\x00000000000000000000000000000000',
                         '2026-06-09', '2026-06-09', '2026-06-09');
                 insert into auth.device (org_id, id, staff_id, account_id, sign_in_id, code_id, kind, key_algorithm, public_key,
                                          enrolled_at)
                 values ('{org}', '{device}', '{staff}', '{account}', '{sign_in}', '{code}', 'phone', 'ed25519', '\\x{key}',
                         '2026-06-09');"
            );
        }
        if links {
            let (account, invitation) = (mailed.account, Link::Invitation.digest());
            let old = format!("{}@matrix.example.org", account.simple());
            script += &format!(
                "update invitation set token_sha256 = {invitation}, sent_at = '2026-06-09', expires_at = '2036-06-09' where id = '{}';
                 insert into auth.password_reset (id, account_id, token_sha256, recorded_at, expires_at)
                 values ('{}', '{account}', {}, '2026-06-09', '2036-06-09');
                 insert into auth.email_change (id, account_id, old_email, new_email, confirm_sha256, cancel_sha256, recorded_at,
                                                confirm_until, cancel_until)
                 values ('{}', '{account}', '{old}', 'moved@example.org', {}, {}, '2026-06-09', '2036-06-09', '2036-06-09');",
                ids.sent,
                new_id(),
                Link::Reset.digest(),
                new_id(),
                Link::Confirm.digest(),
                Link::Cancel.digest()
            );
        }
        sql.batch_execute(&script).await.unwrap();
        ids
    }
}

/// A code for the device of `other_worker`, made as her supervisor does.
pub(super) async fn field_code(world: &World, house: &House) -> String {
    world.everybody_steps_up().await;
    let path = format!("/staff/{}/field-codes", house.who("other_worker").id);
    let made = world
        .post(house.token("supervisor"), &path, json!({}))
        .await
        .expect(201);
    made.body["code"].as_str().unwrap().to_owned()
}

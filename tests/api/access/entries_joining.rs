//! What is asked about joining: invitations, mailed links, devices, leaving.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use uuid::Uuid;

use super::ask::Ask;
use super::callers::Caller;
use super::entries::Entry;
use super::scene::{PASSWORD, Scene, Target, Tie};
use super::scene_joining::{Link, device_key};
use crate::support::new_id;

const HOUSE: &[Tie] = &[Tie::House];
const HOUSE_OR_NOT: &[Tie] = &[Tie::House, Tie::Elsewhere];
const SITE: &[Tie] = &[Tie::SiteNorth, Tie::SiteSouth, Tie::Elsewhere];

const NO_MAIL: &str = "delete from auth.mail; delete from auth.job; delete from auth.throttle;";

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new("invite", HOUSE, |_, _, _| Ask::whole().body(invitation("mentor")))
        .note("for the whole organisation")
        .undo(uninvite),
    Entry::new("invite", HOUSE, |_, _, _| Ask::whole().body(invitation("auditor")))
        .note("for a role that wants a second yes")
        .undo(uninvite),
    Entry::new("invite", SITE, |_, _, there| {
        let mut body = invitation("mentor");
        body["site_id"] = json!(there.site);
        Ask::whole().body(body)
    })
    .note("for the site")
    .undo(uninvite),
    Entry::new("listInvitations", HOUSE_OR_NOT, whole)
        .note("one is in the list")
        .shows(|there| there.joining.sent.to_string()),
    Entry::new("readInvitation", HOUSE_OR_NOT, |_, _, there| Ask::about(there.joining.sent)),
    Entry::new("approveInvitation", HOUSE_OR_NOT, |_, _, there| step(there.joining.waiting))
        .note("asked by a colleague")
        .undo(unsend),
    Entry::new("approveInvitation", HOUSE, |_, _, there| step(there.joining.own))
        .note("asked by the caller")
        .for_nobody(),
    Entry::new("resendInvitation", HOUSE_OR_NOT, |_, _, there| step(there.joining.sent)).undo(|there, _| {
        let (digest, id) = (Link::Invitation.digest(), there.joining.sent);
        format!("{NO_MAIL} update invitation set token_sha256 = {digest}, expires_at = '2036-06-09' where id = '{id}'")
    }),
    Entry::new("cancelInvitation", HOUSE_OR_NOT, |_, _, there| step(there.joining.sent))
        .undo(|there, _| format!("update invitation set cancelled_at = null where id = '{}'", there.joining.sent)),
    Entry::new("openInvitation", HOUSE, |_, _, _| with_link(&Link::Invitation)).note("with its link"),
    Entry::new("acceptInvitation", HOUSE, |_, _, _| {
        Ask::whole().body(json!({"token": Link::Invitation.token(), "password": PASSWORD}))
    })
    .note("with its link")
    .undo(|there, _| {
        let of_hers = "(select m.id from staff_member m join auth.account a on a.id = m.account_id
                        where a.email = 'invited@example.org')";
        format!(
            "delete from role_grant where staff_id in {of_hers}; delete from staff_member where id in {of_hers};
             delete from auth.account where email = 'invited@example.org';
             update invitation set accepted_at = null where id = '{}'",
            there.joining.sent
        )
    }),
    Entry::new("askPasswordReset", HOUSE, |_, caller, _| {
        Ask::whole().body(json!({"email": format!("{}@matrix.example.org", caller.account.simple())}))
    })
    .note("for any address")
    .undo(|there, _| {
        format!(
            "{NO_MAIL} delete from auth.password_reset where account_id is distinct from '{}'",
            there.joining.mailed
        )
    }),
    Entry::new("resetPassword", HOUSE, |_, _, _| {
        Ask::whole().body(json!({"token": Link::Reset.token(), "password": PASSWORD}))
    })
    .note("with the link")
    .undo(|_, _| format!("{NO_MAIL} update auth.password_reset set used_at = null, expires_at = '2036-06-09'")),
    Entry::new("askEmailChange", HOUSE, |_, _, _| {
        Ask::whole().body(json!({"email": "other@example.org", "password": PASSWORD}))
    })
    .note("her own")
    .undo(|there, _| {
        format!(
            "{NO_MAIL} delete from auth.email_change where account_id <> '{}'",
            there.joining.mailed
        )
    }),
    Entry::new("confirmEmailChange", HOUSE, |_, _, _| with_link(&Link::Confirm))
        .note("with the link")
        .undo(|there, _| {
            let account = there.joining.mailed;
            let old = format!("{}@matrix.example.org", account.simple());
            format!(
                "update auth.email_change set confirmed_at = null; update auth.account set email = '{old}' where id = '{account}'"
            )
        }),
    Entry::new("cancelEmailChange", HOUSE, |_, _, _| with_link(&Link::Cancel))
        .note("with the link")
        .undo(|_, _| "update auth.email_change set cancelled_at = null".into()),
    Entry::new("addFieldAccount", SITE, |_, _, there| {
        Ask::whole().body(json!({"id": new_id(), "display_name": "Somebody", "language": "en", "role": "mentor",
            "site_id": there.site}))
    })
    .note("at the site")
    .undo(|_, new| {
        format!(
            "delete from role_grant where staff_id = '{new}'; delete from staff_member where id = '{new}';
             delete from auth.account where handle is not null"
        )
    }),
    Entry::new("endWork", HOUSE_OR_NOT, |_, _, there| Ask::about(there.staff))
        .note("a colleague's")
        .undo(|there, _| {
            let id = there.staff;
            format!(
                "update staff_member set ended_at = null where id = '{id}'; update role_grant set ended_at = null where staff_id = '{id}';
                 update auth.sign_in set revoked_at = null where staff_id = '{id}'"
            )
        }),
    Entry::new("endWork", HOUSE, |_, caller, _| Ask::about(caller.staff))
        .note("her own")
        .for_nobody(),
    Entry::new("makeFieldCode", HOUSE_OR_NOT, |_, _, there| Ask::about(there.joining.worker))
        .note("for a mentor at north")
        .undo(|there, _| {
            format!(
                "delete from auth.field_code where staff_id = '{}' and used_at is null",
                there.joining.worker
            )
        }),
    Entry::new("makeFieldCode", HOUSE, |scene, _, _| {
        Ask::about(scene.house.who("programme_manager").id)
    })
    .note("for who holds more than field work")
    .for_nobody(),
    Entry::new("makeFieldCode", HOUSE, |_, caller, _| Ask::about(caller.staff))
        .note("for herself")
        .for_nobody(),
    Entry::new("enrolDevice", HOUSE, |scene, _, _| {
        let key = URL_SAFE_NO_PAD.encode(aws_lc_rs::signature::KeyPair::public_key(&device_key()));
        Ask::whole().body(json!({"id": new_id(), "code": scene.field_code, "kind": "phone", "key_algorithm": "ed25519",
            "public_key": key}))
    })
    .note("with a code")
    .undo(|_, new| {
        format!(
            "{NO_MAIL} update auth.field_code set used_at = null where id = (select code_id from auth.device where id = '{new}');
             delete from auth.device where id = '{new}';
             delete from auth.sign_in where kind = 'device' and id not in (select sign_in_id from auth.device)"
        )
    }),
    Entry::new("makeDeviceToken", HOUSE, |scene, _, there| {
        let (device, at, nonce) = (there.joining.device, scene.world.now(), new_id().simple().to_string());
        let text = format!(
            "causeway device token 1\nPOST /api/v1/device-tokens\n{device}\n{}\n{nonce}",
            at.timestamp_millis()
        );
        let signature = URL_SAFE_NO_PAD.encode(device_key().sign(text.as_bytes()));
        Ask::whole().body(json!({"device_id": device, "signed_at": at, "nonce": nonce, "signature": signature}))
    })
    .note("with the device's key")
    .undo(|_, _| "update auth.device set recent = '{}'".into()),
    Entry::new("listOwnDevices", HOUSE, whole).note("her own"),
    Entry::new("endOwnDevice", HOUSE, |_, _, there| Ask::about(there.joining.own_device))
        .note("her own")
        .undo(undevice),
    Entry::new("endOwnDevice", HOUSE_OR_NOT, |_, _, there| Ask::about(there.joining.device))
        .note("a colleague's")
        .undo(undevice),
    Entry::new("listStaffDevices", HOUSE_OR_NOT, |_, _, there| Ask::about(there.joining.worker)).note("of a mentor at north"),
    Entry::new("endStaffDevice", HOUSE_OR_NOT, |_, _, there| Ask {
        place: vec![there.joining.worker.to_string(), there.joining.device.to_string()],
        ..Ask::default()
    })
    .note("of a mentor at north")
    .undo(undevice),
    Entry::new("drainStaffDevice", HOUSE_OR_NOT, |_, _, there| Ask {
        place: vec![there.joining.worker.to_string(), there.joining.device.to_string()],
        ..Ask::default()
    })
    .note("of a mentor at north")
    .undo(undevice),
    Entry::new("wipeStaffDevice", HOUSE_OR_NOT, |_, _, there| Ask {
        place: vec![there.joining.worker.to_string(), there.joining.device.to_string()],
        ..Ask::default()
    })
    .note("of a mentor at north")
    .undo(undevice),
];

fn whole(_: &Scene, _: &Caller, _: &Target) -> Ask {
    Ask::whole()
}

fn invitation(role: &str) -> Value {
    json!({"id": new_id(), "email": "somebody@example.org", "display_name": "Somebody", "language": "en", "role": role})
}

fn with_link(link: &Link) -> Ask {
    Ask::whole().body(json!({"token": link.token()}))
}

fn step(invitation: Uuid) -> Ask {
    Ask::about(invitation).seen("invitation", "id", invitation)
}

fn uninvite(_: &Target, new: Uuid) -> String {
    format!("{NO_MAIL} delete from invitation where id = '{new}'")
}

fn unsend(there: &Target, _: Uuid) -> String {
    format!(
        "{NO_MAIL} update invitation set token_sha256 = null, sent_at = null, expires_at = null, approved_by = null,
             approved_at = null where id = '{}'",
        there.joining.waiting
    )
}

fn undevice(_: &Target, _: Uuid) -> String {
    "update auth.device set revoked_at = null, draining_at = null, wiped_at = null;
     update auth.sign_in set revoked_at = null"
        .into()
}

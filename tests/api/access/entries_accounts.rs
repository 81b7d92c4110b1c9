//! What is asked about accounts: signing in, and what one does about one's own sign-ins.

use serde_json::json;
use uuid::Uuid;

use super::ask::Ask;
use super::callers::Caller;
use super::entries::Entry;
use super::scene::{PASSWORD, Scene, Target, Tie};
use crate::support::new_id;

const HOUSE: &[Tie] = &[Tie::House];
const HOUSE_OR_NOT: &[Tie] = &[Tie::House, Tie::Elsewhere];

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new("signIn", HOUSE, |_, caller, _| {
        let email = format!("{}@matrix.example.org", caller.account.simple());
        Ask::whole().body(json!({"email": email, "password": PASSWORD}))
    })
    .note("with her own password"),
    Entry::new("signOut", HOUSE, whole)
        .note("her own sign-in")
        .undo(open_again),
    Entry::new("readMe", HOUSE, whole).note("herself"),
    Entry::new("refreshSignIn", HOUSE, whole)
        .note("without the cookie, or not from our pages")
        .for_nobody(),
    Entry::new("listSignIns", HOUSE, whole).note("her own"),
    Entry::new("endSignIn", HOUSE, |_, caller, _| Ask::about(caller.sign_in))
        .note("her own")
        .undo(open_again),
    Entry::new("endSignIn", HOUSE, |scene, _, _| {
        Ask::about(scene.house.who("intake_officer").sign_in)
    })
    .note("the intake officer's")
    .undo(open_again),
    Entry::new("endOtherSignIns", HOUSE, whole)
        .note("her own")
        .undo(open_again),
    Entry::new("stepUp", HOUSE, |_, _, _| {
        Ask::whole().body(json!({"password": PASSWORD}))
    })
    .note("with her own password"),
    Entry::new("changePassword", HOUSE, |_, _, _| {
        Ask::whole().body(json!({"old_password": PASSWORD, "new_password": PASSWORD}))
    })
    .note("her own, to the same")
    .undo(open_again),
    Entry::new("readSecondFactor", HOUSE, whole).note("her own"),
    Entry::new("beginSecondFactor", HOUSE, whole).note("her own"),
    Entry::new("confirmSecondFactor", HOUSE, |_, _, _| {
        Ask::about(new_id()).body(json!({"code": "123456"}))
    })
    .note("a made-up one")
    .for_nobody(),
    Entry::new("renewRecoveryCodes", HOUSE, whole)
        .note("without a second factor")
        .for_nobody(),
    Entry::new("endStaffSignIns", HOUSE_OR_NOT, |_, _, there| Ask::about(there.staff))
        .note("a colleague's")
        .undo(open_again),
];

fn whole(_: &Scene, _: &Caller, _: &Target) -> Ask {
    Ask::whole()
}

fn open_again(_: &Target, _: Uuid) -> String {
    "update auth.sign_in set revoked_at = null".into()
}

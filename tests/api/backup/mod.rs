//! Backup, loss, restore: with the real binary, from a running server to a running server (security.md §3.18).

mod drill;
mod refusals;
mod size;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub(crate) use size::{main_job_on_a_restored_network, restore_of};

use serde_json::{Value, json};
use uuid::Uuid;

use crate::durability::{Installation, Reply, Wire};
use crate::support::House;
use crate::support::line::{adult, enrolment, id_of, own_consent, session};

/// A signed-in colleague on a kept-open connection.
pub(crate) struct Desk {
    address: SocketAddr,
    wire: Wire,
    token: String,
}

impl Desk {
    pub(crate) async fn of(installation: &Installation, token: &str) -> Self {
        let address = *installation.address().borrow();
        let (wire, token) = (Wire::open(address).await.unwrap(), token.to_owned());
        Self { address, wire, token }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Value {
        let reply = self.wire.get(Some(&self.token), path).await.unwrap();
        assert_eq!(reply.status, 200, "{path}: {}", reply.json());
        reply.json()
    }

    /// Any request, right or wrong. On a connection of its own: one that was refused before it was read to its end may take
    /// its connection with it.
    pub(crate) async fn send(&mut self, method: &str, path: &str, headers: &str, body: &str) -> Reply {
        let mut wire = Wire::open(self.address).await.unwrap();
        wire.send(method, Some(&self.token), path, headers, body).await.unwrap()
    }

    pub(crate) async fn post(&mut self, path: &str, body: &Value) -> Uuid {
        let reply = self.wire.post(Some(&self.token), path, body).await.unwrap();
        assert_eq!(reply.status, 201, "{path}: {}", reply.json());
        id_of(body)
    }

    /// Somebody taken in, with her consent, an enrolment and one session. Person, enrolment and session.
    pub(crate) async fn enrolled(&mut self, house: &House) -> [Uuid; 3] {
        let person = self.post("/people", &adult(house)).await;
        self.post(&format!("/people/{person}/consents"), &own_consent()).await;
        let course = self
            .post(&format!("/people/{person}/enrolments"), &enrolment(house))
            .await;
        let met = format!("/enrolments/{course}/sessions");
        let met = self.post(&met, &session("2026-02-03T15:00:00Z")).await;
        [person, course, met]
    }
}

/// Erases somebody: asked for by the supervisor, approved by the data-protection officer.
pub(crate) async fn erase(installation: &Installation, house: &House, person: Uuid) {
    let mut supervisor = Desk::of(installation, house.token("supervisor")).await;
    let body = json!({"id": crate::support::new_id(), "reason": "asked_by_person"});
    let erasure = supervisor.post(&format!("/people/{person}/erasure"), &body).await;
    let mut dpo = Desk::of(installation, house.token("dpo")).await;
    let path = format!("/erasures/{erasure}/approve");
    let step_up = "update auth.sign_in set stepped_up_at = now()";
    installation.sql().await.execute(step_up, &[]).await.unwrap();
    let reply = dpo
        .wire
        .send("POST", Some(&dpo.token), &path, "if-match: \"v1\"\r\n", "")
        .await
        .unwrap();
    assert_eq!(reply.status, 200, "{}", reply.json());
}

/// Where the backups of an installation go, and the key that opens them.
pub(crate) struct Safe<'i> {
    pub(crate) installation: &'i Installation,
    recipient: String,
}

impl<'i> Safe<'i> {
    /// Makes the key pair.
    pub(crate) fn new(installation: &'i Installation) -> Self {
        let identity = installation.path().join("identity");
        let made = installation
            .causeway()
            .args(["keys", "backup-identity", "--out"])
            .arg(&identity)
            .output()
            .unwrap();
        let recipient = said(&made).lines().next().unwrap().to_owned();
        assert!(recipient.starts_with("age1"), "{recipient}");
        Self {
            installation,
            recipient,
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.installation.path().join(name)
    }

    pub(crate) fn identity(&self) -> PathBuf {
        self.path("identity")
    }

    /// `causeway` as it is configured here: with the public key only.
    pub(crate) fn causeway(&self) -> Command {
        let mut command = self.installation.causeway();
        command.env("CAUSEWAY__BACKUP__RECIPIENTS", &self.recipient);
        command
    }

    /// Makes `name` and `name.keys`.
    pub(crate) fn back_up(&self, name: &str) -> Output {
        self.causeway()
            .args(["backup", "--out"])
            .arg(self.path(name))
            .arg("--keys-out")
            .arg(self.path(&format!("{name}.keys")))
            .output()
            .unwrap()
    }
}

/// Restores a backup of a stopped installation.
pub(crate) fn restore(installation: &Installation, name: &str, keys: Option<&str>) -> Output {
    let mut command = installation.causeway();
    command.arg("restore").arg(installation.path().join(name));
    command.arg("--identity").arg(installation.path().join("identity"));
    if let Some(keys) = keys {
        command.arg("--keys").arg(installation.path().join(keys));
    }
    command.output().unwrap()
}

/// What a command said; fails unless it did what it was asked.
#[track_caller]
pub(crate) fn said(output: &Output) -> String {
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(output.status.success(), "{out}{err}");
    format!("{out}{err}")
}

/// The one line a command said when it refused; fails unless it did.
#[track_caller]
fn refused(output: &Output) -> String {
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{err}");
    let last = err.lines().last().unwrap_or_default();
    assert!(last.starts_with("causeway: "), "{err}");
    last.to_owned()
}

/// Files of a folder whose names begin so.
fn beginning_with(folder: &Path, start: &str) -> Vec<String> {
    let names = std::fs::read_dir(folder).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name.starts_with(start)).collect();
    names.sort();
    names
}

//! Empties the outbox: one mail at a time, so that a kill can double one at most.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use uuid::Uuid;

use super::letter::{Letter, MailFrom};
use super::model::{Language, Template};
use super::sealing;
use super::store::{self, DueRow, Fate};
use super::transport::Transport;
use crate::platform::clock::SharedClock;
use crate::platform::db::{Db, DbError, Queue, Wake};
use crate::platform::jobs::retry::{Next, next};
use crate::platform::keys::Keys;

/// How often the outbox is looked at when nobody calls.
const LOOK: Duration = Duration::from_secs(5);
/// How long a sender holds a mail: longer than sending one may take. What a killed sender held is sent after that.
const HOLD: Duration = Duration::from_mins(2);

/// One server's sender.
pub struct Sender {
    /// The door; only the sign-in role's side of it is used.
    pub db: Db,
    /// The present moment.
    pub clock: SharedClock,
    /// Opens what is sealed.
    pub keys: Arc<Keys>,
    /// Told when a mail was written.
    pub wake: Wake,
    /// How messages leave.
    pub transport: Transport,
    /// Where they come from.
    pub from: MailFrom,
    /// Where the house is reached, without a stroke at the end.
    pub public_url: String,
    /// A new id for every start.
    pub me: Uuid,
}

impl std::fmt::Debug for Sender {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sender").field("me", &self.me).finish_non_exhaustive()
    }
}

impl Sender {
    /// Sends until asked to stop; a mail under way is finished. Without a transport it sends nothing: mails wait.
    pub async fn run(&self, mut asked: watch::Receiver<bool>) {
        if matches!(self.transport, Transport::None) {
            return;
        }
        loop {
            // Nobody left to ask is an end too.
            if *asked.borrow_and_update() || asked.has_changed().is_err() {
                return;
            }
            match self.send_next().await {
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => tracing::warn!(error = %error, "no mail could be taken from the outbox"),
            }
            tokio::select! {
                () = self.wake.filled(Queue::Mail) => {}
                () = tokio::time::sleep(LOOK) => {}
                _changed_or_gone = asked.changed() => {}
            }
        }
    }

    /// Sends the next mail that is due. `false`: there is none.
    pub async fn send_next(&self) -> Result<bool, DbError> {
        let (me, until) = (self.me, self.clock.now() + HOLD);
        let due = self
            .db
            .auth(async move |tx| {
                store::take_notices(tx).await?;
                store::claim(tx, me, until).await
            })
            .await?;
        let Some(due) = due else { return Ok(false) };
        let mail = due.id;
        let fate = self.attempt(&due).await;
        self.db
            .auth(async move |tx| store::settle(tx, mail, me, fate).await)
            .await?;
        Ok(true)
    }

    async fn attempt(&self, due: &DueRow) -> Fate {
        if due.too_late {
            return Fate::Dropped("too_late");
        }
        let Some(template) = Template::of(due.template) else {
            return Fate::Dead("unknown_template".to_owned());
        };
        let opened = sealing::open(
            &self.keys.kek_ring,
            due.id,
            due.wrapped_key.as_deref(),
            due.content_enc.as_deref(),
        );
        let Ok(content) = opened else {
            return self.failed(due, template, "sealed".to_owned());
        };
        let Some(to) = content.to.as_deref().or(due.email.as_deref()) else {
            return Fate::Dropped("nobody");
        };
        let letter = Letter {
            id: due.id,
            from: &self.from,
            to,
            template,
            language: Language::of(&due.language),
            public_url: &self.public_url,
            token: content.token.as_deref(),
            written_at: due.recorded_at,
        };
        let message = match letter.message() {
            Ok(message) => message,
            Err(error) => return dead(due, template, error.code().to_owned()),
        };
        match self.transport.deliver(due.id, &message).await {
            Ok(()) => {
                metrics::counter!("mail_sent", "template" => template.as_str()).increment(1);
                Fate::Sent
            }
            Err(undelivered) if undelivered.for_good => dead(due, template, undelivered.code),
            Err(undelivered) => self.failed(due, template, undelivered.code),
        }
    }

    fn failed(&self, due: &DueRow, template: Template, code: String) -> Fate {
        match next(due.attempts, due.id.uuid()) {
            Next::After(wait) => {
                metrics::counter!("mail_failed", "template" => template.as_str()).increment(1);
                tracing::warn!(code, kind = template.as_str(), job = %due.id, "a mail was not taken and will be tried again");
                Fate::Again(self.clock.now() + wait, code)
            }
            Next::GiveUp => dead(due, template, code),
        }
    }
}

fn dead(due: &DueRow, template: Template, code: String) -> Fate {
    metrics::counter!("mail_dead", "template" => template.as_str()).increment(1);
    tracing::error!(code, kind = template.as_str(), job = %due.id, "a mail was given up: see causeway mail list");
    Fate::Dead(code)
}

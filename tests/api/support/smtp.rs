//! A mail server on loopback that takes what it is sent, or refuses, hangs and breaks off as it is told.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use causeway::platform::mail::{Sender, SmtpUrl, Transport};
use secrecy::SecretString;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;

use super::{World, new_id, post};

/// What to do with the next message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mood {
    /// Take it.
    Take,
    /// Refuse its recipient with this code.
    Refuse(u16),
    /// Say nothing any more once its recipient was named.
    Hang,
    /// Break the line off in the middle of it.
    BreakOff,
    /// Take it, and break the line off before saying so.
    TakeAndBreakOff,
}

/// What was taken.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    /// The envelope's recipient.
    pub(crate) to: String,
    /// Headers and text as they came.
    pub(crate) text: String,
}

impl Received {
    /// A header's value; panics when it is there twice.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let head = self.text.split("\r\n\r\n").next().unwrap_or_default();
        let prefix = format!("{}:", name.to_lowercase());
        let mut found = head
            .split("\r\n")
            .filter(|line| line.to_lowercase().starts_with(&prefix));
        let value = found.next().map(|line| line[prefix.len()..].trim().to_owned());
        assert!(found.next().is_none(), "{name} stands twice in {head}");
        value
    }
}

impl Received {
    /// The text as somebody reads it: base64 and quoted-printable (RFC 2045 §6) undone.
    pub(crate) fn readable(&self) -> String {
        let (_, body) = self.text.split_once("\r\n\r\n").unwrap();
        let bytes = match self.header("Content-Transfer-Encoding").unwrap().as_str() {
            "base64" => STANDARD.decode(body.split_whitespace().collect::<String>()).unwrap(),
            "quoted-printable" => {
                let body = body.replace("=\r\n", "");
                let mut pieces = body.split('=');
                let mut bytes = pieces.next().unwrap().as_bytes().to_vec();
                for piece in pieces {
                    bytes.push(u8::from_str_radix(&piece[..2], 16).unwrap());
                    bytes.extend(&piece.as_bytes()[2..]);
                }
                bytes
            }
            _ => body.as_bytes().to_vec(),
        };
        String::from_utf8(bytes).unwrap()
    }

    /// The secret of the link to this page.
    #[track_caller]
    pub(crate) fn token(&self, page: &str) -> String {
        let text = self.readable();
        let start = format!("https://house.example/account/{page}#");
        let (_, rest) = text
            .split_once(&start)
            .unwrap_or_else(|| panic!("no link to {page} in {text}"));
        rest.split_whitespace().next().unwrap().to_owned()
    }
}

#[derive(Debug, Default)]
struct State {
    moods: Mutex<VecDeque<Mood>>,
    received: Mutex<Vec<Received>>,
}

/// The server. It ends when dropped.
#[derive(Debug)]
pub(crate) struct SmtpServer {
    pub(crate) address: SocketAddr,
    state: Arc<State>,
    accepting: AbortHandle,
}

impl SmtpServer {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(State::default());
        let shared = Arc::clone(&state);
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(talk(stream, Arc::clone(&shared)));
            }
        })
        .abort_handle();
        Self {
            address,
            state,
            accepting,
        }
    }

    /// How the server looks to `mail.smtp_url`.
    pub(crate) fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// What to do with the next messages; after these it takes what comes.
    pub(crate) fn moods(&self, moods: &[Mood]) {
        self.state.moods.lock().unwrap().extend(moods);
    }

    /// Everything taken so far.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.state.received.lock().unwrap().clone()
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// One connection. Ends when the other side does, or as the mood says.
async fn talk(stream: TcpStream, state: Arc<State>) -> Option<()> {
    let mut line = BufReader::new(stream);
    say(&mut line, "220 here").await?;
    let (mut to, mut mood) = (String::new(), Mood::Take);
    loop {
        let command = hear(&mut line).await?;
        let upper = command.to_uppercase();
        if upper.starts_with("EHLO") {
            say(&mut line, "250-here\r\n250 8BITMIME").await?;
        } else if upper.starts_with("RCPT TO:") {
            to = command[8..].trim().trim_matches(['<', '>']).to_owned();
            mood = state.moods.lock().unwrap().pop_front().unwrap_or(Mood::Take);
            match mood {
                Mood::Refuse(code) => say(&mut line, &format!("{code} no, {to}")).await?,
                Mood::Hang => std::future::pending().await,
                Mood::Take | Mood::BreakOff | Mood::TakeAndBreakOff => say(&mut line, "250 yes").await?,
            }
        } else if upper == "DATA" {
            say(&mut line, "354 go on").await?;
            if mood == Mood::BreakOff {
                return None;
            }
            let mut text = String::new();
            loop {
                let next = hear(&mut line).await?;
                if next == "." {
                    break;
                }
                text.push_str(next.strip_prefix('.').unwrap_or(&next));
                text.push_str("\r\n");
            }
            state.received.lock().unwrap().push(Received { to: to.clone(), text });
            if mood == Mood::TakeAndBreakOff {
                return None;
            }
            say(&mut line, "250 taken").await?;
        } else if upper == "QUIT" {
            return say(&mut line, "221 bye").await;
        } else {
            say(&mut line, "250 yes").await?;
        }
    }
}

async fn say(line: &mut BufReader<TcpStream>, words: &str) -> Option<()> {
    line.write_all(format!("{words}\r\n").as_bytes()).await.ok()
}

async fn hear(line: &mut BufReader<TcpStream>) -> Option<String> {
    let mut text = String::new();
    match line.read_line(&mut text).await {
        Ok(1..) => Some(text.trim_end_matches(['\r', '\n']).to_owned()),
        _ => None,
    }
}

/// A sender for a world's outbox.
pub(crate) fn sender(world: &World, transport: Transport) -> Sender {
    let shared = world.state.shared();
    Sender {
        db: world.state.db().clone(),
        clock: Arc::clone(&shared.clock),
        keys: Arc::clone(&shared.keys),
        wake: shared.wake.clone(),
        transport,
        from: "post@house.example".parse().unwrap(),
        public_url: post().public_url,
        me: new_id(),
    }
}

/// Where a world's mail arrives.
#[derive(Debug)]
pub(crate) struct Mailbox {
    pub(crate) server: SmtpServer,
    pub(crate) sender: Sender,
}

impl Mailbox {
    pub(crate) async fn open(world: &World) -> Self {
        let server = SmtpServer::start().await;
        let url = SmtpUrl::try_from(SecretString::from(server.url())).unwrap();
        let sender = sender(world, Transport::Smtp(url, Duration::from_millis(400)));
        Self { server, sender }
    }

    /// Sends everything that is due; what has arrived since the last time.
    pub(crate) async fn collect(&self) -> Vec<Received> {
        let before = self.server.received().len();
        while self.sender.send_next().await.unwrap() {}
        self.server.received().split_off(before)
    }

    /// The one mail that has arrived for this address.
    pub(crate) async fn one_for(&self, address: &str) -> Received {
        let mut mails = self.collect().await;
        mails.retain(|mail| mail.to == address);
        assert_eq!(mails.len(), 1, "mails for {address}: {mails:?}");
        mails.remove(0)
    }
}

//! A mail server on loopback that takes what it is sent, or refuses, hangs and breaks off as it is told.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;

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
        let head = self.text.split("\r\n\r\n").next().unwrap();
        let prefix = format!("{}:", name.to_lowercase());
        let mut found = head
            .split("\r\n")
            .filter(|line| line.to_lowercase().starts_with(&prefix));
        let value = found.next().map(|line| line[prefix.len()..].trim().to_owned());
        assert!(found.next().is_none(), "{name} stands twice in {head}");
        value
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

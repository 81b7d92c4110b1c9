//! The call itself.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::hmac;
use chrono::{DateTime, Utc};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, lookup_host};
use tokio_rustls::TlsConnector;
use uuid::Uuid;

use super::address::is_public;
use super::target::WebhookUrl;

/// How long one call may take, from resolving the name to the status.
const PATIENCE: Duration = Duration::from_secs(10);
/// How much of an answer is read: its first line.
const FIRST_LINE: usize = 256;

/// Why a call did not arrive: a code, never what the other side said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Undelivered(pub &'static str);

/// Calls one gateway.
#[derive(Clone)]
pub struct Webhook {
    target: WebhookUrl,
    key: Arc<hmac::Key>,
    private: bool,
    patience: Duration,
}

impl std::fmt::Debug for Webhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Webhook").finish_non_exhaustive()
    }
}

impl Webhook {
    /// To this address, signing with this secret. `private`: it may lie in a private network.
    pub fn new(target: WebhookUrl, secret: &[u8], private: bool) -> Self {
        Self {
            target,
            key: Arc::new(hmac::Key::new(hmac::HMAC_SHA256, secret)),
            private,
            patience: PATIENCE,
        }
    }

    /// The same, less patient.
    #[must_use]
    pub fn waiting(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Calls. When this returns, the gateway has said that it has taken it. `delivery` names the call.
    pub async fn call(&self, delivery: Uuid, at: DateTime<Utc>, body: &[u8]) -> Result<(), Undelivered> {
        tokio::time::timeout(self.patience, self.attempt(delivery, at, body))
            .await
            .unwrap_or(Err(Undelivered("webhook_slow")))
    }

    async fn attempt(&self, delivery: Uuid, at: DateTime<Utc>, body: &[u8]) -> Result<(), Undelivered> {
        let stream = self.connect().await?;
        let request = self.request(delivery, at, body);
        let status = if self.target.tls {
            let name = ServerName::try_from(self.target.host.clone()).map_err(|_odd| Undelivered("webhook_name"))?;
            let tls = tls()?.connect(name, stream).await;
            exchange(tls.map_err(|_refused| Undelivered("webhook_tls"))?, &request).await?
        } else {
            exchange(stream, &request).await?
        };
        match status {
            200..=299 => Ok(()),
            300..=399 => Err(Undelivered("webhook_redirects")),
            400..=499 => Err(Undelivered("webhook_refuses")),
            _ => Err(Undelivered("webhook_fails")),
        }
    }

    /// Connects to an address that was looked at.
    async fn connect(&self) -> Result<TcpStream, Undelivered> {
        let found = lookup_host((self.target.host.as_str(), self.target.port)).await;
        let found: Vec<SocketAddr> = found.map_err(|_unknown| Undelivered("webhook_unknown_host"))?.collect();
        // One private address among public ones is a trap too.
        if !self.private && !found.iter().all(|address| is_public(address.ip())) {
            return Err(Undelivered("webhook_private"));
        }
        for address in found {
            if let Ok(stream) = TcpStream::connect(address).await {
                return Ok(stream);
            }
        }
        Err(Undelivered("webhook_unreachable"))
    }

    fn request(&self, delivery: Uuid, at: DateTime<Utc>, body: &[u8]) -> Vec<u8> {
        let timestamp = at.timestamp().to_string();
        let mut signed = hmac::Context::with_key(&self.key);
        signed.update(timestamp.as_bytes());
        signed.update(b".");
        signed.update(body);
        let mut request = format!(
            "POST {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: causeway\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nCauseway-Delivery: {delivery}\r\nCauseway-Timestamp: {timestamp}\r\n\
             Causeway-Signature: v1={}\r\nConnection: close\r\n\r\n",
            self.target.path,
            self.target.authority(),
            body.len(),
            hex::encode(signed.sign()),
        )
        .into_bytes();
        request.extend_from_slice(body);
        request
    }
}

fn tls() -> Result<TlsConnector, Undelivered> {
    let mut roots = RootCertStore::empty();
    for certificate in rustls_native_certs::load_native_certs().certs {
        // A store with one unreadable certificate still serves with the others.
        drop(roots.add(certificate));
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_none| Undelivered("webhook_tls"))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

/// Sends, and reads the status.
async fn exchange(mut stream: impl AsyncRead + AsyncWrite + Unpin, request: &[u8]) -> Result<u16, Undelivered> {
    let lost = |_error| Undelivered("webhook_lost");
    stream.write_all(request).await.map_err(lost)?;
    stream.flush().await.map_err(lost)?;
    let mut line = Vec::with_capacity(FIRST_LINE);
    while !line.contains(&b'\n') && line.len() < FIRST_LINE {
        let mut some = [0_u8; FIRST_LINE];
        let count = stream.read(&mut some).await.map_err(lost)?;
        if count == 0 {
            break;
        }
        line.extend(some.iter().take(count));
    }
    status(&line).ok_or(Undelivered("webhook_odd"))
}

/// The status of an answer that begins like this: `HTTP/1.1 204 No Content`.
fn status(line: &[u8]) -> Option<u16> {
    let line = line.split(|byte| *byte == b'\n').next()?;
    let mut words = std::str::from_utf8(line).ok()?.split_ascii_whitespace();
    words.next().filter(|version| version.starts_with("HTTP/1."))?;
    let digits = words.next().filter(|digits| digits.len() == 3)?;
    digits.parse().ok().filter(|status| (200..600).contains(status))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_status_line_is_an_answer() {
        for (line, expected) in [
            ("HTTP/1.1 204 No Content\r\n", Some(204)),
            ("HTTP/1.0 503\r\n", Some(503)),
            ("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\n", Some(302)),
            ("HTTP/2 200\r\n", None),
            ("HTTP/1.1 20\r\n", None),
            ("HTTP/1.1 2000\r\n", None),
            ("HTTP/1.1 100 Continue\r\n", None),
            ("220 mail.example.org\r\n", None),
            ("", None),
        ] {
            assert_eq!(status(line.as_bytes()), expected, "{line:?}");
        }
    }
}

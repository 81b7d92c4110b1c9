//! Where calls go, as the configuration says it. Pure.

use std::net::IpAddr;

/// The address of a gateway: `https://host/path`. Without TLS only on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookUrl {
    pub(super) tls: bool,
    pub(super) host: String,
    pub(super) port: u16,
    /// With its stroke at the beginning, and what follows a question mark.
    pub(super) path: String,
}

/// Why an address of a gateway is not taken. Says nothing of it: a path may hold a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WebhookUrlError {
    /// Not understood.
    #[error("alerts.webhook_url must look like https://gateway.example.org/path, without name and password")]
    NotAnAddress,
    /// Another machine, without TLS.
    #[error("alerts.webhook_url goes to another machine without TLS: use https://")]
    NoTls,
}

impl WebhookUrl {
    /// What stands in the header `Host`.
    pub(super) fn authority(&self) -> String {
        let host = if self.host.contains(':') {
            format!("[{}]", self.host)
        } else {
            self.host.clone()
        };
        let usual = if self.tls { 443 } else { 80 };
        if self.port == usual {
            host
        } else {
            format!("{host}:{}", self.port)
        }
    }
}

impl std::str::FromStr for WebhookUrl {
    type Err = WebhookUrlError;

    fn from_str(text: &str) -> Result<Self, WebhookUrlError> {
        let odd = WebhookUrlError::NotAnAddress;
        let (scheme, rest) = text.split_once("://").ok_or(odd)?;
        let tls = match scheme {
            "https" => true,
            "http" => false,
            _ => return Err(odd),
        };
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let plain = |byte: u8| byte.is_ascii_graphic() && byte != b'#';
        if !path.bytes().all(plain) || path.len() > 1024 {
            return Err(odd);
        }
        let (host, port) = if let Some(inner) = authority.strip_prefix('[') {
            let (host, after) = inner.split_once(']').ok_or(odd)?;
            host.parse::<std::net::Ipv6Addr>().map_err(|_odd| odd)?;
            (host, after)
        } else {
            let at = authority.find(':').unwrap_or(authority.len());
            authority.split_at(at)
        };
        let named = |byte: u8| byte.is_ascii_alphanumeric() || b".-:".contains(&byte);
        if host.is_empty() || !host.bytes().all(named) {
            return Err(odd);
        }
        let port = match port.strip_prefix(':') {
            None if port.is_empty() => {
                if tls {
                    443
                } else {
                    80
                }
            }
            Some(digits) => digits.parse().ok().filter(|port| *port != 0).ok_or(odd)?,
            None => return Err(odd),
        };
        let here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
        if !tls && !here {
            return Err(WebhookUrlError::NoTls);
        }
        let path = if path.starts_with('/') {
            path.to_owned()
        } else {
            format!("/{path}")
        };
        Ok(Self {
            tls,
            host: host.to_owned(),
            port,
            path,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(String, String), WebhookUrlError> {
        text.parse::<WebhookUrl>().map(|url| (url.authority(), url.path))
    }

    #[test]
    fn an_address_is_https_or_on_this_machine() {
        for (text, authority, path) in [
            ("https://gateway.example.org/sms?k=1", "gateway.example.org", "/sms?k=1"),
            ("https://gateway.example.org", "gateway.example.org", "/"),
            ("https://gateway.example.org:8443/x", "gateway.example.org:8443", "/x"),
            ("https://[2606:4700::1111]/x", "[2606:4700::1111]", "/x"),
            ("http://127.0.0.1:9000/x", "127.0.0.1:9000", "/x"),
            ("http://localhost/x", "localhost", "/x"),
        ] {
            assert_eq!(read(text), Ok((authority.to_owned(), path.to_owned())), "{text}");
        }
        assert_eq!(read("http://gateway.example.org/x"), Err(WebhookUrlError::NoTls));
        assert_eq!(read("http://10.0.0.1/x"), Err(WebhookUrlError::NoTls));
        for odd in [
            "",
            "gateway.example.org",
            "ftp://gateway.example.org",
            "https://",
            "https://ana:pw@gateway.example.org/",
            "https://gateway.example.org:0/",
            "https://gateway.example.org:x/",
            "https://[::1/",
            "https://gateway.example.org/a b",
            "https://gateway.example.org/a\r\nHost: x",
            "https://gate\nway.example.org/",
        ] {
            assert_eq!(read(odd), Err(WebhookUrlError::NotAnAddress), "{odd:?}");
        }
    }
}

//! One kept-open HTTP/1.1 connection, and nothing that hides a lost answer: no retries, no redirects, no pool.

use std::io::{Error, ErrorKind};
use std::net::SocketAddr;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use uuid::Uuid;

use crate::support::House;
use crate::support::line::{adult, enrolment, id_of, own_consent};

/// What came back, whole.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    /// A header by its name in small letters.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }
}

/// One connection to the server.
pub(crate) struct Wire {
    stream: BufReader<TcpStream>,
    host: SocketAddr,
}

impl Wire {
    pub(crate) async fn open(host: SocketAddr) -> Result<Self, Error> {
        let stream = TcpStream::connect(host).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream: BufReader::new(stream),
            host,
        })
    }

    /// GET; `path` is below `/api/v1`. After an error the connection is of no more use.
    pub(crate) async fn get(&mut self, token: Option<&str>, path: &str) -> Result<Reply, Error> {
        self.send("GET", token, path, "", "").await
    }

    /// POST without a token, from an address the server's proxy has seen.
    pub(crate) async fn post_from(&mut self, address: &str, path: &str, body: &Value) -> Result<Reply, Error> {
        let forwarded = format!("x-forwarded-for: {address}\r\n");
        self.send("POST", None, path, &forwarded, &body.to_string()).await
    }

    /// POST of a JSON body; `path` is below `/api/v1`. After an error the connection is of no more use.
    pub(crate) async fn post(&mut self, token: Option<&str>, path: &str, body: &Value) -> Result<Reply, Error> {
        self.send("POST", token, path, "", &body.to_string()).await
    }

    /// Any request, with further header lines that each end in CR LF.
    pub(crate) async fn send(
        &mut self,
        method: &str,
        token: Option<&str>,
        path: &str,
        headers: &str,
        body: &str,
    ) -> Result<Reply, Error> {
        let bearer = token.map_or_else(String::new, |token| format!("authorization: Bearer {token}\r\n"));
        let media = if body.is_empty() {
            ""
        } else {
            "content-type: application/json\r\n"
        };
        let request = format!(
            "{method} /api/v1{path} HTTP/1.1\r\nhost: {}\r\n{bearer}{media}{headers}content-length: {}\r\n\r\n{body}",
            self.host,
            body.len()
        );
        self.stream.get_mut().write_all(request.as_bytes()).await?;
        self.reply().await
    }

    async fn reply(&mut self) -> Result<Reply, Error> {
        let status = self.line().await?;
        let status = status
            .strip_prefix("HTTP/1.1 ")
            .and_then(|rest| rest.get(..3)?.parse().ok())
            .ok_or_else(|| Error::new(ErrorKind::InvalidData, format!("no status line: {status:?}")))?;
        let mut headers = Vec::new();
        loop {
            let line = self.line().await?;
            let Some((name, value)) = line.split_once(':') else {
                break;
            };
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let mut reply = Reply {
            status,
            headers,
            body: Vec::new(),
        };
        // Has no body, and therefore no length (RFC 9110 §8.6).
        if status == 204 {
            return Ok(reply);
        }
        let length = reply
            .header("content-length")
            .and_then(|length| length.parse().ok())
            .ok_or_else(|| Error::new(ErrorKind::InvalidData, "an answer without its length"))?;
        reply.body.resize(length, 0);
        self.stream.read_exact(&mut reply.body).await?;
        Ok(reply)
    }

    async fn line(&mut self) -> Result<String, Error> {
        let mut line = String::new();
        if self.stream.read_line(&mut line).await? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end().to_owned())
    }
}

/// Takes an adult in, with her consent, and enrols her: who she is, and her enrolment.
pub(crate) async fn enrol(house: &House, address: SocketAddr) -> (Uuid, Uuid) {
    let mut wire = Wire::open(address).await.unwrap();
    let (person, enrolment) = (adult(house), enrolment(house));
    let under = format!("/people/{}", id_of(&person));
    for (path, body) in [
        ("/people".to_owned(), &person),
        (format!("{under}/consents"), &own_consent()),
        (format!("{under}/enrolments"), &enrolment),
    ] {
        let reply = wire.post(Some(house.token("worker")), &path, body).await.unwrap();
        assert_eq!(reply.status, 201, "{}", reply.json());
    }
    (id_of(&person), id_of(&enrolment))
}

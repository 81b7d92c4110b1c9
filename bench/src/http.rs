//! A client for this benchmark: one connection kept open, one request at a time.

use std::time::Duration;

use causeway::cli::Failure;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::Instant;

/// An open connection.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// What the server answered.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The status.
    pub(crate) status: u16,
    /// The head, as text.
    pub(crate) head: String,
    /// The body, as it came.
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The body, as text.
    pub(crate) fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }

    /// The value of a header, named in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        header(&self.head, name)
    }
}

fn header<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    let mut headers = head.split("\r\n").filter_map(|line| line.split_once(": "));
    headers
        .find(|(found, _)| found.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

impl Connection {
    /// Connects.
    pub(crate) async fn open(address: &str) -> Result<Self, Failure> {
        let stream = TcpStream::connect(address).await.map_err(Failure::of)?;
        stream.set_nodelay(true).map_err(Failure::of)?;
        Ok(Self {
            stream,
            buffer: Vec::with_capacity(64 * 1024),
        })
    }

    /// Sends one request and reads its answer whole.
    pub(crate) async fn exchange(&mut self, request: &str) -> Result<Answer, Failure> {
        self.stream.write_all(request.as_bytes()).await.map_err(Failure::of)?;
        self.buffer.clear();
        loop {
            if self.stream.read_buf(&mut self.buffer).await.map_err(Failure::of)? == 0 {
                return Err(Failure::of("the server closed the connection"));
            }
            if let Some((status, head, body)) = whole(&self.buffer)? {
                let (head, body) = (head.to_owned(), body.to_vec());
                return Ok(Answer { status, head, body });
            }
        }
    }
}

/// Status, head and body.
type Received<'r> = (u16, &'r str, &'r [u8]);

/// An answer, once all of it has arrived. The server's JSON always says its length.
fn whole(received: &[u8]) -> Result<Option<Received<'_>>, Failure> {
    let not_http = || Failure::of("the server's answer is not HTTP/1.1 with a length");
    let Some(end) = received.windows(4).position(|bytes| bytes == b"\r\n\r\n") else {
        return Ok(None);
    };
    let (head, rest) = received.split_at(end);
    let head = str::from_utf8(head).map_err(Failure::of)?;
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|code| code.parse().ok())
        .ok_or_else(not_http)?;
    let length = header(head, "content-length").and_then(|value| value.parse::<usize>().ok());
    let length = length.ok_or_else(not_http)?;
    Ok(rest.get(4..4 + length).map(|body| (status, head, body)))
}

/// What came of a load.
#[derive(Debug)]
pub(crate) struct Load {
    /// How long each request took, shortest first.
    pub(crate) latencies: Vec<Duration>,
    /// From the first request to the last answer.
    pub(crate) took: Duration,
}

impl Load {
    /// Requests answered per second.
    pub(crate) fn rate(&self) -> f64 {
        count(self.latencies.len()) / self.took.as_secs_f64()
    }

    /// The latency that this share of the requests stayed within, in milliseconds.
    pub(crate) fn percentile(&self, percent: usize) -> f64 {
        percentile(&self.latencies, percent)
    }
}

/// What this share of times, shortest first, stayed within, in milliseconds.
pub(crate) fn percentile(sorted: &[Duration], percent: usize) -> f64 {
    sorted
        .get(sorted.len() * percent / 100)
        .map_or(f64::NAN, |time| time.as_secs_f64() * 1e3)
}

/// A count as a number to divide by.
pub(crate) fn count(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::INFINITY, f64::from)
}

/// Lets every client, a maker of requests, ask one thing after another for `time`. Any answer but `expected` is an error.
pub(crate) async fn load<F: FnMut() -> String + Send + 'static>(
    address: &str,
    clients: Vec<F>,
    time: Duration,
    expected: u16,
) -> Result<Load, Failure> {
    let mut connections = Vec::with_capacity(clients.len());
    for client in clients {
        connections.push((Connection::open(address).await?, client));
    }
    let start = Instant::now();
    let tasks: Vec<_> = connections
        .into_iter()
        .map(|(connection, client)| tokio::spawn(ask(connection, client, start + time, expected)))
        .collect();
    let mut latencies = Vec::new();
    for task in tasks {
        latencies.extend(task.await.map_err(Failure::of)??);
    }
    let took = start.elapsed();
    latencies.sort_unstable();
    Ok(Load { latencies, took })
}

async fn ask<F: FnMut() -> String>(
    mut connection: Connection,
    mut next: F,
    end: Instant,
    expected: u16,
) -> Result<Vec<Duration>, Failure> {
    let mut latencies = Vec::with_capacity(64 * 1024);
    loop {
        let asked = Instant::now();
        if asked >= end {
            return Ok(latencies);
        }
        let answer = connection.exchange(&next()).await?;
        if answer.status != expected {
            return Err(Failure::of(format!(
                "the server answered {} instead of {expected}: {}",
                answer.status,
                answer.text()
            )));
        }
        latencies.push(asked.elapsed());
    }
}

#[cfg(test)]
mod tests {
    use super::{header, whole};

    #[test]
    fn an_answer_is_whole_when_its_body_is() {
        let head = "HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n";
        assert!(whole(b"HTTP/1.1 201 Created\r\n").unwrap().is_none());
        assert!(whole(format!("{head}o").as_bytes()).unwrap().is_none());
        let all = format!("{head}ok");
        let (status, found, body) = whole(all.as_bytes()).unwrap().unwrap();
        assert_eq!((status, body), (201, b"ok".as_slice()));
        assert_eq!(header(found, "content-length"), Some("2"));
        assert!(whole(b"SSH-2.0\r\n\r\n").is_err());
    }
}

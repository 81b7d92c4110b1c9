//! Bodies that may come and go compressed, and larger than others: what a phone has gathered while it was away, and what it
//! is told.

use std::future::Future;
use std::io::{Read, Write};
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{AcceptEncoding, CONTENT_ENCODING, ContentEncoding, ContentType, Encoding, Header, VARY};
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use serde::Serialize;

use super::body::{BodyTimeout, collect, is_media, not_json, too_large, too_slow};
use super::problem::Problem;

/// Most bytes on the wire (sync.md §2.15).
const MOST_SENT: usize = 256 * 1024;
/// Most bytes once unpacked: a small file that unpacks to a large one is not unpacked any further.
const MOST_UNPACKED: usize = 1024 * 1024;

/// Smaller answers are sent as they are (sync.md §2.11).
const LEAST_PACKED: usize = 200;

/// A JSON body as text, unpacked. Bytes that are no UTF-8 and control characters stand as U+FFFD in it: whoever reads it part
/// by part loses that part, and not the others.
#[derive(Clone)]
pub struct Packed {
    /// The text.
    pub text: String,
    /// Does a U+FFFD in it stand for something else?
    pub damaged: bool,
}

impl std::fmt::Debug for Packed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[body]")
    }
}

impl FromRequest for Packed {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let payload = payload.take();
        Box::pin(async move { read(&request, payload).await.map_err(|problem| problem.of(&request)) })
    }
}

/// Lines of JSON (`application/x-ndjson`), unpacked, each read by itself. Empty lines are left out.
#[derive(Debug, Clone)]
pub struct PackedLines(pub Vec<Packed>);

impl FromRequest for PackedLines {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let payload = payload.take();
        Box::pin(async move {
            read_lines(&request, payload)
                .await
                .map_err(|problem| problem.of(&request))
        })
    }
}

async fn read_lines(request: &HttpRequest, payload: Payload) -> Result<PackedLines, Problem> {
    if !is_media(request, "application/x-ndjson") {
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "not_ndjson",
            "Lines of JSON are expected",
        )
        .detail("Send one operation a line, with Content-Type: application/x-ndjson."));
    }
    let bytes = unpacked(request, payload).await?;
    Ok(PackedLines(lines(&bytes)))
}

fn lines(bytes: &[u8]) -> Vec<Packed> {
    let lines = bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let lines = lines.filter(|line| !line.is_empty());
    lines.map(|line| readable(line.to_vec())).collect()
}

async fn read(request: &HttpRequest, payload: Payload) -> Result<Packed, Problem> {
    if !is_media(request, "application/json") {
        return Err(not_json());
    }
    Ok(readable(unpacked(request, payload).await?))
}

/// The whole body as it was before it was packed.
async fn unpacked(request: &HttpRequest, payload: Payload) -> Result<Vec<u8>, Problem> {
    let encoding = request
        .headers()
        .get(CONTENT_ENCODING)
        .map(actix_web::http::header::HeaderValue::as_bytes);
    let packed = match encoding {
        None => false,
        Some(name) if name.eq_ignore_ascii_case(b"identity") => false,
        Some(name) if name.eq_ignore_ascii_case(b"gzip") => true,
        Some(_) => {
            return Err(Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "compressed_body",
                "This compression is not accepted",
            )
            .detail("Send the JSON as it is, or with Content-Encoding: gzip."));
        }
    };
    let BodyTimeout(patience) = request.app_data().copied().unwrap_or_default();
    let bytes = tokio::time::timeout(patience, collect(payload, MOST_SENT))
        .await
        .map_err(|_elapsed| too_slow())??;
    if packed { unpack(&bytes) } else { Ok(bytes.to_vec()) }
}

/// 200 with this as JSON, packed where the client can unpack it: a page of rows becomes a seventh of its size.
///
/// For answers that only a token in a header fetches: where a cookie does, a stranger's page could ask again and again, and read what is
/// in an answer from its size (BREACH).
pub fn packed_answer(request: &HttpRequest, body: &impl Serialize) -> HttpResponse {
    match unpacks(request).then(|| packed(body)).flatten() {
        Some(packed) => HttpResponse::Ok()
            .insert_header(ContentType::json())
            .insert_header(ContentEncoding::Gzip)
            .insert_header((VARY, "accept-encoding"))
            .body(packed),
        None => HttpResponse::Ok().json(body),
    }
}

/// Does the client say that it knows gzip?
fn unpacks(request: &HttpRequest) -> bool {
    let known = [Encoding::gzip(), Encoding::identity()];
    AcceptEncoding::parse(request).is_ok_and(|accepted| accepted.negotiate(known.iter()) == Some(Encoding::gzip()))
}

/// `None`: it is sent as it is.
fn packed(body: &impl Serialize) -> Option<Vec<u8>> {
    let plain = serde_json::to_vec(body).ok()?;
    if plain.len() < LEAST_PACKED {
        return None;
    }
    let mut gzip = GzEncoder::new(Vec::with_capacity(plain.len() / 4), Compression::default());
    gzip.write_all(&plain).ok()?;
    gzip.finish().ok()
}

/// Unpacks no more than is accepted.
fn unpack(bytes: &[u8]) -> Result<Vec<u8>, Problem> {
    let mut plain = Vec::new();
    let most = u64::try_from(MOST_UNPACKED + 1).unwrap_or(u64::MAX);
    MultiGzDecoder::new(bytes)
        .take(most)
        .read_to_end(&mut plain)
        .map_err(|_error| Problem::malformed("the gzip stream is damaged"))?;
    if plain.len() > MOST_UNPACKED {
        return Err(too_large(MOST_UNPACKED));
    }
    Ok(plain)
}

/// Text in which every string can be read: whatever cannot stand in one is replaced, and it is said that something was.
fn readable(bytes: Vec<u8>) -> Packed {
    let (text, mut damaged) = match String::from_utf8(bytes) {
        Ok(text) => (text, false),
        Err(error) => (String::from_utf8_lossy(error.as_bytes()).into_owned(), true),
    };
    let mut clean = String::with_capacity(text.len());
    let (mut inside, mut escaped) = (false, false);
    for letter in text.chars() {
        let ends = letter == '"' && !escaped;
        escaped = inside && letter == '\\' && !escaped;
        inside ^= ends;
        if inside && u32::from(letter) < 0x20 {
            damaged = true;
            clean.push('\u{fffd}');
        } else {
            clean.push(letter);
        }
    }
    Packed { text: clean, damaged }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_stand_in_a_string_is_replaced_there_and_nowhere_else() {
        let read = |bytes: &[u8]| {
            let packed = readable(bytes.to_vec());
            (packed.text, packed.damaged)
        };
        assert_eq!(read(b"{\n \"a\": \"b\"}"), ("{\n \"a\": \"b\"}".to_owned(), false));
        assert_eq!(
            read(b"{\"a\": \"b\x01\"}\n"),
            ("{\"a\": \"b\u{fffd}\"}\n".to_owned(), true)
        );
        assert_eq!(read(b"[\"\xff\"]"), ("[\"\u{fffd}\"]".to_owned(), true));
        assert_eq!(read(br#"["\"", "\\"]"#), (r#"["\"", "\\"]"#.to_owned(), false));
    }

    #[test]
    fn an_answer_is_packed_for_who_can_unpack_it_and_where_it_pays() {
        let long = "ab".repeat(LEAST_PACKED);
        let encoding = |accepts: Option<&str>, body: &str| {
            let mut request = actix_web::test::TestRequest::default();
            if let Some(accepts) = accepts {
                request = request.insert_header(("accept-encoding", accepts));
            }
            let answer = packed_answer(&request.to_http_request(), &body);
            let encoding = answer.headers().get(CONTENT_ENCODING);
            encoding.map(|name| name.to_str().unwrap().to_owned())
        };
        for accepts in ["gzip", "gzip, deflate, br, zstd", "br;q=1, gzip;q=0.8"] {
            assert_eq!(encoding(Some(accepts), &long).as_deref(), Some("gzip"), "{accepts}");
            assert_eq!(encoding(Some(accepts), "short"), None, "{accepts}");
        }
        for accepts in [None, Some("br"), Some("gzip;q=0"), Some("identity")] {
            assert_eq!(encoding(accepts, &long), None, "{accepts:?}");
        }
        let plain = serde_json::to_vec(&long).unwrap();
        assert_eq!(unpack(&packed(&long).unwrap()).unwrap(), plain);
    }

    #[test]
    fn a_line_that_is_broken_off_spoils_no_other() {
        let lines = lines(b"{\"a\": \"b\n\r\n {\"c\": 1}\r\n");
        let texts: Vec<_> = lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(texts, ["{\"a\": \"b", "{\"c\": 1}"]);
    }

    #[test]
    fn a_small_file_does_not_become_a_large_one() {
        let pack = |plain: &[u8]| {
            let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
            gzip.write_all(plain).unwrap();
            gzip.finish().unwrap()
        };
        assert_eq!(unpack(&pack(b"{}")).unwrap(), b"{}");
        let bomb = pack(&vec![b' '; 64 * MOST_UNPACKED]);
        assert!(bomb.len() < MOST_SENT);
        assert_eq!(unpack(&bomb).unwrap_err().code(), "too_large");
        assert_eq!(unpack(b"no gzip").unwrap_err().code(), "malformed");
    }
}

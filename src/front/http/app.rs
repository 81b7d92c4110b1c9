//! The web app's files, as its build left them in `web/dist`. A release carries them inside; a debug build reads the folder.

use actix_web::http::header::{
    ACCEPT, ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
    IF_NONE_MATCH, VARY,
};
use actix_web::http::{Method, header};
use actix_web::{HttpRequest, HttpResponse};
use rust_embed::EmbeddedFile;

use self::files::Files;
use super::HTML;

/// The app runs and loads what came from here, asks this server only, and turns no text into HTML. Its one Trusted Types
/// policy names the service worker (`web/build/policy.ts`, which a test compares).
const APP_CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; \
                       manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; \
                       frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types causeway-worker";
/// A phone's camera reads the code on a supervisor's screen, and sees nothing else.
const APP_PERMISSIONS: &str = "camera=(self), geolocation=(), microphone=(), payment=()";
/// The page that every address inside the app begins with.
const INDEX: &str = "index.html";
/// The page of all components, which is shown in the demo only.
const GALLERY: &str = "assets/gallery-";
/// Words that a device which is signed in gets, and nobody else (ADR 0153).
const INSIDE: &str = "inside/";
/// Addresses under which no page of the app lies.
const NOT_PAGES: [&str; 6] = ["api/", "api-docs", "account/", "assets/", INSIDE, "metrics"];

mod files {
    #![expect(clippy::same_name_method, reason = "what the derive makes")]

    #[derive(rust_embed::RustEmbed)]
    #[folder = "web/dist/"]
    pub(super) struct Files;
}

/// A file of the app, or the page for an address inside it; nothing where there is neither.
pub(crate) fn answer(request: &HttpRequest, is_demo: bool) -> Option<HttpResponse> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return None;
    }
    let path = request.path().strip_prefix('/')?;
    if path.starts_with(INSIDE) || path.starts_with(GALLERY) && !is_demo {
        return None;
    }
    let name = match path {
        "calendar" => "calendar.html",
        path if is_file(path) => path,
        path if is_page(request, path) => INDEX,
        _ => return None,
    };
    Some(send(request, name, Files::get(name)?))
}

/// The words of the screens behind a passphrase, as the build left them; nothing in a language it has none in.
pub(crate) fn words(language: &str) -> Option<Vec<u8>> {
    let is_subtag = language.len() <= 3 && language.bytes().all(|byte| byte.is_ascii_lowercase());
    let file = is_subtag.then(|| Files::get(&format!("{INSIDE}{language}.json")))?;
    file.map(|file| file.data.into_owned())
}

/// Packed copies are sent in the place of their files, never by their own names.
fn is_file(path: &str) -> bool {
    kind(path).is_some() && Files::get(path).is_some()
}

/// Only who asks for a page gets one: a script that is gone must not be answered with a page.
fn is_page(request: &HttpRequest, path: &str) -> bool {
    let wants = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok());
    path.is_empty()
        || wants.is_some_and(|wants| wants.contains("text/html"))
            && !path.contains('.')
            && !NOT_PAGES.iter().any(|not| path.starts_with(not))
}

fn send(request: &HttpRequest, name: &str, whole: EmbeddedFile) -> HttpResponse {
    let (encoding, sent) = match packed(request, name) {
        Some((encoding, copy)) => (Some(encoding), copy),
        None => (None, whole),
    };
    // Of the bytes that are sent: a packed copy is another than its file.
    let tag = format!("\"{}\"", hex::encode(&sent.metadata.sha256_hash()[..16]));
    // The names of assets carry a digest of what is in them.
    let caching = if name.starts_with("assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let mut answer = HttpResponse::Ok();
    answer
        .insert_header((VARY, "accept-encoding"))
        .insert_header((CACHE_CONTROL, caching))
        .insert_header((CONTENT_SECURITY_POLICY, APP_CSP))
        .insert_header((header::PERMISSIONS_POLICY, APP_PERMISSIONS));
    let has = |held: &header::HeaderValue| held.to_str().is_ok_and(|held| held.contains(&tag));
    if request.headers().get(IF_NONE_MATCH).is_some_and(has) {
        answer.status(actix_web::http::StatusCode::NOT_MODIFIED);
        return answer.insert_header((ETAG, tag)).finish();
    }
    answer
        .insert_header((ETAG, tag))
        .insert_header((CONTENT_TYPE, kind(name).unwrap_or(HTML)));
    if let Some(encoding) = encoding {
        answer.insert_header((CONTENT_ENCODING, encoding));
    }
    answer.body(sent.data.into_owned())
}

/// The smallest copy that the caller can unpack.
fn packed(request: &HttpRequest, name: &str) -> Option<(&'static str, EmbeddedFile)> {
    let accepted = request.headers().get(ACCEPT_ENCODING)?.to_str().ok()?;
    let unpacks = |encoding: &str| accepted.split(',').any(|part| part.trim() == encoding);
    let copies = [("br", "br"), ("gzip", "gz")];
    copies
        .into_iter()
        .filter(|(encoding, _)| unpacks(encoding))
        .find_map(|(encoding, ending)| Some((encoding, Files::get(&format!("{name}.{ending}"))?)))
}

/// What a file is, by its name; nothing of a kind that the app has none of.
fn kind(name: &str) -> Option<&'static str> {
    Some(match name.rsplit_once('.')?.1 {
        "html" => HTML,
        "js" => super::SCRIPT,
        "css" => super::CSS,
        "json" => super::JSON,
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        _ => return None,
    })
}

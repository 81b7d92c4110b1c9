//! Connection strings for a socket in a folder.

use std::fmt::Write as _;
use std::path::Path;

/// A libpq `key=value` string. Values are quoted as libpq's documentation asks (§34.1.1.1): in single quotes, with
/// backslash before quote and backslash.
pub(crate) fn key_value(host: &Path, port: u16, user: &str, database: &str) -> String {
    let quoted = |value: &str| format!("'{}'", value.replace('\\', r"\\").replace('\'', r"\'"));
    format!(
        "host={} port={port} user={} dbname={}",
        quoted(&host.to_string_lossy()),
        quoted(user),
        quoted(database)
    )
}

/// A `postgresql://` URL. The folder stands in the host's place, percent-encoded (libpq §34.1.1.2).
pub(crate) fn url(host: &Path, port: u16, user: &str, database: &str) -> String {
    format!(
        "postgresql://{}@{}:{port}/{}",
        percent(user),
        percent(&host.to_string_lossy()),
        percent(database)
    )
}

/// Everything but RFC 3986's unreserved characters, percent-encoded.
fn percent(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String does not fail.
            write!(out, "%{byte:02X}").ok();
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_and_names_are_quoted() {
        let host = Path::new("/srv/it's here");
        assert_eq!(
            key_value(host, 5432, "causeway_app", r"a\b"),
            r"host='/srv/it\'s here' port=5432 user='causeway_app' dbname='a\\b'"
        );
        assert_eq!(
            url(host, 5432, "me@home", "t_1"),
            "postgresql://me%40home@%2Fsrv%2Fit%27s%20here:5432/t_1"
        );
    }
}

//! Looking for bytes in everything a machine keeps.

use std::path::Path;

use base64::Engine as _;

/// Somewhere that something is kept.
pub(super) struct Place {
    name: String,
    /// Each byte as the character of its number, so that any bytes can be looked for as text.
    content: String,
}

impl Place {
    pub(super) fn new(name: &str, content: Vec<u8>) -> Self {
        Self {
            name: name.to_owned(),
            content: letters(&content),
        }
    }

    pub(super) fn holds(&self, text: &str) -> bool {
        self.content.contains(&letters(text.as_bytes()))
    }
}

/// Something that must not be found, in every spelling it could have.
pub(super) struct Canary {
    what: String,
    spellings: Vec<String>,
}

impl Canary {
    pub(super) fn text(what: &str, text: &str) -> Self {
        Self::bytes(&format!("{what}: {text}"), text.as_bytes())
    }

    /// As it is, in hexadecimal, and in base64 wherever it may begin in a longer text.
    pub(super) fn bytes(what: &str, bytes: &[u8]) -> Self {
        let mut spellings = vec![letters(bytes), hex::encode(bytes), hex::encode_upper(bytes)];
        for shift in 0..3 {
            let shifted = [&[0; 2][..shift.min(2)], bytes].concat();
            let coded = base64::engine::general_purpose::STANDARD_NO_PAD.encode(shifted);
            // The letters at both ends depend on what stands beside it.
            let inner = coded.get(4..coded.len() - 4).unwrap_or_default();
            if inner.len() > 8 {
                spellings.push(inner.to_owned());
                spellings.push(inner.replace('+', "-").replace('/', "_"));
            }
        }
        Self {
            what: what.to_owned(),
            spellings,
        }
    }
}

fn letters(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// Every file in or below a path, each as a place of its own.
pub(super) fn everything_below(path: &Path) -> Vec<Place> {
    if path.is_dir() {
        let entries = std::fs::read_dir(path).unwrap();
        return entries
            .flat_map(|entry| everything_below(&entry.unwrap().path()))
            .collect();
    }
    // Sockets hold nothing, and a running server may take a file away meanwhile.
    match std::fs::read(path) {
        Ok(content) => vec![Place::new(&path.display().to_string(), content)],
        Err(_gone) => Vec::new(),
    }
}

/// Which canaries stand where.
pub(super) fn found(places: &[Place], canaries: &[Canary]) -> Vec<String> {
    let mut hits = Vec::new();
    for place in places {
        for canary in canaries {
            if canary.spellings.iter().any(|spelling| place.content.contains(spelling)) {
                hits.push(format!("{} in {}", canary.what, place.name));
            }
        }
    }
    hits
}

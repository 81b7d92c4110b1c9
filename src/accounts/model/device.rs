//! Devices: the code a supervisor shows, the handle of somebody without a mailbox, and what a device signs.

use chrono::{DateTime, Duration, Utc};
use zeroize::Zeroizing;

use crate::access::{Role, StaffRoles};
use crate::platform::codes::Code;
use crate::{code_list, typed_id};

typed_id!(DeviceId, "an enrolled device");
typed_id!(FieldCodeId, "a one-time code for a device");

code_list!(
    DeviceKinds,
    "device_kind",
    "what a device is, in no more words than these",
    ["phone", "tablet", "computer"]
);
code_list!(
    KeyAlgorithms,
    "key_algorithm",
    "what a device signs with",
    ["ed25519", "p256"]
);

/// A code of list `device_kind`.
pub(crate) type DeviceKind = Code<DeviceKinds>;
/// A code of list `key_algorithm`.
pub(crate) type KeyAlgorithm = Code<KeyAlgorithms>;

/// How long a code lives (design §6).
pub(in crate::accounts) const CODE_LIVES: Duration = Duration::minutes(10);
/// Wrong guesses after which a code is dead.
pub(in crate::accounts) const MOST_WRONG: i32 = 5;
/// A device not used for this long has to be enrolled again, in person.
pub(in crate::accounts) const IDLE: Duration = Duration::days(30);
/// And after this long in any case.
pub(in crate::accounts) const ABSOLUTE: Duration = Duration::days(365);
/// How far a device's clock may be off: older requests are stale (RFC 8725 asks for freshness without a figure).
pub(in crate::accounts) const FRESH: Duration = Duration::minutes(2);
/// Requests remembered: more than these within twice [`FRESH`] are refused.
pub(in crate::accounts) const MOST_RECENT: usize = 40;

/// Letters of a code: no I and no O, which are read as digits.
const LETTERS: [char; 24] = [
    'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'L', 'M', 'N', 'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y',
    'Z',
];
/// Letters of a handle: no vowels and nothing that looks like another, so that no handle is a word.
const HANDLE_LETTERS: [char; 27] = [
    '2', '3', '4', '5', '6', '7', '8', '9', 'b', 'c', 'd', 'f', 'g', 'h', 'j', 'k', 'm', 'n', 'p', 'q', 'r', 's', 't',
    'v', 'w', 'x', 'z',
];

/// Draws letters from random bytes, each as likely as any other: bytes beyond the last whole round are thrown away.
fn draw<const N: usize>(alphabet: [char; N], bytes: &[u8], count: usize) -> Option<String> {
    let round = 256 - 256 % N;
    let letters: String = bytes
        .iter()
        .filter(|byte| usize::from(**byte) < round)
        .filter_map(|byte| alphabet.get(usize::from(*byte) % N))
        .take(count)
        .collect();
    (letters.chars().count() == count).then_some(letters)
}

/// A code: the first four letters find it, the last four prove it.
#[derive(Clone)]
pub(in crate::accounts) struct FieldCode {
    selector: String,
    secret: Zeroizing<String>,
}

impl std::fmt::Debug for FieldCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[code]")
    }
}

impl FieldCode {
    /// From random bytes; `None` when too many of them had to be thrown away.
    pub(in crate::accounts) fn from_random(bytes: &[u8]) -> Option<Self> {
        draw(LETTERS, bytes, 8).and_then(|letters| Self::parse(&letters))
    }

    /// Reads what somebody typed: small letters, blanks and strokes are fine.
    pub(in crate::accounts) fn parse(text: &str) -> Option<Self> {
        let letters: Zeroizing<String> = Zeroizing::new(
            text.chars()
                .filter(|letter| !letter.is_whitespace() && *letter != '-')
                .map(|letter| letter.to_ascii_uppercase())
                .collect(),
        );
        if letters.chars().count() != 8 || !letters.chars().all(|letter| LETTERS.contains(&letter)) {
            return None;
        }
        let (selector, secret) = letters.split_at_checked(4)?;
        Some(Self {
            selector: selector.to_owned(),
            secret: Zeroizing::new(secret.to_owned()),
        })
    }

    /// What it is found by.
    pub(in crate::accounts) fn selector(&self) -> &str {
        &self.selector
    }

    /// What its keyed digest is made of.
    pub(in crate::accounts) fn secret(&self) -> &str {
        &self.secret
    }

    /// What is shown.
    pub(in crate::accounts) fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("{}-{}", self.selector, *self.secret))
    }
}

/// A handle for an account without a mailbox: six letters that are no word in any language.
pub(in crate::accounts) fn handle(bytes: &[u8]) -> Option<String> {
    let letters = draw(HANDLE_LETTERS, bytes, 6)?;
    let (first, second) = letters.split_at_checked(3)?;
    Some(format!("{first}-{second}"))
}

/// May somebody who holds these roles sign in with a device and nothing else? Those who meet young people, and hold
/// nothing more: `access.device_roles()` in the database.
pub(in crate::accounts) fn suits_a_device<R: AsRef<str>>(roles: impl IntoIterator<Item = R>) -> bool {
    let mut roles = roles.into_iter().peekable();
    roles.peek().is_some() && roles.all(|role| Role::of(role.as_ref()) == Some(Role::Field))
}

/// The same for one role of the list.
pub(in crate::accounts) fn is_for_devices(role: Code<StaffRoles>) -> bool {
    suits_a_device([role.as_str()])
}

/// What a device signs to get a token: bound to this one use, this address, this device, this moment.
pub(in crate::accounts) fn signed_text(device: DeviceId, at: DateTime<Utc>, nonce: &str) -> String {
    format!(
        "causeway device token 1\nPOST /api/v1/device-tokens\n{device}\n{}\n{nonce}",
        at.timestamp_millis()
    )
}

/// Was this signed just now?
pub(in crate::accounts) fn is_fresh(at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    (now - at).abs() <= FRESH
}

/// Takes a request among the recent ones of its device. `None`: it was made before, or there are too many.
///
/// Requests older than twice [`FRESH`] are forgotten: they are stale by then, wherever in the window they were signed.
pub(in crate::accounts) fn remember_request(
    recent: Vec<String>,
    at: DateTime<Utc>,
    nonce: &str,
    now: DateTime<Utc>,
) -> Option<Vec<String>> {
    let this = format!("{}.{nonce}", at.timestamp_millis());
    let oldest = (now - FRESH * 2).timestamp_millis();
    let mut recent: Vec<String> = recent
        .into_iter()
        .filter(|entry| {
            entry
                .split('.')
                .next()
                .and_then(|at| at.parse::<i64>().ok())
                .is_some_and(|at| at > oldest)
        })
        .collect();
    if recent.len() >= MOST_RECENT || recent.iter().any(|entry| ends_with_nonce(entry, nonce)) {
        return None;
    }
    recent.push(this);
    Some(recent)
}

fn ends_with_nonce(entry: &str, nonce: &str) -> bool {
    entry.split_once('.').is_some_and(|(_, of)| of == nonce)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::codes::CodeList;
    use uuid::Uuid;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = FieldCode::parse(" kftm rw-qz ").unwrap();
        assert_eq!((code.selector(), code.secret()), ("KFTM", "RWQZ"));
        assert_eq!(*code.text(), "KFTM-RWQZ");
        for wrong in [
            "",
            "KFTM",
            "KFTM-RWQ",
            "KFTM-RWQZA",
            "KFTM-RWQ1",
            "KFIM-RWQZ",
            "KFTM-RWQO",
            "KFTM-RWQÄ",
        ] {
            assert!(FieldCode::parse(wrong).is_none(), "{wrong}");
        }
        assert_eq!(format!("{code:?}"), "[code]");
    }

    #[test]
    fn every_letter_is_as_likely_as_any_other() {
        let all: Vec<u8> = (0..=255).collect();
        let letters = draw(LETTERS, &all, 240).unwrap();
        for letter in LETTERS {
            assert_eq!(letters.chars().filter(|other| *other == letter).count(), 10, "{letter}");
        }
        assert!(
            draw(LETTERS, &[255; 64], 8).is_none(),
            "what does not fit is thrown away"
        );
        assert_eq!(FieldCode::from_random(&[0; 8]).unwrap().selector(), "AAAA");
        assert_eq!(handle(&[0, 1, 2, 3, 4, 5]).unwrap(), "234-567");
    }

    #[test]
    fn only_who_meets_young_people_and_nothing_more_signs_in_with_a_device() {
        let suiting: Vec<_> = StaffRoles::CODES
            .iter()
            .filter(|role| suits_a_device([role]))
            .copied()
            .collect();
        assert_eq!(
            suiting,
            [
                "outreach_worker",
                "mentor",
                "case_worker",
                "counsellor_clinician",
                "job_coach",
                "activity_lead",
                "exit_worker"
            ]
        );
        assert!(suits_a_device(["mentor", "activity_lead"]));
        assert!(!suits_a_device(["mentor", "supervisor"]));
        assert!(!suits_a_device([""; 0]), "who holds nothing needs no device");
    }

    #[test]
    fn a_request_is_good_once_and_for_two_minutes() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let second = Duration::seconds(1);
        for off in [-120, 0, 120] {
            assert!(is_fresh(now + second * off, now), "{off}");
        }
        for off in [-121, 121, 86_400] {
            assert!(!is_fresh(now + second * off, now), "{off}");
        }
        let once = remember_request(Vec::new(), now, "n1", now).unwrap();
        assert!(
            remember_request(once.clone(), now, "n1", now).is_none(),
            "the same again"
        );
        assert!(
            remember_request(once.clone(), now + second, "n1", now).is_none(),
            "the same nonce at another moment"
        );
        let twice = remember_request(once, now, "n2", now + second).unwrap();
        assert_eq!(twice.len(), 2);
        let later = remember_request(twice, now + Duration::minutes(5), "n1", now + Duration::minutes(5)).unwrap();
        assert_eq!(later.len(), 1, "what is stale is forgotten");
        let mut many = Vec::new();
        for n in 0..MOST_RECENT {
            many = remember_request(many, now, &format!("n{n}"), now).unwrap();
        }
        assert!(remember_request(many, now, "one more", now).is_none());
    }

    #[test]
    fn what_is_signed_names_its_one_use() {
        let device = DeviceId::from_uuid(Uuid::from_u128(7));
        let at = DateTime::from_timestamp_millis(1_800_000_000_123).unwrap();
        assert_eq!(
            signed_text(device, at, "abc"),
            "causeway device token 1\nPOST /api/v1/device-tokens\n00000000-0000-0000-0000-000000000007\n1800000000123\nabc"
        );
    }
}

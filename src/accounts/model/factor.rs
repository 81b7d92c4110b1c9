//! Second factors: codes of an authenticator app (RFC 6238) and recovery codes (security.md §3.5).

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use totp_rs::{Algorithm, Builder, Secret, Totp};
use zeroize::Zeroizing;

/// Seconds a code is shown for. Thirty, six digits and SHA-1 are what every app assumes.
const STEP: u64 = 30;
const DIGITS: u8 = 6;
/// Recovery codes that are handed out at once.
pub(in crate::accounts) const RECOVERY_CODES: usize = 10;
/// Characters of a recovery code: 120 bits.
const RECOVERY_LENGTH: usize = 24;

/// What an authenticator app and we share.
pub(in crate::accounts) struct TotpSecret(Zeroizing<[u8; 20]>);

impl std::fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[secret]")
    }
}

impl TotpSecret {
    /// From bytes that were just drawn, or kept.
    pub(in crate::accounts) fn new(bytes: Zeroizing<[u8; 20]>) -> Self {
        Self(bytes)
    }

    /// To be sealed.
    pub(in crate::accounts) fn bytes(&self) -> &[u8] {
        self.0.as_slice()
    }

    /// As it is typed into an app by hand.
    pub(in crate::accounts) fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(Secret::from(self.bytes()).to_base32())
    }

    /// As it is scanned. The label is the product's name alone: whoever looks at the phone learns neither the person nor
    /// her work.
    pub(in crate::accounts) fn uri(&self) -> Zeroizing<String> {
        let secret = self.text();
        Zeroizing::new(format!(
            "otpauth://totp/Causeway?secret={}&issuer=Causeway",
            secret.as_str()
        ))
    }

    /// The step a code belongs to: the present one or the one before, for who types slowly. Each step counts once; that
    /// is for the caller to see to.
    pub(in crate::accounts) fn step_of(&self, code: &str, now: DateTime<Utc>) -> Option<i64> {
        let well_formed = code.len() == usize::from(DIGITS) && code.bytes().all(|byte| byte.is_ascii_digit());
        let seconds = u64::try_from(now.timestamp()).ok()?;
        let app = self.app().filter(|_| well_formed)?;
        let step = [seconds, seconds.saturating_sub(STEP)]
            .into_iter()
            .find_map(|second| app.check(code, second))?;
        i64::try_from(step).ok()
    }

    /// Checks one step at a time.
    fn app(&self) -> Option<Totp> {
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(DIGITS)
            .with_skew(0)
            .with_step_duration(STEP)
            .with_secret(self.bytes())
            .build()
            .ok()
    }
}

/// A code that was kept for the day the phone is lost.
#[derive(Clone)]
pub(in crate::accounts) struct RecoveryCode(Zeroizing<String>);

impl std::fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[secret]")
    }
}

impl RecoveryCode {
    /// From bytes that were just drawn.
    pub(in crate::accounts) fn new(bytes: &Zeroizing<[u8; 15]>) -> Self {
        Self(Zeroizing::new(Secret::from(bytes.as_slice()).to_base32()))
    }

    /// As somebody types it: small letters, blanks and dashes do not matter.
    fn parse(text: &str) -> Option<Self> {
        let letters = text.chars().filter(|letter| !matches!(letter, ' ' | '-'));
        let code = Zeroizing::new(letters.collect::<String>().to_ascii_uppercase());
        let is_base32 = |byte: u8| byte.is_ascii_uppercase() || (b'2'..=b'7').contains(&byte);
        (code.len() == RECOVERY_LENGTH && code.bytes().all(is_base32)).then_some(Self(code))
    }

    /// As it is shown, once: in groups of four.
    pub(in crate::accounts) fn shown(&self) -> Zeroizing<String> {
        let mut shown = Zeroizing::new(String::new());
        for (at, letter) in self.0.chars().enumerate() {
            if at > 0 && at % 4 == 0 {
                shown.push('-');
            }
            shown.push(letter);
        }
        shown
    }

    /// What is stored. 120 random bits need no slow hash (ASVS 6.5.2).
    pub(in crate::accounts) fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }
}

/// What somebody shows besides the password.
#[derive(Clone)]
pub(in crate::accounts) enum FactorCode {
    /// Of the app. Whatever is no recovery code counts as one, and is wrong.
    App(SecretString),
    /// For when the app is gone.
    Recovery(RecoveryCode),
}

impl std::fmt::Debug for FactorCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[code]")
    }
}

impl FactorCode {
    /// Reads what was typed.
    pub(in crate::accounts) fn parse(text: &SecretString) -> Self {
        RecoveryCode::parse(text.expose_secret()).map_or_else(
            || {
                let digits: String = text.expose_secret().chars().filter(|letter| *letter != ' ').collect();
                Self::App(SecretString::from(digits))
            },
            Self::Recovery,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238, appendix B.
    fn secret() -> TotpSecret {
        TotpSecret::new(Zeroizing::new(*b"12345678901234567890"))
    }

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(second, 0).unwrap()
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        // The last six digits of the eight in appendix B.
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(secret().step_of(code, at(second)), Some(second / 30), "{code}");
        }
    }

    #[test]
    fn the_present_step_and_the_one_before_count_and_no_other() {
        // Step 1, seconds 30 to 59.
        for (second, step) in [
            (29, None),
            (30, Some(1)),
            (59, Some(1)),
            (60, Some(1)),
            (89, Some(1)),
            (90, None),
        ] {
            assert_eq!(secret().step_of("287082", at(second)), step, "{second}");
        }
        for wrong in ["", "28708", "2870820", "28708x", "２８７０８２", "000000"] {
            assert_eq!(secret().step_of(wrong, at(59)), None, "{wrong}");
        }
    }

    #[test]
    fn an_app_is_told_nothing_about_its_owner() {
        assert_eq!(
            secret().uri().as_str(),
            "otpauth://totp/Causeway?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Causeway"
        );
    }

    #[test]
    fn recovery_codes_come_back_however_they_are_typed() {
        let code = RecoveryCode::new(&Zeroizing::new([0x5a; 15]));
        let shown = code.shown();
        assert_eq!(shown.len(), 24 + 5);
        for typed in [
            shown.to_string(),
            shown.to_lowercase(),
            shown.replace('-', " "),
            shown.replace('-', ""),
        ] {
            match FactorCode::parse(&SecretString::from(typed)) {
                FactorCode::Recovery(again) => assert_eq!(again.digest(), code.digest()),
                FactorCode::App(_) => panic!("{} was taken for a code of an app", shown.as_str()),
            }
        }
        for typed in ["123 456", "", &shown[1..], "ABCD-EFGH-IJKL-MNOP-QRST-UVW1"] {
            assert!(
                matches!(
                    FactorCode::parse(&SecretString::from(typed.to_owned())),
                    FactorCode::App(_)
                ),
                "{typed}"
            );
        }
    }
}

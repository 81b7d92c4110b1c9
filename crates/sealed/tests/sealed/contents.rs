//! Contents: formats, places, damage, nonces.

use std::collections::HashSet;

use proptest::prelude::*;
use sealed::{KekRing, KeyEncryptionKey, OpenError, OsRandomness, Place, Randomness, SEALED_OVERHEAD, WrappedKey};

use crate::support::{Fixed, NAME, ORG, Outcome, ROW, person_key, ring};

/// Both values come from an independent implementation, checked against draft-irtf-cfrg-xchacha-03 A.3.1.
#[test]
fn stored_formats_stay_readable() -> Outcome {
    let field = "01404142434445464748494a4b4c4d4e4f5051525354555657955764501371bab74c45e2c4c90217bdbce4bf677eed8251\
                 aa892800";
    let wrapped = "01323032352d3031000000000000000000404142434445464748494a4b4c4d4e4f50515253545556573a206faa2263fb\
                   d87f77e533e86eec2ae944d5f0c20214542c98db349222d70de34c80760d5d3dfe759dd4dbca315377";

    let (key, made) = ring()?.new_person_key_with(ORG, ROW, &mut Fixed)?;
    assert_eq!(hex::encode(made.as_bytes()), wrapped);
    assert_eq!(hex::encode(key.seal_with(&NAME, "Ana Ñáñez", &mut Fixed)?), field);

    let stored = WrappedKey::from_stored(&hex::decode(wrapped)?)?;
    let key = ring()?.unwrap(&stored, ORG, ROW)?;
    assert_eq!(key.open_text(&NAME, &hex::decode(field)?)?.as_str(), "Ana Ñáñez");
    Ok(())
}

#[test]
fn nothing_and_64_kib_open_as_they_were() -> Outcome {
    let key = person_key()?;
    for text in [String::new(), "ñ".repeat(32 * 1024)] {
        let sealed = key.seal(&NAME, &text)?;
        assert_eq!(sealed.len(), text.len() + SEALED_OVERHEAD);
        assert_eq!(*key.open_text(&NAME, &sealed)?, text);
        assert_eq!(key.open(&NAME, &sealed)?.as_slice(), text.as_bytes());
    }
    Ok(())
}

#[test]
fn every_flipped_bit_of_a_sealed_content_is_refused() -> Outcome {
    let key = person_key()?;
    for text in [
        "",
        "Ana",
        "She starts at the bakery on Monday; her aunt will bring her the first week.",
    ] {
        let sealed = key.seal(&NAME, text)?;
        for at in 0..sealed.len() {
            for bit in 0..8 {
                let mut altered = sealed.clone();
                altered.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << bit);
                let expected = match at {
                    0 => OpenError::UnknownVersion(1 ^ (1 << bit)),
                    _ => OpenError::Rejected,
                };
                assert_eq!(key.open(&NAME, &altered).err(), Some(expected), "byte {at} bit {bit}");
            }
        }
    }
    Ok(())
}

#[test]
fn a_cut_or_lengthened_content_is_refused() -> Outcome {
    let key = person_key()?;
    let sealed = key.seal(&NAME, "Ana")?;
    for length in 0..sealed.len() {
        let cut: Vec<u8> = sealed.iter().copied().take(length).collect();
        let expected = if length < SEALED_OVERHEAD {
            OpenError::Truncated { found: length }
        } else {
            OpenError::Rejected
        };
        assert_eq!(key.open(&NAME, &cut).err(), Some(expected), "{length}");
    }
    let longer = [sealed.as_slice(), &[0]].concat();
    assert_eq!(key.open(&NAME, &longer).err(), Some(OpenError::Rejected));
    Ok(())
}

#[test]
fn a_content_opens_in_its_own_place_only() -> Outcome {
    let key = person_key()?;
    let sealed = key.seal(&NAME, "Ana")?;
    let elsewhere = [
        Place {
            table: "contact_method",
            ..NAME
        },
        Place {
            column: "known_as_enc",
            ..NAME
        },
        Place {
            org: [0x0c; 16],
            ..NAME
        },
        Place {
            row: [0x0c; 16],
            ..NAME
        },
        Place {
            org: ROW,
            row: ORG,
            ..NAME
        },
        // The same letters, split elsewhere.
        Place {
            table: "person_identityl",
            column: "egal_name_enc",
            ..NAME
        },
        Place {
            table: "person_identit",
            column: "ylegal_name_enc",
            ..NAME
        },
        Place {
            table: "",
            column: "person_identitylegal_name_enc",
            ..NAME
        },
    ];
    for place in elsewhere {
        assert_eq!(key.open(&place, &sealed).err(), Some(OpenError::Rejected), "{place:?}");
    }
    assert_eq!(
        person_key()?.open(&NAME, &sealed).err(),
        Some(OpenError::Rejected),
        "another key"
    );
    assert_eq!(key.open_text(&NAME, &sealed)?.as_str(), "Ana");
    Ok(())
}

#[test]
fn bytes_that_are_no_text_open_as_bytes_only() -> Outcome {
    let key = person_key()?;
    let sealed = key.seal(&NAME, [0xff, 0xfe])?;
    assert_eq!(key.open_text(&NAME, &sealed).err(), Some(OpenError::NotText));
    assert_eq!(key.open(&NAME, &sealed)?.as_slice(), [0xff, 0xfe]);
    Ok(())
}

#[test]
fn a_hundred_thousand_nonces_are_all_different() -> Outcome {
    let mut source = OsRandomness;
    let nonces: HashSet<[u8; 24]> = (0..100_000).map(|_| source.nonce()).collect::<Result<_, _>>()?;
    assert_eq!(nonces.len(), 100_000);

    // And sealing takes a fresh one each time: the same text never looks the same twice.
    let key = person_key()?;
    let sealed: HashSet<Vec<u8>> = (0..1_000).map(|_| key.seal(&NAME, "Ana")).collect::<Result<_, _>>()?;
    let nonces: HashSet<Vec<u8>> = sealed
        .iter()
        .map(|blob| blob.iter().copied().skip(1).take(24).collect())
        .collect();
    assert_eq!((sealed.len(), nonces.len()), (1_000, 1_000));
    Ok(())
}

fn failed(error: impl std::fmt::Display) -> TestCaseError {
    TestCaseError::fail(error.to_string())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn whatever_is_sealed_opens_again(
        content in proptest::collection::vec(any::<u8>(), 0..2_000),
        text in ".{0,200}",
        secret in any::<[u8; 32]>().prop_filter("a blank key is refused", |secret| secret != &[0; 32]),
        org in any::<[u8; 16]>(),
        row in any::<[u8; 16]>(),
    ) {
        let kek = KeyEncryptionKey::new("k".parse().map_err(failed)?, &secret).map_err(failed)?;
        let ring = KekRing::new(kek, []).map_err(failed)?;
        let (key, wrapped) = ring.new_person_key(org, row).map_err(failed)?;
        let again = ring.unwrap(&wrapped, org, row).map_err(failed)?;
        let place = Place { org, row, ..NAME };

        let sealed = key.seal(&place, &content).map_err(failed)?;
        let opened = again.open(&place, &sealed).map_err(failed)?;
        prop_assert_eq!(opened.as_slice(), content);
        let sealed = again.seal(&place, &text).map_err(failed)?;
        let opened = key.open_text(&place, &sealed).map_err(failed)?;
        prop_assert_eq!(opened.as_str(), text);
    }

    #[test]
    fn whatever_is_read_never_panics(stored in proptest::collection::vec(0_u8..3, 0..140)) {
        let key = person_key().map_err(failed)?;
        prop_assert!(key.open(&NAME, &stored).is_err());
        if let Ok(wrapped) = WrappedKey::from_stored(&stored) {
            prop_assert!(ring().map_err(failed)?.unwrap(&wrapped, ORG, ROW).is_err());
        }
    }
}

//! Keys: wrapping, rotation by id, damage, what is printed.

use sealed::{
    KekId, KekRing, KeyEncryptionKey, KeyError, NewKeyError, RandomnessUnavailable, RepeatedKekId, RewrapError,
    SealError, UnwrapError, WRAPPED_KEY_LEN, WrappedKey, WrappedKeyError,
};

use crate::support::{Dry, NAME, ORG, Outcome, ROW, kek, person_key, ring};

#[test]
fn a_wrapped_key_is_for_one_person_of_one_organisation() -> Outcome {
    let ring = ring()?;
    let (_key, wrapped) = ring.new_person_key(ORG, ROW)?;
    assert!(ring.unwrap(&wrapped, ORG, ROW).is_ok());
    for (org, person) in [(ORG, [1; 16]), ([1; 16], ROW), (ROW, ORG)] {
        assert_eq!(ring.unwrap(&wrapped, org, person).err(), Some(UnwrapError::Rejected));
    }
    Ok(())
}

#[test]
fn every_flipped_bit_of_a_wrapped_key_is_refused() -> Outcome {
    let ring = ring()?;
    let (_key, wrapped) = ring.new_person_key(ORG, ROW)?;
    for at in 0..WRAPPED_KEY_LEN {
        for bit in 0..8 {
            let mut altered = wrapped.as_bytes().to_vec();
            altered.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << bit);
            match WrappedKey::from_stored(&altered) {
                Err(WrappedKeyError::UnknownVersion(_)) => assert_eq!(at, 0),
                Err(WrappedKeyError::DamagedId(_)) => assert!((1..17).contains(&at)),
                Err(WrappedKeyError::Length { .. }) => {
                    return Err("the length has not changed".into());
                }
                Ok(wrapped) => match ring.unwrap(&wrapped, ORG, ROW).err() {
                    Some(UnwrapError::UnknownKek(_)) => assert!((1..17).contains(&at)),
                    refused => {
                        assert_eq!(refused, Some(UnwrapError::Rejected), "byte {at} bit {bit}");
                    }
                },
            }
        }
    }
    Ok(())
}

#[test]
fn a_wrapped_key_has_one_length() -> Outcome {
    let (_key, wrapped) = ring()?.new_person_key(ORG, ROW)?;
    let bytes = wrapped.as_bytes();
    assert_eq!(bytes.len(), WRAPPED_KEY_LEN);
    assert_eq!(WrappedKey::from_stored(bytes), Ok(wrapped.clone()));
    for stored in [
        Vec::new(),
        bytes.iter().copied().skip(1).collect(),
        [bytes, &[0]].concat(),
    ] {
        let found = stored.len();
        assert_eq!(WrappedKey::from_stored(&stored), Err(WrappedKeyError::Length { found }));
    }
    Ok(())
}

#[test]
fn an_older_key_still_opens_and_a_missing_one_is_named() -> Outcome {
    let (key, wrapped) = ring()?.new_person_key(ORG, ROW)?;
    let sealed = key.seal(&NAME, "Ana")?;

    let rotated = KekRing::new(kek("2026-01", 0x60)?, [kek("2025-01", 0x20)?])?;
    assert_eq!(rotated.active_id().as_str(), "2026-01");
    assert_eq!(wrapped.kek_id().as_str(), "2025-01");
    let opened = rotated.unwrap(&wrapped, ORG, ROW)?;
    assert_eq!(opened.open_text(&NAME, &sealed)?.as_str(), "Ana");
    assert_eq!(rotated.new_person_key(ORG, ROW)?.1.kek_id().as_str(), "2026-01");

    let without = KekRing::new(kek("2026-01", 0x60)?, [])?;
    let missing: KekId = "2025-01".parse()?;
    assert_eq!(
        without.unwrap(&wrapped, ORG, ROW).err(),
        Some(UnwrapError::UnknownKek(missing))
    );

    let other_key_of_that_id = KekRing::new(kek("2025-01", 0x60)?, [])?;
    assert_eq!(
        other_key_of_that_id.unwrap(&wrapped, ORG, ROW).err(),
        Some(UnwrapError::Rejected)
    );
    Ok(())
}

#[test]
fn each_key_of_a_ring_has_an_id_of_its_own() -> Outcome {
    let repeated = RepeatedKekId("a".parse()?);
    assert_eq!(KekRing::new(kek("a", 1)?, [kek("a", 2)?]).err(), Some(repeated));
    let two_older = [kek("a", 2)?, kek("a", 3)?];
    assert_eq!(KekRing::new(kek("b", 1)?, two_older).err(), Some(repeated));
    Ok(())
}

#[test]
fn a_key_id_is_short_and_plain() -> Outcome {
    for id in ["", "A", "a b", "ñ", "a\0", "12345678901234567"] {
        assert!(id.parse::<KekId>().is_err(), "{id:?}");
    }
    for id in ["k", "2025-01", "1234567890123456"] {
        assert_eq!(id.parse::<KekId>()?.as_str(), id);
    }
    Ok(())
}

#[test]
fn a_blank_or_short_key_file_is_refused() -> Outcome {
    let id: KekId = "k".parse()?;
    assert_eq!(KeyEncryptionKey::new(id, &[0; 32]).err(), Some(KeyError::AllZero));
    assert_eq!(
        KeyEncryptionKey::new(id, &[1; 31]).err(),
        Some(KeyError::Length { found: 31 })
    );
    Ok(())
}

#[test]
fn without_random_bytes_nothing_is_sealed() -> Outcome {
    let dry = RandomnessUnavailable::new("the well is dry");
    for left in [0, 1] {
        let made = ring()?.new_person_key_with(ORG, ROW, &mut Dry { left });
        assert_eq!(made.err(), Some(NewKeyError::Randomness(dry.clone())));
    }
    let sealed = person_key()?.seal_with(&NAME, "Ana", &mut Dry { left: 0 });
    assert_eq!(sealed, Err(SealError::Randomness(dry)));
    Ok(())
}

#[test]
fn debug_and_errors_hold_no_key_no_content_and_no_id() -> Outcome {
    let ring = KekRing::new(
        KeyEncryptionKey::new("2025-01".parse()?, &[0xab; 32])?,
        [kek("old", 1)?],
    )?;
    let (key, wrapped) = ring.new_person_key(ORG, [0xcd; 16])?;
    assert_eq!(format!("{key:?}"), "PersonKey { .. }");
    assert_eq!(format!("{wrapped:?}"), "WrappedKey { kek_id: KekId(2025-01), .. }");
    assert_eq!(
        format!("{ring:?}"),
        "KekRing { active: KeyEncryptionKey { id: KekId(2025-01), .. }, \
         older: [KeyEncryptionKey { id: KekId(old), .. }] }"
    );
    assert_eq!(
        format!("{NAME:?}"),
        r#"Place { table: "person_identity", column: "legal_name_enc", .. }"#
    );
    Ok(())
}

#[test]
fn rewrapping_changes_the_wrapping_key_and_nothing_else() -> Outcome {
    let (key, old) = ring()?.new_person_key(ORG, ROW)?;
    let sealed = key.seal(&NAME, "Ana")?;
    let rotated = KekRing::new(kek("2026-01", 0x60)?, [kek("2025-01", 0x20)?])?;
    let new = rotated.rewrap(&old, ORG, ROW)?.ok_or("it was wrapped by the old key")?;
    assert_eq!(new.kek_id().as_str(), "2026-01");
    assert_eq!(new.kek_id().padded(), b"2026-01\0\0\0\0\0\0\0\0\0");
    assert_eq!(KekId::from_padded(new.kek_id().padded()), Ok(new.kek_id()));
    assert_eq!(rotated.rewrap(&new, ORG, ROW)?, None, "nothing is left to do");

    // The old key is gone: what it wrapped does not open any more, what was wrapped anew does.
    let after = KekRing::new(kek("2026-01", 0x60)?, [])?;
    let opened = after.unwrap(&new, ORG, ROW)?;
    assert_eq!(opened.open_text(&NAME, &sealed)?.as_str(), "Ana");
    assert_eq!(
        after.rewrap(&old, ORG, ROW),
        Err(RewrapError::Unwrap(UnwrapError::UnknownKek(old.kek_id())))
    );
    assert_eq!(
        rotated.rewrap(&old, ORG, [1; 16]),
        Err(RewrapError::Unwrap(UnwrapError::Rejected)),
        "nobody else's"
    );
    Ok(())
}

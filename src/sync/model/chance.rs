//! Cursor, digest and merge in ten thousand random cases each (reference/sync.md §3.1, T0). What exactly comes out is in the
//! golden vectors; here stands what must hold of all of it.

use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use super::entity::Tier;
use super::{Class, Cursor, Digest, Epoch, Join, Merged, Place, merge};
use crate::platform::ids::StaffId;

prop_compose! {
    fn place()(xid in any::<i64>(), scope in any::<u128>(), entity in any::<u128>(), entity_type in any::<i16>()) -> Place {
        Place { xid, scope: Uuid::from_u128(scope), entity: Uuid::from_u128(entity), entity_type }
    }
}

fn tier() -> impl Strategy<Value = Tier> {
    prop_oneof![Just(Tier::First), Just(Tier::Month), Just(Tier::Rest)]
}

prop_compose! {
    fn cursor()(
        epoch in any::<u32>(), view in any::<u32>(), at in place(), join in proptest::option::of((tier(), place())),
    ) -> Cursor {
        let epoch = Epoch::parse(&format!("{epoch:08x}")).expect("eight digits");
        Cursor { epoch, view, at, join: join.map(|(tier, at)| Join { tier, at }) }
    }
}

fn class() -> impl Strategy<Value = Class> {
    prop_oneof![
        Just(Class::Plain),
        Just(Class::Guarded),
        Just(Class::Text),
        Just(Class::Owned),
        Just(Class::Derived)
    ]
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        (0..4_i32).prop_map(|number| json!(number)),
        "[a-c]{0,2}".prop_map(|text| json!(text)),
        (0..2_i32, "[a-c]").prop_map(|(number, text)| json!({"number": number, "text": text})),
    ]
}

/// A row of a digest: scope, kind, row, version.
type Row = (u8, i16, u8, i64);

fn digest(rows: &[Row]) -> Digest {
    let mut digest = Digest::default();
    for (scope, kind, row, version) in rows {
        digest.add(
            Uuid::from_bytes([*scope; 16]),
            *kind,
            Uuid::from_bytes([*row; 16]),
            *version,
        );
    }
    digest
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_cursor_is_read_back_as_it_was_and_by_its_own_device_alone(
        cursor in cursor(), staff in any::<u128>(), device in any::<u128>(), bent in any::<prop::sample::Index>(), bit in 0..6_u32,
    ) {
        let key = sealed::MacKey::new(&[7; 32]).expect("32 bytes").content_mac([1; 16]);
        let (who, phone) = (StaffId::from_uuid(Uuid::from_u128(staff)), Uuid::from_u128(device));
        let token = cursor.seal(&key, who, phone);
        prop_assert_eq!(Cursor::open(&token, &key, who, phone), Some(cursor));
        prop_assert_eq!(Cursor::open(&token, &key, who, Uuid::from_u128(device ^ 1)), None);
        prop_assert_eq!(Cursor::open(&token, &key, StaffId::from_uuid(Uuid::from_u128(staff ^ 1)), phone), None);
        let mut letters = token.into_bytes();
        let place = bent.index(letters.len());
        if let Some(letter) = letters.get_mut(place) {
            *letter ^= 1 << bit;
        }
        if let Ok(other) = String::from_utf8(letters) {
            prop_assert_eq!(Cursor::open(&other, &key, who, phone), None);
        }
    }

    #[test]
    fn a_digest_has_no_order_and_misses_no_change_of_one_row(
        mut rows in proptest::collection::vec((any::<u8>(), 1..12_i16, any::<u8>(), 1..1_000_i64), 1..30),
        at in any::<prop::sample::Index>(),
    ) {
        let whole = digest(&rows);
        prop_assert_eq!(Digest::read(whole.rows, &whole.hex()), Some(whole));
        rows.reverse();
        prop_assert_eq!(digest(&rows), whole);
        let place = at.index(rows.len());
        let Some(&(scope, kind, row, version)) = rows.get(place) else { return Ok(()); };
        for other in [
            (scope.wrapping_add(1), kind, row, version),
            (scope, kind + 1, row, version),
            (scope, kind, row.wrapping_add(1), version),
            (scope, kind, row, version + 1),
        ] {
            let mut changed = rows.clone();
            if let Some(row) = changed.get_mut(place) {
                *row = other;
            }
            prop_assert_ne!(digest(&changed), whole);
        }
        let mut fewer = rows.clone();
        fewer.remove(place);
        prop_assert_ne!(digest(&fewer), whole);
    }

    #[test]
    fn a_merge_loses_nothing_that_somebody_else_wrote(
        class in class(), changed_at in 1..20_i32, base in 0..20_i32, stands in value(), sent in value(),
    ) {
        let merged = merge(class, changed_at, base, &stands, &sent);
        let somebody_else = changed_at > base && stands != sent;
        // What stood goes only where nobody else had written it, or beside what is kept of both.
        prop_assert_eq!(merged == Merged::Written, class != Class::Derived && stands != sent && changed_at <= base);
        let both_kept = matches!(merged, Merged::Overwrites | Merged::KeptBeside | Merged::Waits);
        prop_assert_eq!(both_kept, class != Class::Derived && somebody_else);
        prop_assert_eq!(merged == Merged::Refused, class == Class::Derived);
        // Of what is guarded or a text nothing that stands goes; only what is guarded waits for somebody.
        if matches!(class, Class::Guarded | Class::Text) {
            prop_assert_ne!(merged, Merged::Overwrites);
        }
        prop_assert_eq!(merged == Merged::Waits, class == Class::Guarded && somebody_else);
        // Sent again on top of itself it changes nothing.
        let again = merge(class, changed_at + 1, base, &sent, &sent);
        prop_assert!(matches!(again, Merged::Same | Merged::Refused));
    }
}

//! How far a device has come.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sealed::{ContentMac, MacTag};
use uuid::Uuid;

use super::entity::Tier;
use crate::platform::ids::StaffId;

/// The form of the token. Another number is another form.
const FORM: u8 = 1;
/// What the signature is for.
const PURPOSE: &str = "sync.cursor.1";

/// A place in the order of changes: transaction, scope, row, kind of row. No two changes share one, so a page may end
/// anywhere (reference/sync.md §2.6; the kind is there because ids are made by clients).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The transaction that wrote the change.
    pub xid: i64,
    /// Its scope.
    pub scope: Uuid,
    /// The row.
    pub entity: Uuid,
    /// What the row is.
    pub entity_type: i16,
}

impl Place {
    /// Before everything.
    pub const START: Self = Self::before(0);

    /// Before everything this transaction wrote.
    pub const fn before(xid: i64) -> Self {
        Self {
            xid,
            scope: Uuid::nil(),
            entity: Uuid::nil(),
            entity_type: 0,
        }
    }
}

/// One history of the database: eight hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Epoch([u8; 4]);

impl Epoch {
    /// Reads the eight digits.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 4];
        hex::decode_to_slice(text, &mut bytes).ok()?;
        Some(Self(bytes))
    }
}

impl std::fmt::Display for Epoch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

/// Scopes a device did not have are being filled in, up to the place of the main stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Join {
    /// Which part is being sent.
    pub tier: Tier,
    /// How far in it.
    pub at: Place,
}

/// How far a device has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// In which history.
    pub epoch: Epoch,
    /// The scopes it was last told of.
    pub view: u32,
    /// Its place in the main stream.
    pub at: Place,
    /// What is being filled in.
    pub join: Option<Join>,
}

impl Cursor {
    /// The token for a device and its owner: nobody else's is taken from them, and none they made themselves.
    pub fn seal(&self, key: &ContentMac, staff: StaffId, device: Uuid) -> String {
        let mut bytes = self.to_bytes();
        let tag = tag(key, staff, device, &bytes);
        bytes.extend_from_slice(tag.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads a token; `None`: not ours, or not this device's.
    pub fn open(text: &str, key: &ContentMac, staff: StaffId, device: Uuid) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (content, signature) = bytes.split_last_chunk::<16>()?;
        if tag(key, staff, device, content) != MacTag::from_bytes(*signature) {
            return None;
        }
        Self::from_bytes(content)
    }

    /// What is signed: form, epoch, view, place, and what is being filled in; numbers big-endian.
    fn to_bytes(self) -> Vec<u8> {
        let mut bytes = vec![FORM];
        bytes.extend_from_slice(&self.epoch.0);
        bytes.extend_from_slice(&self.view.to_be_bytes());
        put(&mut bytes, &self.at);
        if let Some(join) = &self.join {
            bytes.push(join.tier.number());
            put(&mut bytes, &join.at);
        }
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes;
        if take::<1>(&mut rest)? != [FORM] {
            return None;
        }
        let epoch = Epoch(take(&mut rest)?);
        let view = u32::from_be_bytes(take(&mut rest)?);
        let at = get(&mut rest)?;
        let join = if rest.is_empty() {
            None
        } else {
            Some(Join {
                tier: Tier::of_number(u8::from_be_bytes(take(&mut rest)?))?,
                at: get(&mut rest)?,
            })
        };
        rest.is_empty().then_some(Self { epoch, view, at, join })
    }
}

fn tag(key: &ContentMac, staff: StaffId, device: Uuid, content: &[u8]) -> MacTag {
    let signed = [staff.bytes().as_slice(), device.as_bytes(), content].concat();
    key.tag(PURPOSE, &signed)
}

fn put(bytes: &mut Vec<u8>, place: &Place) {
    bytes.extend_from_slice(&place.xid.to_be_bytes());
    bytes.extend_from_slice(place.scope.as_bytes());
    bytes.extend_from_slice(place.entity.as_bytes());
    bytes.extend_from_slice(&place.entity_type.to_be_bytes());
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, left) = rest.split_first_chunk::<N>()?;
    *rest = left;
    Some(*taken)
}

fn get(rest: &mut &[u8]) -> Option<Place> {
    Some(Place {
        xid: i64::from_be_bytes(take(rest)?),
        scope: Uuid::from_bytes(take(rest)?),
        entity: Uuid::from_bytes(take(rest)?),
        entity_type: i16::from_be_bytes(take(rest)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> ContentMac {
        sealed::MacKey::new(&[7; 32]).expect("32 bytes").content_mac([1; 16])
    }

    fn id(last: u8) -> Uuid {
        Uuid::from_bytes([0, 0, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, last])
    }

    fn cursors() -> [Cursor; 2] {
        let at = Place {
            xid: 712,
            scope: id(1),
            entity: id(2),
            entity_type: 3,
        };
        let epoch = Epoch::parse("00c0ffee").expect("eight digits");
        let plain = Cursor {
            epoch,
            view: 4,
            at,
            join: None,
        };
        let join = Join {
            tier: Tier::Month,
            at: Place { xid: 9, ..at },
        };
        [
            plain,
            Cursor {
                join: Some(join),
                ..plain
            },
        ]
    }

    #[test]
    fn a_cursor_is_read_back_by_the_device_it_was_made_for_and_by_no_other() {
        let (staff, other) = (StaffId::from_uuid(id(8)), StaffId::from_uuid(id(9)));
        for cursor in cursors() {
            let token = cursor.seal(&key(), staff, id(5));
            assert_eq!(Cursor::open(&token, &key(), staff, id(5)), Some(cursor));
            assert_eq!(Cursor::open(&token, &key(), staff, id(6)), None);
            assert_eq!(Cursor::open(&token, &key(), other, id(5)), None);
        }
    }

    #[test]
    fn tokens_are_those_of_the_vectors() {
        use serde_json::Value;
        let vectors: Value =
            serde_json::from_str(include_str!("../../../tests/vectors/sync/cursors.json")).expect("JSON");
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        let uuid = |value: &Value| text(value).parse::<Uuid>().expect("an id");
        let number = |value: &Value| value.as_i64().expect("a number");
        let place = |value: &Value| Place {
            xid: number(&value["xid"]),
            scope: uuid(&value["scope"]),
            entity: uuid(&value["entity"]),
            entity_type: i16::try_from(number(&value["entity_type"])).expect("a kind"),
        };
        let (staff, device) = (StaffId::from_uuid(uuid(&vectors["staff"])), uuid(&vectors["device"]));
        let cursors = vectors["cursors"].as_array().expect("cursors");
        assert_eq!(cursors.len(), 3);
        for vector in cursors {
            let fields = &vector["cursor"];
            let join = fields["join"].as_object().map(|join| Join {
                tier: u8::try_from(number(&join["tier"]))
                    .ok()
                    .and_then(Tier::of_number)
                    .expect("a tier"),
                at: place(&join["at"]),
            });
            let cursor = Cursor {
                epoch: Epoch::parse(&text(&fields["epoch"])).expect("eight digits"),
                view: u32::try_from(number(&fields["view"])).expect("a view"),
                at: place(&fields["at"]),
                join,
            };
            assert_eq!(cursor.seal(&key(), staff, device), text(&vector["token"]));
        }
    }

    #[test]
    fn every_bit_of_a_cursor_is_signed() {
        let staff = StaffId::from_uuid(id(8));
        for cursor in cursors() {
            let bytes = URL_SAFE_NO_PAD
                .decode(cursor.seal(&key(), staff, id(5)))
                .expect("base64url");
            for place in 0..bytes.len() {
                let mut bent = bytes.clone();
                if let Some(byte) = bent.get_mut(place) {
                    *byte ^= 1;
                }
                assert_eq!(Cursor::open(&URL_SAFE_NO_PAD.encode(bent), &key(), staff, id(5)), None);
            }
        }
        assert_eq!(Cursor::open("", &key(), staff, id(5)), None);
        assert_eq!(Cursor::open("no cursor", &key(), staff, id(5)), None);
    }

    #[test]
    fn places_are_ordered_by_transaction_scope_row_and_kind() {
        let place = |xid, scope, entity, entity_type| Place {
            xid,
            scope: id(scope),
            entity: id(entity),
            entity_type,
        };
        let ordered = [
            place(1, 2, 2, 2),
            place(2, 1, 2, 2),
            place(2, 2, 1, 2),
            place(2, 2, 2, 1),
            place(2, 2, 2, 2),
        ];
        assert!(ordered.is_sorted());
        assert!(Place::START < ordered[0] && Place::before(2) > ordered[0] && Place::before(2) < ordered[1]);
    }
}

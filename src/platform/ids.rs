//! Typed ids. All are UUID version 7, made by the client when it creates something (design §5).

use std::sync::Arc;

use uuid::Uuid;

/// Where the server's own ids come from.
pub trait Ids: Send + Sync + std::fmt::Debug {
    /// A new id.
    fn next(&self) -> Uuid;
}

/// The shared handle under which an id source travels.
pub type SharedIds = Arc<dyn Ids>;

/// Time-ordered random ids.
#[derive(Debug, Default, Clone, Copy)]
pub struct RandomIds;

impl Ids for RandomIds {
    #[expect(clippy::disallowed_methods, reason = "the one place that makes ids")]
    fn next(&self) -> Uuid {
        Uuid::now_v7()
    }
}

/// Defines a typed id: `typed_id!(PersonId, "a young person's record")`.
///
/// The type reads and writes as a plain UUID in JSON, SQL and URLs, and cannot be given where another id is asked for.
#[macro_export]
macro_rules! typed_id {
    ($name:ident, $what:literal) => {
        #[doc = concat!("Id of ", $what, ".")]
        #[derive(
            Debug,
            Clone,
            Copy,
            PartialEq,
            Eq,
            Hash,
            PartialOrd,
            Ord,
            serde::Serialize,
            serde::Deserialize,
            utoipa::ToSchema,
            diesel::expression::AsExpression,
            diesel::deserialize::FromSqlRow,
        )]
        #[serde(transparent)]
        #[schema(value_type = uuid::Uuid)]
        #[diesel(sql_type = diesel::sql_types::Uuid)]
        pub struct $name(uuid::Uuid);

        impl $name {
            /// Wraps a UUID that is known to be of this kind.
            pub const fn from_uuid(id: uuid::Uuid) -> Self {
                Self(id)
            }
            /// The bare UUID.
            pub const fn uuid(self) -> uuid::Uuid {
                self.0
            }
            /// The 16 bytes, for keys and associated data.
            pub const fn bytes(self) -> [u8; 16] {
                *self.0.as_bytes()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl diesel::serialize::ToSql<diesel::sql_types::Uuid, diesel::pg::Pg> for $name {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, diesel::pg::Pg>,
            ) -> diesel::serialize::Result {
                diesel::serialize::ToSql::<diesel::sql_types::Uuid, diesel::pg::Pg>::to_sql(&self.0, out)
            }
        }

        impl diesel::deserialize::FromSql<diesel::sql_types::Uuid, diesel::pg::Pg> for $name {
            fn from_sql(bytes: diesel::pg::PgValue<'_>) -> diesel::deserialize::Result<Self> {
                <uuid::Uuid as diesel::deserialize::FromSql<diesel::sql_types::Uuid, diesel::pg::Pg>>::from_sql(bytes)
                    .map(Self)
            }
        }
    };
}

typed_id!(OrgId, "an organisation: the tenant every row belongs to");
typed_id!(
    StaffId,
    "somebody's place in an organisation (one account may have several)"
);
typed_id!(SignInId, "one sign-in of one account to one organisation");
typed_id!(JobId, "a background job");

/// Names one access token among those of its sign-in: 48 bits, which is what a JWT of at most 300 bytes has room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenId([u8; 6]);

impl TokenId {
    /// From the random end of a UUID (version 4 or 7).
    pub const fn of(id: Uuid) -> Self {
        let [.., b0, b1, b2, b3, b4, b5] = *id.as_bytes();
        Self([b0, b1, b2, b3, b4, b5])
    }
    /// From the bytes a token carries.
    pub const fn from_bytes(bytes: [u8; 6]) -> Self {
        Self(bytes)
    }
    /// The bytes a token carries.
    pub const fn bytes(self) -> [u8; 6] {
        self.0
    }
    /// The same as a number: how the database keeps it.
    pub const fn number(self) -> i64 {
        let [b0, b1, b2, b3, b4, b5] = self.0;
        i64::from_be_bytes([0, 0, b0, b1, b2, b3, b4, b5])
    }
}

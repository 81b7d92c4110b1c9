//! Code lists: text codes that are checked at the boundary and typed inside (design §5, domain.md §5).

use std::fmt;
use std::marker::PhantomData;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A list of codes. Codes are lower-case, stable and never re-used; labels live in `ref.code`.
pub trait CodeList: 'static {
    /// The list's name in `ref.code` and in `db/columns.toml`.
    const NAME: &'static str;
    /// Every code that may be written.
    const CODES: &'static [&'static str];
}

/// One code of the list `L`.
pub struct Code<L>(&'static str, PhantomData<fn() -> L>);

impl<L: CodeList> Code<L> {
    /// Reads a code; `None` when the list does not have it.
    pub fn parse(text: &str) -> Option<Self> {
        L::CODES
            .iter()
            .find(|code| **code == text)
            .map(|code| Self(code, PhantomData))
    }
}

impl<L> Code<L> {
    /// The stored text.
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl<L> Clone for Code<L> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<L> Copy for Code<L> {}
impl<L> PartialEq for Code<L> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<L> Eq for Code<L> {}
impl<L> PartialEq<str> for Code<L> {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}
impl<L> fmt::Debug for Code<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}
impl<L> fmt::Display for Code<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}
impl<L> Serialize for Code<L> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}
impl<'de, L: CodeList> Deserialize<'de> for Code<L> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text)
            .ok_or_else(|| serde::de::Error::custom(format_args!("must be one of: {}", L::CODES.join(", "))))
    }
}
impl<L: CodeList> utoipa::PartialSchema for Code<L> {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::schema::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .description(Some(format!("A code of the list `{}`.", L::NAME)))
            .enum_values(Some(L::CODES.iter().copied()))
            .build()
            .into()
    }
}
impl<L: CodeList> utoipa::ToSchema for Code<L> {
    fn name() -> std::borrow::Cow<'static, str> {
        let mut name = String::with_capacity(L::NAME.len());
        for part in L::NAME.split('_') {
            let mut letters = part.chars();
            name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
            name.extend(letters);
        }
        name.into()
    }
}

impl<L: CodeList> diesel::serialize::ToSql<diesel::sql_types::Text, diesel::pg::Pg> for Code<L> {
    fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, diesel::pg::Pg>) -> diesel::serialize::Result {
        <str as diesel::serialize::ToSql<diesel::sql_types::Text, diesel::pg::Pg>>::to_sql(self.0, out)
    }
}
impl<L: CodeList> diesel::deserialize::FromSql<diesel::sql_types::Text, diesel::pg::Pg> for Code<L> {
    fn from_sql(value: diesel::pg::PgValue<'_>) -> diesel::deserialize::Result<Self> {
        let text = std::str::from_utf8(value.as_bytes())?;
        Self::parse(text).ok_or_else(|| format!("a code that list {} does not have is stored", L::NAME).into())
    }
}
impl<L: CodeList> diesel::expression::AsExpression<diesel::sql_types::Text> for Code<L> {
    type Expression = diesel::internal::derives::as_expression::Bound<diesel::sql_types::Text, Self>;
    fn as_expression(self) -> Self::Expression {
        diesel::internal::derives::as_expression::Bound::new(self)
    }
}
impl<L: CodeList> diesel::expression::AsExpression<diesel::sql_types::Nullable<diesel::sql_types::Text>> for Code<L> {
    type Expression =
        diesel::internal::derives::as_expression::Bound<diesel::sql_types::Nullable<diesel::sql_types::Text>, Self>;
    fn as_expression(self) -> Self::Expression {
        diesel::internal::derives::as_expression::Bound::new(self)
    }
}
impl<L: CodeList> diesel::serialize::ToSql<diesel::sql_types::Nullable<diesel::sql_types::Text>, diesel::pg::Pg>
    for Code<L>
{
    fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, diesel::pg::Pg>) -> diesel::serialize::Result {
        diesel::serialize::ToSql::<diesel::sql_types::Text, diesel::pg::Pg>::to_sql(self, out)
    }
}
impl<L: CodeList> diesel::deserialize::Queryable<diesel::sql_types::Text, diesel::pg::Pg> for Code<L> {
    type Row = Self;
    fn build(row: Self) -> diesel::deserialize::Result<Self> {
        Ok(row)
    }
}

/// Defines a code list: `code_list!(Attendance, "attendance", "how somebody took part", ["present", …])`.
#[macro_export]
macro_rules! code_list {
    ($name:ident, $list:literal, $what:literal, [$($code:literal),+ $(,)?]) => {
        #[doc = concat!("Code list `", $list, "`: ", $what, ".")]
        #[derive(Debug, Clone, Copy)]
        pub struct $name;
        impl $crate::platform::codes::CodeList for $name {
            const NAME: &'static str = $list;
            const CODES: &'static [&'static str] = &[$($code),+];
        }
    };
}

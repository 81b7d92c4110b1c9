//! SQL kept in `.sql` files, prepared once per connection.
//!
//! Diesel's own `sql_query` is never cached: it would be parsed and planned anew, at the price of a round trip, for every
//! request. A [`Prepared`] query is typed by its text, so the statement cache can know it.

use std::marker::PhantomData;

use diesel::QueryResult;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{HasSqlType, Untyped};

/// Names one SQL text. Implemented by a unit struct beside the file: [`sql_file!`](crate::sql_file).
pub trait SqlText: 'static {
    /// The statement, with `$1`, `$2`, … where values go.
    const SQL: &'static str;
}

/// Nothing bound yet.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoBinds;

/// `Prev`, and then one value of SQL type `ST`.
#[derive(Debug)]
pub struct Bind<Prev, ST, T> {
    prev: Prev,
    value: T,
    sql_type: PhantomData<fn() -> ST>,
}

/// A statement and its values.
#[derive(Debug)]
pub struct Prepared<Q, B = NoBinds> {
    binds: B,
    text: PhantomData<fn() -> Q>,
}

impl<Q: SqlText> Prepared<Q> {
    /// The statement without values yet.
    pub fn new() -> Self {
        Self {
            binds: NoBinds,
            text: PhantomData,
        }
    }
}

impl<Q: SqlText> Default for Prepared<Q> {
    fn default() -> Self {
        Self::new()
    }
}

impl<Q, B> Prepared<Q, B> {
    /// Gives the next `$n` its value.
    pub fn bind<ST, T>(self, value: T) -> Prepared<Q, Bind<B, ST, T>>
    where
        Pg: HasSqlType<ST>,
        T: ToSql<ST, Pg>,
    {
        Prepared {
            binds: Bind {
                prev: self.binds,
                value,
                sql_type: PhantomData,
            },
            text: PhantomData,
        }
    }
}

/// A statement put together of declared parts, and its values. The statement cache knows it by its text.
#[derive(Debug)]
pub struct Composed<B = NoBinds> {
    text: String,
    binds: B,
}

impl Composed {
    /// The statement without values yet.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            binds: NoBinds,
        }
    }
}

impl<B> Composed<B> {
    /// Gives the next `$n` its value.
    pub fn bind<ST, T>(self, value: T) -> Composed<Bind<B, ST, T>>
    where
        Pg: HasSqlType<ST>,
        T: ToSql<ST, Pg>,
    {
        Composed {
            text: self.text,
            binds: Bind {
                prev: self.binds,
                value,
                sql_type: PhantomData,
            },
        }
    }
}

impl<B: Binds> QueryFragment<Pg> for Composed<B> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(&self.text);
        self.binds.push(&mut out)
    }
}

impl<B> QueryId for Composed<B> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<B> Query for Composed<B> {
    type SqlType = Untyped;
}

/// Values in the order of their placeholders.
pub trait Binds {
    /// Hands the values to the statement.
    fn push<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()>;
}

impl Binds for NoBinds {
    fn push<'b>(&'b self, _out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        Ok(())
    }
}

impl<Prev, ST, T> Binds for Bind<Prev, ST, T>
where
    Prev: Binds,
    Pg: HasSqlType<ST>,
    T: ToSql<ST, Pg>,
{
    fn push<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.prev.push(out)?;
        out.push_bind_param_value_only(&self.value)
    }
}

impl<Q: SqlText, B: Binds> QueryFragment<Pg> for Prepared<Q, B> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(Q::SQL);
        self.binds.push(&mut out)
    }
}

impl<Q: SqlText, B> QueryId for Prepared<Q, B> {
    type QueryId = Prepared<Q>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<Q: SqlText, B> Query for Prepared<Q, B> {
    type SqlType = Untyped;
}

/// Declares a `.sql` file beside the current source file as a statement: `sql_file!(LogSession, "sql/log_session.sql")`.
#[macro_export]
macro_rules! sql_file {
    ($name:ident, $path:literal) => {
        #[doc = concat!("The statement in `", $path, "`.")]
        #[derive(Debug)]
        pub(super) struct $name;
        impl $crate::platform::db::SqlText for $name {
            const SQL: &'static str = include_str!($path);
        }
    };
}

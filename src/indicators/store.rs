//! Counting.

use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool, Date, Double, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use super::model::{Count, Indicator, Split, Spread, Window};
use super::scope::FigureScope;
use crate::organisation::SiteId;
use crate::platform::codes::Code;
use crate::platform::db::{AuditEvent, DbError, Prepared, Read, SqlText, Tier, Tx};
use crate::programmes::Strands;
use crate::sql_file;

sql_file!(SiteIsKnown, "sql/site_is_known.sql");

#[derive(QueryableByName)]
struct KnownRow {
    #[diesel(sql_type = Bool)]
    known: bool,
}

/// What every indicator's statement answers: one row per part and variant, the total first.
#[derive(QueryableByName)]
struct CountRow {
    #[diesel(sql_type = Nullable<Text>)]
    part: Option<String>,
    #[diesel(sql_type = Text)]
    variant: String,
    #[diesel(sql_type = BigInt)]
    numerator: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    denominator: Option<i64>,
    #[diesel(sql_type = Nullable<Array<Double>>)]
    spread: Option<Vec<f64>>,
}

impl TryFrom<CountRow> for Count {
    type Error = DbError;
    fn try_from(row: CountRow) -> Result<Self, DbError> {
        let whole = |n: i64| {
            u32::try_from(n).map_err(|_error| DbError::Unexpected("an indicator counted beyond four billion".into()))
        };
        let spread = match row.spread.as_deref() {
            None => None,
            Some(&[low_quarter, median, high_quarter]) => Some(Spread {
                low_quarter,
                median,
                high_quarter,
            }),
            Some(_) => return Err(DbError::Unexpected("an indicator's spread has not three values".into())),
        };
        Ok(Self {
            part: row.part,
            variant: row.variant,
            numerator: whole(row.numerator)?,
            denominator: row.denominator.map(whole).transpose()?,
            spread,
        })
    }
}

/// Does the organisation have this site?
pub(super) async fn site_is_known(tx: &Tx<Read>, site: SiteId) -> Result<bool, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<SiteIsKnown>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(site);
    let row: KnownRow = query.get_result(&mut conn).await?;
    Ok(row.known)
}

/// One type per statement: what is prepared and kept is found by its type.
macro_rules! statements {
    ($($name:ident)+) => {
        $(struct $name;
        impl SqlText for $name {
            const SQL: &'static str = Indicator::$name.sql();
        })+

        impl FigureScope<'_> {
            async fn rows(&self, asked: Asked) -> Result<Vec<CountRow>, DbError> {
                match asked.indicator {
                    $(Indicator::$name => self.run::<$name>(asked).await,)+
                }
            }
        }
    };
}

statements! { Enr04 Enr05 Dos01 Dos03 Dos05 Dos06 Dos07 Ret04 Cmq05 Cmq07 Dq02 Dq05 Dq06 }

/// What to count, for which days, how narrowed and how taken apart.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    pub(super) indicator: Indicator,
    pub(super) window: Window,
    pub(super) strand: Option<Code<Strands>>,
    pub(super) split: Split,
}

impl FigureScope<'_> {
    /// Counts, and remembers that it was shown.
    pub(super) async fn count(&self, asked: Asked) -> Result<Vec<Count>, DbError> {
        let rows = self.rows(asked).await?;
        // C2: an exact count of one at one site is about somebody.
        self.tx()
            .audit(AuditEvent::shown("indicator", Vec::new(), Tier::C2).fields(asked.indicator.audit_name()));
        rows.into_iter().map(Count::try_from).collect()
    }

    async fn run<Q: SqlText>(&self, asked: Asked) -> Result<Vec<CountRow>, DbError> {
        let mut conn = self.tx().conn()?;
        let query = Prepared::<Q>::new()
            .bind::<SqlUuid, _>(self.tx().context().org)
            .bind::<Date, _>(asked.window.from)
            .bind::<Date, _>(asked.window.to)
            .bind::<Date, _>(asked.window.as_of)
            .bind::<Nullable<SqlUuid>, _>(self.site())
            .bind::<Nullable<Text>, _>(asked.strand)
            .bind::<Text, _>(asked.split.as_str());
        Ok(query.load(&mut conn).await?)
    }
}

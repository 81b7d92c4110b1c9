//! Counting.

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Date, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use super::model::{Count, Indicator, Split, Window};
use super::scope::FigureScope;
use crate::organisation::SiteId;
use crate::platform::codes::Code;
use crate::platform::db::{AuditEvent, DbError, Prepared, Read, SqlText, Tier, Tx};
use crate::programmes::Strands;
use crate::sql_file;

sql_file!(SiteIsKnown, "sql/site_is_known.sql");

struct Enr05;
impl SqlText for Enr05 {
    const SQL: &'static str = Indicator::Enr05.sql();
}

struct Dos01;
impl SqlText for Dos01 {
    const SQL: &'static str = Indicator::Dos01.sql();
}

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
}

impl TryFrom<CountRow> for Count {
    type Error = DbError;
    fn try_from(row: CountRow) -> Result<Self, DbError> {
        let whole = |n: i64| {
            u32::try_from(n).map_err(|_error| DbError::Unexpected("an indicator counted beyond four billion".into()))
        };
        Ok(Self {
            part: row.part,
            variant: row.variant,
            numerator: whole(row.numerator)?,
            denominator: row.denominator.map(whole).transpose()?,
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

impl FigureScope<'_> {
    /// Counts, and remembers that it was shown.
    pub(super) async fn count(
        &self,
        indicator: Indicator,
        window: Window,
        strand: Option<Code<Strands>>,
        split: Split,
    ) -> Result<Vec<Count>, DbError> {
        let rows = match indicator {
            Indicator::Enr05 => self.run::<Enr05>(window, strand, split).await?,
            Indicator::Dos01 => self.run::<Dos01>(window, strand, split).await?,
        };
        // C2: an exact count of one at one site is about somebody.
        self.tx()
            .audit(AuditEvent::shown("indicator", Vec::new(), Tier::C2).fields(indicator.audit_name()));
        rows.into_iter().map(Count::try_from).collect()
    }

    async fn run<Q: SqlText>(
        &self,
        window: Window,
        strand: Option<Code<Strands>>,
        split: Split,
    ) -> Result<Vec<CountRow>, DbError> {
        let mut conn = self.tx().conn()?;
        let query = Prepared::<Q>::new()
            .bind::<SqlUuid, _>(self.tx().context().org)
            .bind::<Date, _>(window.from)
            .bind::<Date, _>(window.to)
            .bind::<Date, _>(window.as_of)
            .bind::<Nullable<SqlUuid>, _>(self.site())
            .bind::<Nullable<Text>, _>(strand)
            .bind::<Text, _>(split.as_str());
        Ok(query.load(&mut conn).await?)
    }
}

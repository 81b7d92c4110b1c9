//! Counting.

mod targets;

pub(super) use targets::{NewTarget, TargetRow};

use std::marker::PhantomData;

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool, Date, Double, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use crate::enrolment::{ExitReasons, completion_class};
use crate::indicators::model::{Count, Indicator, RETENTION_STAYS_THEN, Split, Spread, Stays, Window};
use crate::indicators::scope::FigureScope;
use crate::organisation::SiteId;
use crate::platform::codes::{Code, CodeList};
use crate::platform::db::{AuditEvent, Binds, DbError, Prepared, Read, SqlText, Tier, Tx};
use crate::programmes::Strands;
use crate::sql_file;

sql_file!(SiteIsKnown, "../sql/site_is_known.sql");
sql_file!(RetentionStays, "../sql/ret_01_stays.sql");

/// A statement over the tables as they were known then.
struct Then<Q>(PhantomData<fn() -> Q>);

impl SqlText for Then<RetentionStays> {
    const SQL: &'static str = RETENTION_STAYS_THEN;
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
            Some(&[low_quarter, median, high_quarter, ref tail @ ..]) if tail.len() <= 1 => Some(Spread {
                low_quarter,
                median,
                high_quarter,
                ninth_tenth: tail.first().copied(),
            }),
            Some(_) => {
                return Err(DbError::Unexpected(
                    "an indicator's spread has not three or four values".into(),
                ));
            }
        };
        Ok(Self {
            part: row.part,
            variant: row.variant,
            numerator: whole(row.numerator)?,
            denominator: row.denominator.map(whole).transpose()?,
            spread,
            estimate: None,
        })
    }
}

/// How long the units of a cohort were seen: one row per part and number of days.
#[derive(QueryableByName)]
struct StaysRow {
    #[diesel(sql_type = Nullable<Text>)]
    part: Option<String>,
    #[diesel(sql_type = Integer)]
    days: i32,
    #[diesel(sql_type = BigInt)]
    fell_away: i64,
    #[diesel(sql_type = BigInt)]
    unseen: i64,
}

impl TryFrom<StaysRow> for (Option<String>, Stays) {
    type Error = DbError;
    fn try_from(row: StaysRow) -> Result<Self, DbError> {
        let beyond = |_error| DbError::Unexpected("a stay that no enrolment can have".into());
        let stays = Stays {
            days: row.days.try_into().map_err(beyond)?,
            fell_away: row.fell_away.try_into().map_err(beyond)?,
            unseen: row.unseen.try_into().map_err(beyond)?,
        };
        Ok((row.part, stays))
    }
}

/// Does the organisation have this site?
pub(in crate::indicators) async fn site_is_known(tx: &Tx<Read>, site: SiteId) -> Result<bool, DbError> {
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
        }
        impl SqlText for Then<$name> {
            const SQL: &'static str = Indicator::$name.sql_then();
        })+

        impl FigureScope<'_> {
            async fn rows(&self, asked: Asked) -> Result<Vec<CountRow>, DbError> {
                let mut conn = self.tx().conn()?;
                Ok(match (asked.indicator, asked.known_at) {
                    $((Indicator::$name, None) => self.statement::<$name>(asked).load(&mut conn).await?,
                    (Indicator::$name, Some(_)) => {
                        self.statement::<Then<$name>>(asked).load(&mut conn).await?
                    })+
                })
            }
        }
    };
}

statements! {
    Enr01 Enr02 Enr03 Enr04 Enr05 Enr06 Enr07 Enr08 Enr09 Enr10 Dos01 Dos02 Dos03 Dos04 Dos05 Dos06 Dos07 Ret01 Ret02 Ret03
    Ret04 Ret05 Men01 Men02 Men04 Cmq01 Cmq02 Cmq03 Cmq05 Cmq07 Dq01 Dq02 Dq03 Dq05 Dq06
}

/// What to count, for which days, how narrowed and how taken apart.
#[derive(Clone, Copy)]
pub(in crate::indicators) struct Asked {
    pub(in crate::indicators) indicator: Indicator,
    pub(in crate::indicators) window: Window,
    pub(in crate::indicators) strand: Option<Code<Strands>>,
    pub(in crate::indicators) split: Split,
    /// As it was known at this moment; now when left out.
    pub(in crate::indicators) known_at: Option<DateTime<Utc>>,
}

impl FigureScope<'_> {
    /// Counts, and remembers that it was shown.
    pub(in crate::indicators) async fn count(&self, asked: Asked) -> Result<Vec<Count>, DbError> {
        let rows = self.rows(asked).await?;
        // C2: an exact count of one at one site is about somebody.
        self.tx()
            .audit(AuditEvent::shown("indicator", Vec::new(), Tier::C2).fields(asked.indicator.audit_name()));
        rows.into_iter().map(Count::try_from).collect()
    }

    /// How long the enrolments of the cohort were seen, for the total and each part: what stands beside RET-01.
    pub(in crate::indicators) async fn stays(&self, asked: Asked) -> Result<Vec<(Option<String>, Stays)>, DbError> {
        let mut conn = self.tx().conn()?;
        let rows: Vec<StaysRow> = match asked.known_at {
            None => self.statement::<RetentionStays>(asked).load(&mut conn).await?,
            Some(_) => self.statement::<Then<RetentionStays>>(asked).load(&mut conn).await?,
        };
        rows.into_iter().map(TryInto::try_into).collect()
    }

    /// A statement with the values all of them take; each uses those it needs.
    fn statement<Q: SqlText>(&self, asked: Asked) -> Prepared<Q, impl Binds> {
        let reasons = ExitReasons::CODES
            .iter()
            .filter_map(|reason| Code::<ExitReasons>::parse(reason));
        let (reasons, classes): (Vec<_>, Vec<_>) = reasons
            .map(|reason| (reason.as_str(), completion_class(reason).as_str()))
            .unzip();
        Prepared::<Q>::new()
            .bind::<SqlUuid, _>(self.tx().context().org)
            .bind::<Date, _>(asked.window.from)
            .bind::<Date, _>(asked.window.to)
            .bind::<Date, _>(asked.window.as_of)
            .bind::<Nullable<SqlUuid>, _>(self.site())
            .bind::<Nullable<Text>, _>(asked.strand)
            .bind::<Text, _>(asked.split.as_str())
            .bind::<Array<Text>, _>(reasons)
            .bind::<Array<Text>, _>(classes)
            .bind::<Nullable<Timestamptz>, _>(asked.known_at)
    }
}

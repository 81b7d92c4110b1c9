//! The catalogue of indicators, and their figures.

mod targets;

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::indicators::error::Error;
use crate::indicators::flow::{self, Answer, Question};
use crate::indicators::model::{Count, Definition, Estimate, Interval, Split, Spread, ValueKind, Window, WindowError};
use crate::organisation::SiteId;
use crate::platform::codes::Code;
use crate::platform::db::Actor;
use crate::platform::http::{FieldError, Operations, PathId, Problem, ProblemBody, ValidQuery};
use crate::programmes::Strands;
use crate::state::AppState;

pub(super) use targets::SetTarget;
use targets::TargetBeside;

/// Where what may leave the organisation is found.
const RELEASES: &str = "/api/v1/releases";
/// A strand, under a name of its own: the OpenAPI derive would take a type in angle brackets apart.
type Strand = Code<Strands>;

const STAYS_INSIDE: &str = "Exact figures stay inside the organisation: small ones can be about somebody. \
                            What may be passed on is in the releases.";

/// For which days and which part of the work.
#[derive(Debug, Deserialize, utoipa::IntoParams, Validate)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct FigureQuery {
    /// First day of the period, at the site.
    #[param(example = "2026-01-01")]
    from: NaiveDate,
    /// Last day of the period; it belongs to it. Less than 10 years after `from`.
    #[param(example = "2026-03-31")]
    to: NaiveDate,
    /// The last day whose facts are known; `to` when left out. What lies ahead is not known: the answer names the day that
    /// was used.
    as_of: Option<NaiveDate>,
    /// As it was known at this moment: without what was written down later, with what was voided or taken back later. The
    /// `counted_at` of an earlier answer gives that answer again. Now, when left out.
    #[param(example = "2026-04-02T09:00:00Z")]
    known_at: Option<DateTime<Utc>>,
    /// Only this site. Needed by somebody whose role reaches one site.
    site_id: Option<SiteId>,
    /// Only this strand.
    strand: Option<Strand>,
    /// How to take the figure apart; not at all when left out.
    #[serde(default)]
    by: Split,
}

/// Every indicator.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CatalogueView {
    /// In the order of the catalogue.
    items: Vec<Definition>,
}

/// An exact figure and how it was made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FigureView {
    /// Always true: nothing was rounded, hidden or disturbed.
    exact: bool,
    /// What that means for whoever holds it.
    note: String,
    /// Where the figures are that may be passed on.
    links: FigureLinks,
    /// What was counted.
    indicator: Definition,
    /// The days it is about.
    period: PeriodView,
    /// The last day whose facts were known.
    as_of: NaiveDate,
    /// When it was counted, or the `known_at` that was asked for: facts recorded later are not in it. Sent as `known_at` it
    /// gives this answer again, as far as records are not corrected in place.
    counted_at: DateTime<Utc>,
    /// Which part of the work.
    filters: FilterView,
    /// How it was taken apart.
    by: Split,
    /// May the parts be added up to the total?
    additive: bool,
    /// The whole, one entry per variant.
    total: Vec<MeasureView>,
    /// Its parts, one entry per part and variant. A part where nothing happened is left out.
    parts: Vec<PartView>,
}

/// A period, both days included.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PeriodView {
    /// First day.
    from: NaiveDate,
    /// Last day.
    to: NaiveDate,
}

/// Which part of the work was counted; null is all of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FilterView {
    /// Only this site.
    site_id: Option<SiteId>,
    /// Only this strand.
    strand: Option<Strand>,
}

/// Where to go from here.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FigureLinks {
    /// The releases: what may leave the organisation.
    releases: String,
}

/// One part of a figure.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PartView {
    /// The strand's code, or the site's id.
    part: String,
    /// Its numbers.
    #[serde(flatten)]
    measure: MeasureView,
}

/// The numbers.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MeasureView {
    /// Which way of counting.
    variant: String,
    /// Above the line.
    numerator: u32,
    /// Below the line; null for a plain count or sum.
    denominator: Option<u32>,
    /// What the value is, and in which unit.
    kind: ValueKind,
    /// The value, in the unit of its kind; null when there is nothing below the line.
    value: Option<f64>,
    /// Why there is no value: `no_denominator`.
    reason: Option<String>,
    /// Share of the people due who could be followed; null where nobody has to be followed up.
    tracked_share: Option<f64>,
    /// The same share by Kaplan and Meier's method, of at least 30 units; null where it is not asked.
    estimate: Option<Estimate>,
    /// 95 % interval of a share of at least 20 units, by Wilson's method.
    interval: Option<Interval>,
    /// How single values lie; null where there is nothing to measure in each.
    spread: Option<Spread>,
    /// What it is to be for exactly these days, and how it stands to that; null where nobody said.
    target: Option<TargetBeside>,
}

impl MeasureView {
    fn new(definition: &Definition, question: &Question, answer: &Answer, count: &Count) -> Self {
        let kind = definition.value_of(&count.variant).unwrap_or(ValueKind::Count);
        let value = count.value(kind);
        Self {
            variant: count.variant.clone(),
            numerator: count.numerator,
            denominator: count.denominator,
            kind,
            value,
            reason: value.is_none().then(|| "no_denominator".to_owned()),
            // None of them follows anybody up.
            tracked_share: None,
            estimate: count.estimate,
            interval: count.interval(kind),
            spread: count.spread,
            target: targets::beside(definition, question, answer, count, value),
        }
    }
}

impl FigureView {
    fn new(definition: &Definition, question: &Question, answer: &Answer) -> Self {
        let Window { from, to, .. } = question.window;
        let mut total = Vec::new();
        let mut parts = Vec::new();
        for count in &answer.counts {
            let measure = MeasureView::new(definition, question, answer, count);
            match &count.part {
                None => total.push(measure),
                Some(part) => parts.push(PartView {
                    part: part.clone(),
                    measure,
                }),
            }
        }
        Self {
            exact: true,
            note: STAYS_INSIDE.to_owned(),
            links: FigureLinks {
                releases: RELEASES.to_owned(),
            },
            indicator: definition.clone(),
            period: PeriodView { from, to },
            as_of: answer.as_of,
            counted_at: answer.counted_at,
            filters: FilterView {
                site_id: question.site,
                strand: question.strand,
            },
            by: question.split,
            additive: definition.additive,
            total,
            parts,
        }
    }
}

/// What can be asked
///
/// Every indicator with its definition: what is counted, above and below the line, what is left out.
/// Permission: whoever is signed in.
#[utoipa::path(tag = "indicators", operation_id = "listIndicators", responses(
    (status = 200, body = CatalogueView), (status = 401, body = ProblemBody), (status = 503, body = ProblemBody)))]
#[get("/indicators")]
pub(crate) async fn list_indicators(state: Data<AppState>, actor: Actor) -> Result<HttpResponse, Problem> {
    let items = flow::definitions(state.db(), &actor).await?;
    Ok(HttpResponse::Ok().json(CatalogueView {
        items: items.into_iter().cloned().collect(),
    }))
}

/// One figure
///
/// Counts one indicator for a period, exactly, with everything needed to say how it was made. The day a session counts
/// for is the day at its site.
/// Permission: see figures of the organisation; with `site_id`, of that site.
#[utoipa::path(tag = "indicators", operation_id = "readIndicator",
    params(("code" = String, Path, description = "Code of the indicator", example = "ENR-05"), FigureQuery),
    responses(
        (status = 200, body = FigureView), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody),
        (status = 503, body = ProblemBody)))]
#[get("/indicators/{code}")]
pub(crate) async fn read_indicator(
    state: Data<AppState>,
    actor: Actor,
    PathId(code): PathId<String>,
    ValidQuery(query): ValidQuery<FigureQuery>,
) -> Result<HttpResponse, Problem> {
    let FigureQuery {
        from,
        to,
        as_of,
        known_at,
        site_id,
        strand,
        by,
    } = query;
    let (indicator, definition) = flow::find(&code)?;
    let question = Question {
        window: Window::new(from, to, as_of).map_err(Error::from)?,
        site: site_id,
        strand,
        split: by,
        known_at,
    };
    let answer = flow::count(state.db(), &actor, indicator, &question).await?;
    Ok(HttpResponse::Ok().json(FigureView::new(definition, &question, &answer)))
}

impl From<WindowError> for FieldError {
    fn from(error: WindowError) -> Self {
        let (pointer, code) = match error {
            WindowError::FromOutOfRange => ("/query/from", "out_of_range"),
            WindowError::ToOutOfRange => ("/query/to", "out_of_range"),
            WindowError::AsOfOutOfRange => ("/query/as_of", "out_of_range"),
            WindowError::ToBeforeFrom => ("/query/to", "before_from"),
            WindowError::TooLong => ("/query/to", "too_long"),
            WindowError::AsOfBeforeFrom => ("/query/as_of", "before_from"),
        };
        Self::new(pointer, code, error.to_string())
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::UnknownIndicator => {
                Self::not_found().detail("There is no indicator with this code. GET /api/v1/indicators lists them.")
            }
            Error::Window(error) => Self::validation(vec![error.into()]),
            Error::UnknownSite => Self::validation(vec![FieldError::new(
                "/query/site_id",
                "unknown",
                "must be the id of one of your organisation's sites",
            )]),
            Error::SiteNeeded => Self::not_allowed(
                "Your role reaches the figures of a site, not of the whole organisation. Send site_id as well.",
            )
            .field(FieldError::new(
                "/query/site_id",
                "needed",
                "must be the id of your site",
            )),
            Error::UnknownVariant => {
                Self::one_field("/variant", "unknown", "must be a way of counting this indicator has")
            }
            Error::TargetOutOfRange => Self::one_field(
                "/target",
                "out_of_range",
                "must be something the figure can be: a share from 0 to 1, anything else 0 or more",
            ),
            Error::TargetWindow(error) => {
                let mut error = FieldError::from(error);
                error.pointer = error.pointer.replace("/query/", "/");
                Self::validation(vec![error])
            }
            Error::Denied(denied) => denied.into(),
            Error::Header(error) => {
                tracing::error!(%error, "the catalogue of indicators cannot be read");
                Self::internal()
            }
            Error::Db(error) => error.into(),
        }
    }
}

/// The doors of this feature.
pub(crate) fn routes(operations: &mut Operations<'_>) {
    operations
        .service(list_indicators)
        .service(read_indicator)
        .service(targets::list_targets)
        .service(targets::set_target);
}

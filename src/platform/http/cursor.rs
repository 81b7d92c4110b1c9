//! Pages by cursor: a place in an order, not a number of rows to skip.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::problem::{FieldError, Problem};

/// A place in a list. Opaque to clients; a place only makes sense in the list it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor<T>(pub T);

impl<T: Serialize + for<'de> Deserialize<'de>> Cursor<T> {
    /// The text handed to the client.
    pub fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(&self.0).unwrap_or_default())
    }

    /// Reads a text a client sent back.
    pub fn decode(text: &str) -> Result<Self, Problem> {
        URL_SAFE_NO_PAD
            .decode(text)
            .ok()
            .and_then(|json| serde_json::from_slice(&json).ok())
            .map(Self)
            .ok_or_else(|| {
                Problem::malformed("The cursor is not one of this list's").field(FieldError::new(
                    "/query/cursor",
                    "cursor",
                    "use next_cursor as it was sent, or leave it out",
                ))
            })
    }
}

/// Which page of a list.
#[derive(Debug, Clone, Default, Deserialize, IntoParams, Validate)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// `next_cursor` of the page before; leave out for the first page.
    #[validate(length(max = 400))]
    pub cursor: Option<String>,
    /// Rows per page, 1 to 200; 50 when left out.
    #[validate(range(min = 1, max = 200))]
    pub limit: Option<i64>,
}

impl PageQuery {
    /// Rows per page.
    pub fn limit(&self) -> i64 {
        self.limit.unwrap_or(50)
    }
    /// The place to go on from.
    pub fn after<T: Serialize + for<'de> Deserialize<'de>>(&self) -> Result<Option<T>, Problem> {
        self.cursor
            .as_deref()
            .map(|text| Cursor::decode(text).map(|cursor| cursor.0))
            .transpose()
    }
}

/// A page of rows.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Hand this back as `cursor` for the next page; null on the last one.
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// Makes a page of at most `limit` rows from `rows`, which were asked for with one more to see whether there is a next
    /// page. `place` says where a row stands in the order.
    pub fn from_rows<R, P>(mut rows: Vec<R>, limit: i64, place: impl Fn(&R) -> P, view: impl FnMut(R) -> T) -> Self
    where
        P: Serialize + for<'de> Deserialize<'de>,
    {
        let limit = usize::try_from(limit).unwrap_or(50);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = if more {
            rows.last().map(|row| Cursor(place(row)).encode())
        } else {
            None
        };
        Self {
            items: rows.into_iter().map(view).collect(),
            next_cursor,
        }
    }
}

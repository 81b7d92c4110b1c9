//! HTTP technique: problems, bodies, paging, preconditions, headers, limits.

mod body;
mod client;
mod cursor;
mod documented;
mod etag;
mod headers;
mod json_guard;
mod once;
mod operations;
mod packed;
mod path;
mod problem;
mod query;
mod request_id;
mod route_table;
mod same_origin;

pub(crate) use body::shaped;
pub use body::{BodyTimeout, Large, Valid};
pub use client::{ClientNetwork, Network, TrustedProxies};
pub use cursor::{Cursor, Page, PageQuery};
pub use documented::complete_document;
pub use etag::{IfMatch, etag};
pub use headers::{api_headers, guard_request};
pub(crate) use json_guard::check as check_json;
pub use once::{IdempotencyKey, content_mac, id_taken, same_creation};
pub use operations::Operations;
pub use packed::{Packed, PackedLines, packed_answer};
pub use path::PathId;
pub use problem::{FieldError, Problem, ProblemBody};
pub use query::ValidQuery;
pub use request_id::RequestId;
pub use route_table::RouteTable;
pub use same_origin::SameOrigin;

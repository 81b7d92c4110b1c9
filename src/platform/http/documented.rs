//! What every operation may answer because of the door it lies behind, so that no handler need say it again.

use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::{Content, OpenApi, Ref, RefOr, Response};

const JSON: &str = "application/json";
/// RFC 9457 §3.
const PROBLEM: &str = "application/problem+json";

/// Completes the document of the operations under `prefix`: problems are called by their media type, and what the reading
/// of a request and a database that is away come to is added.
///
/// Handlers document what their own rules answer. A client made from the document would otherwise meet a 415, or a 503 on
/// the day it matters, that nobody told it of.
pub fn complete_document(api: &mut OpenApi, prefix: &str) {
    let under = |path: &str| path.starts_with(prefix);
    for (_, item) in api.paths.paths.iter_mut().filter(|(path, _)| under(path)) {
        for operation in operations(item) {
            for &status in of_the_door(operation) {
                let responses = &mut operation.responses.responses;
                responses.entry(status.to_owned()).or_insert_with(|| problem().into());
            }
        }
    }
    for item in api.paths.paths.values_mut() {
        for operation in operations(item) {
            call_problems_by_their_type(operation);
        }
    }
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [
        &mut item.get,
        &mut item.put,
        &mut item.post,
        &mut item.patch,
        &mut item.delete,
    ]
    .into_iter()
    .flatten()
}

/// The statuses that reading such a request can end with.
fn of_the_door(operation: &Operation) -> &'static [&'static str] {
    if operation.request_body.is_some() {
        // Not readable; too slow; too large; not JSON; fields that are not right; the database is away.
        &["400", "408", "413", "415", "422", "503"]
    } else if operation.parameters.as_ref().is_some_and(|all| !all.is_empty()) {
        &["400", "422", "503"]
    } else {
        &["503"]
    }
}

fn problem() -> Response {
    let mut response = Response::new("");
    let content = Content::new(Some(Ref::from_schema_name("Problem")));
    response.content.insert(PROBLEM.to_owned(), RefOr::T(content));
    response
}

fn call_problems_by_their_type(operation: &mut Operation) {
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response
            && status.starts_with(['4', '5'])
            && let Some(content) = response.content.shift_remove(JSON)
        {
            response.content.insert(PROBLEM.to_owned(), content);
        }
    }
}

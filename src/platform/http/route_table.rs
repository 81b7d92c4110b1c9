//! Which methods an address has, to tell 405 from 404.

use std::collections::BTreeMap;

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::problem::Problem;

/// What is read of the document.
#[derive(Deserialize)]
struct Addresses {
    paths: BTreeMap<String, Methods>,
}

/// Which operations an address has.
#[derive(Deserialize)]
struct Methods {
    get: Option<IgnoredAny>,
    post: Option<IgnoredAny>,
    put: Option<IgnoredAny>,
    patch: Option<IgnoredAny>,
    delete: Option<IgnoredAny>,
}

/// Every documented address and its methods.
#[derive(Debug, Clone)]
pub struct RouteTable(Vec<(Vec<String>, Vec<&'static str>)>);

impl RouteTable {
    /// From the document of the API, as JSON.
    pub fn of(document: &str) -> Result<Self, serde_json::Error> {
        let document: Addresses = serde_json::from_str(document)?;
        let rows = document.paths.into_iter().map(|(template, item)| {
            let methods = [
                ("GET", item.get),
                ("POST", item.post),
                ("PUT", item.put),
                ("PATCH", item.patch),
                ("DELETE", item.delete),
            ];
            let methods = methods
                .into_iter()
                .filter_map(|(name, has)| has.map(|_| name))
                .collect();
            (template.split('/').map(str::to_owned).collect(), methods)
        });
        Ok(Self(rows.collect()))
    }

    /// What to say to a request no route took.
    pub fn unmatched(&self, request: &HttpRequest) -> Problem {
        let asked: Vec<&str> = request.path().split('/').collect();
        let fits = |template: &[String]| {
            template.len() == asked.len()
                && template
                    .iter()
                    .zip(&asked)
                    .all(|(part, text)| part == text || (part.starts_with('{') && !text.is_empty()))
        };
        let known = self.0.iter().find(|(template, _)| fits(template));
        match known {
            Some((_, methods)) => Problem::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "method_not_allowed",
                "This address does not do that",
            )
            .allow(methods.join(", ")),
            None => Problem::not_found(),
        }
    }
}

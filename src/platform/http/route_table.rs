//! Which methods an address has, to tell 405 from 404.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use utoipa::openapi::OpenApi;

use super::problem::Problem;

/// Every documented address and its methods.
#[derive(Debug, Clone)]
pub struct RouteTable(Vec<(Vec<String>, Vec<&'static str>)>);

impl RouteTable {
    /// From the document the routes were generated with.
    pub fn of(api: &OpenApi) -> Self {
        let rows = api.paths.paths.iter().map(|(template, item)| {
            let methods = [
                ("GET", item.get.is_some()),
                ("POST", item.post.is_some()),
                ("PUT", item.put.is_some()),
                ("PATCH", item.patch.is_some()),
                ("DELETE", item.delete.is_some()),
            ];
            let methods = methods
                .into_iter()
                .filter_map(|(name, has)| has.then_some(name))
                .collect();
            (template.split('/').map(str::to_owned).collect(), methods)
        });
        Self(rows.collect())
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

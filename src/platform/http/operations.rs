//! Where a feature's operations are put: into a worker's server, or into the API's document, but never into both at once.
//!
//! A worker that put its document together while it put its server together would leave 23 MiB of it behind in the
//! allocator's arena, for a text that is written once, when the code is (`api-spec/openapi.json`).

use actix_web::dev::HttpServiceFactory;
use actix_web::web::ServiceConfig;
use utoipa::openapi::OpenApi;
use utoipa_actix_web::OpenApiFactory;

/// Takes the operations of one feature after another.
pub struct Operations<'a>(Target<'a>);

enum Target<'a> {
    Server(&'a mut ServiceConfig),
    Document(&'a mut OpenApi),
}

impl<'a> Operations<'a> {
    /// They are to be answered.
    pub fn served(server: &'a mut ServiceConfig) -> Self {
        Self(Target::Server(server))
    }

    /// They are to be described.
    pub fn described(document: &'a mut OpenApi) -> Self {
        Self(Target::Document(document))
    }

    /// One operation.
    pub fn service(&mut self, operation: impl HttpServiceFactory + OpenApiFactory + 'static) -> &mut Self {
        match &mut self.0 {
            Target::Server(server) => {
                server.service(operation);
            }
            Target::Document(document) => {
                document.paths.merge(operation.paths());
                let mut schemas = Vec::new();
                operation.schemas(&mut schemas);
                document.components.get_or_insert_default().schemas.extend(schemas);
            }
        }
        self
    }

    /// All operations of a feature.
    pub fn configure(&mut self, routes: impl FnOnce(&mut Operations<'_>)) -> &mut Self {
        routes(self);
        self
    }
}

//! An application that is set up once and called many times. Setting one up takes longer than most requests do.

use std::net::{IpAddr, Ipv4Addr};
use std::rc::Rc;

use actix_web::body::BoxBody;
use actix_web::dev::ServiceResponse;
use actix_web::http::{Method, header};
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use causeway::state::AppState;
use futures_util::future::LocalBoxFuture;
use serde_json::Value;

use super::Answer;

/// Where requests come from that say nothing else.
const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// The way in.
pub(crate) struct Door(Box<dyn Fn(TestRequest) -> LocalBoxFuture<'static, ServiceResponse<BoxBody>>>);

impl Door {
    /// To an application in this state.
    pub(crate) async fn to(state: AppState) -> Self {
        let service = Rc::new(init_service(causeway::app::app(state)).await);
        Self(Box::new(move |request| {
            let service = Rc::clone(&service);
            Box::pin(async move { call_service(&*service, request.to_request()).await })
        }))
    }

    /// Any request. `path` is below `/api/v1` unless it starts with `//`, which stands for the root.
    pub(crate) async fn call(
        &self,
        method: Method,
        token: Option<&str>,
        path: &str,
        body: Option<Value>,
        headers: &[(&str, &str)],
    ) -> Answer {
        self.call_from(HERE, method, token, path, body, headers).await
    }

    /// The same from somewhere else in the world.
    pub(crate) async fn call_from(
        &self,
        address: IpAddr,
        method: Method,
        token: Option<&str>,
        path: &str,
        body: Option<Value>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let path = path
            .strip_prefix('/')
            .filter(|rest| rest.starts_with('/'))
            .map_or_else(|| format!("/api/v1{path}"), str::to_owned);
        let mut request = TestRequest::with_uri(&path)
            .method(method)
            .peer_addr((address, 50_000).into());
        if let Some(token) = token {
            request = request.insert_header((header::AUTHORIZATION, format!("Bearer {token}")));
        }
        for (name, value) in headers {
            request = request.insert_header((*name, *value));
        }
        request = match body {
            // The one door that takes lines.
            Some(Value::String(lines)) if path.contains("/sync/rescue") => request
                .insert_header((header::CONTENT_TYPE, "application/x-ndjson"))
                .set_payload(lines),
            Some(body) => request.set_json(body),
            None => request,
        };
        let response = (self.0)(request).await;
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = read_body(response).await.to_vec();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer {
            status,
            headers,
            bytes,
            body,
        }
    }
}

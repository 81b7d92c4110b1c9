//! One request, and the documented operations it can be about.

use actix_web::http::Method;
use serde_json::Value;
use tokio_postgres::Client;
use uuid::Uuid;

use super::callers::Caller;
use crate::support::{Answer, Door, new_id};

/// What to send to an operation. Method and address come from the document.
#[derive(Debug, Default, Clone)]
pub(super) struct Ask {
    /// What stands in the address, in order.
    pub(super) place: Vec<String>,
    /// What follows the question mark.
    pub(super) query: String,
    /// The body.
    pub(super) body: Option<Value>,
    /// The row whose version is sent as `If-Match`: table, key column, key.
    pub(super) version_of: Option<(&'static str, &'static str, Uuid)>,
    /// SQL that sets the scene for this question alone, and SQL that puts it back whatever was answered.
    pub(super) scene: Option<(String, String)>,
}

impl Ask {
    /// Asks about the whole.
    pub(super) fn whole() -> Self {
        Self::default()
    }

    /// Asks about one thing.
    pub(super) fn about(id: Uuid) -> Self {
        Self::named(&id.to_string())
    }

    /// Asks about something with a name.
    pub(super) fn named(name: &str) -> Self {
        Self {
            place: vec![name.to_owned()],
            ..Self::default()
        }
    }

    pub(super) fn query(self, query: String) -> Self {
        Self { query, ..self }
    }

    pub(super) fn body(self, body: Value) -> Self {
        Self {
            body: Some(body),
            ..self
        }
    }

    /// Sends the version the row has.
    pub(super) fn seen(self, table: &'static str, key: &'static str, id: Uuid) -> Self {
        Self {
            version_of: Some((table, key, id)),
            ..self
        }
    }

    /// Asks of something that stands like this just now.
    pub(super) fn given(self, set: String, back: String) -> Self {
        Self {
            scene: Some((set, back)),
            ..self
        }
    }

    /// The same with a new id for what the body creates.
    pub(super) fn renewed(&self) -> Self {
        let mut again = self.clone();
        if let Some(body) = again.body.as_mut().filter(|body| body["id"].is_string()) {
            body["id"] = Value::String(new_id().to_string());
            if body["note"]["id"].is_string() {
                body["note"]["id"] = Value::String(new_id().to_string());
            }
        }
        again
    }

    /// The id of what the body creates.
    pub(super) fn new_id(&self) -> Uuid {
        let id = self.body.as_ref().and_then(|body| body["id"].as_str());
        id.map_or_else(Uuid::nil, |id| id.parse().unwrap())
    }
}

/// An operation of the OpenAPI document.
#[derive(Debug, Clone)]
pub(super) struct Operation {
    pub(super) id: String,
    pub(super) tag: String,
    pub(super) summary: String,
    pub(super) method: Method,
    pub(super) template: String,
}

/// Everything the document knows, in its order.
pub(super) fn operations() -> Vec<Operation> {
    let document = serde_json::to_value(causeway::app::openapi()).unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut found = Vec::new();
    for (template, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let Ok(method) = method.to_uppercase().parse::<Method>() else {
                continue;
            };
            found.push(Operation {
                id: text(&operation["operationId"]),
                tag: text(&operation["tags"][0]),
                summary: text(&operation["summary"]),
                method,
                template: template.clone(),
            });
        }
    }
    found
}

impl Operation {
    fn address(&self, ask: &Ask) -> String {
        let mut place = ask.place.iter();
        let parts = self.template.split('/').map(|part| {
            if part.starts_with('{') {
                place
                    .next()
                    .unwrap_or_else(|| panic!("{}: {part} is not named", self.id))
            } else {
                part
            }
        });
        let path = parts.collect::<Vec<_>>().join("/");
        assert!(
            place.next().is_none(),
            "{}: more is named than the address holds",
            self.id
        );
        // The door puts the API's root before what does not start with two strokes.
        let query = if ask.query.is_empty() { "" } else { "?" };
        format!("/{path}{query}{}", ask.query)
    }

    /// Calls it as somebody.
    pub(super) async fn call(&self, door: &Door, sql: &Client, caller: &Caller, ask: &Ask) -> Answer {
        let version = match ask.version_of {
            Some((table, key, id)) => version(sql, table, key, id).await,
            None => String::new(),
        };
        let headers: &[(&str, &str)] = if version.is_empty() {
            &[]
        } else {
            &[("if-match", &version)]
        };
        let (method, token) = (self.method.clone(), caller.token.as_deref());
        door.call(method, token, &self.address(ask), ask.body.clone(), headers)
            .await
    }
}

async fn version(sql: &Client, table: &str, key: &str, id: Uuid) -> String {
    let statement = format!("select row_version from {table} where {key} = $1");
    let row = sql.query_opt(&statement, &[&id]).await.unwrap();
    format!("\"v{}\"", row.map_or(1, |row| row.get::<_, i32>(0)))
}

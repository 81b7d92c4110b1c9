//! Logs: JSON lines with an allow-list of fields. A field nobody put on the list is written as `[redacted]`, so a careless
//! `tracing::info!(name = …)` cannot leak a person (security.md §3.13).

use std::io::Write as _;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

/// Fields whose values may be written. Ids of people are not among them; those of jobs and mails are.
const ALLOWED: [&str; 16] = [
    "message",
    "error",
    "request_id",
    "method",
    "route",
    "status",
    "ms",
    "migrations",
    "port",
    "code",
    "workers",
    "version",
    "pid",
    "reason",
    "kind",
    "job",
];

/// Starts logging to standard error. `filter` is a level or a directive list (`info`, `causeway=debug`).
pub fn init(filter: &str) {
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    // A second call (tests) keeps the first logger.
    drop(
        tracing_subscriber::registry()
            .with(JsonLines::to_stderr().with_filter(filter))
            .try_init(),
    );
}

/// Writes one JSON object per event.
struct JsonLines {
    write: Box<dyn Fn(&str) + Send + Sync>,
}

impl JsonLines {
    fn to_stderr() -> Self {
        Self {
            write: Box::new(|line| {
                // Nowhere to say that the log cannot be written.
                drop(std::io::stderr().lock().write_all(line.as_bytes()));
            }),
        }
    }
}

/// The allowed fields of an event or span, as JSON members.
#[derive(Default, Clone)]
struct Members(String);

impl Members {
    fn add(&mut self, name: &str, value: &str) {
        let allowed = ALLOWED.contains(&name);
        let value = if allowed { value } else { "[redacted]" };
        let (name, value) = (serde_json::Value::from(name), serde_json::Value::from(value));
        for part in [",", &name.to_string(), ":", &value.to_string()] {
            self.0.push_str(part);
        }
    }
}

impl Visit for Members {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.add(field.name(), value);
    }
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.add(field.name(), &format!("{value:?}"));
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for JsonLines {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if let Some(span) = context.span(id) {
            let mut members = Members::default();
            attributes.record(&mut members);
            span.extensions_mut().insert(members);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut members = Members::default();
        event.record(&mut members);
        let mut of_spans = String::new();
        for span in context.event_scope(event).into_iter().flatten() {
            if let Some(members) = span.extensions().get::<Members>() {
                of_spans.push_str(&members.0);
            }
        }
        let metadata = event.metadata();
        let at = crate::platform::clock::Clock::now(&crate::platform::clock::SystemClock);
        let line = format!(
            "{{\"at\":\"{}\",\"level\":\"{}\",\"target\":\"{}\"{}{}}}\n",
            at.format("%Y-%m-%dT%H:%M:%S%.3fZ"),
            metadata.level(),
            metadata.target(),
            of_spans,
            members.0,
        );
        (self.write)(&line);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[test]
    fn only_listed_fields_are_written() {
        let lines = Arc::new(Mutex::new(String::new()));
        let sink = Arc::clone(&lines);
        let layer = JsonLines {
            write: Box::new(move |line| sink.lock().unwrap().push_str(line)),
        };
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
            let _span = tracing::info_span!("request", request_id = "r-1", email = "canary@example.org").entered();
            tracing::info!(status = 200, name = "Canary Name", "answered \"it\"");
        });
        let written = lines.lock().unwrap().clone();
        assert!(!written.to_lowercase().contains("canary"), "{written}");
        let line: serde_json::Value = serde_json::from_str(written.trim()).unwrap();
        assert_eq!(line["request_id"], "r-1");
        assert_eq!(line["status"], "200");
        assert_eq!(line["name"], "[redacted]");
        assert_eq!(line["message"], "answered \"it\"");
    }
}

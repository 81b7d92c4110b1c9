//! `api-spec/openapi.json` is what the code generates. `UPDATE_SPEC=1 cargo nextest run -E 'test(openapi)'` rewrites it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;
use syn::{Attribute, FnArg, GenericArgument, Item, PathArguments, Type};

use crate::source;

#[test]
fn the_committed_document_is_the_generated_one() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("api-spec/openapi.json");
    let generated = causeway::app::openapi().to_pretty_json().unwrap() + "\n";
    if std::env::var_os("UPDATE_SPEC").is_some() {
        fs::write(&path, &generated).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    let differs = committed.lines().zip(generated.lines()).position(|(a, b)| a != b);
    assert!(
        committed == generated,
        "api-spec/openapi.json is not what the code generates (first at line {:?}): run this test with UPDATE_SPEC=1 and \
         say in api-spec/CHANGELOG.md what changed",
        differs.map(|line| line + 1)
    );
}

/// An id in an address may be of nothing, or no id at all.
#[test]
fn whatever_is_named_in_an_address_may_be_missing() {
    let api = serde_json::to_value(causeway::app::openapi()).unwrap();
    let named = api["paths"]
        .as_object()
        .unwrap()
        .iter()
        .filter(|(path, _)| path.contains('{'));
    for (path, item) in named {
        for (method, operation) in item.as_object().unwrap() {
            assert!(
                operation["responses"].get("404").is_some(),
                "{method} {path} says nothing of 404"
            );
        }
    }
}

/// Every `$ref` inside a part of the document.
fn references(part: &Value, into: &mut Vec<String>) {
    match part {
        Value::Object(fields) => {
            into.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|field| references(field, into));
        }
        Value::Array(parts) => parts.iter().for_each(|part| references(part, into)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Types are made of the document: a reference to nothing makes a type of nothing.
#[test]
fn every_reference_leads_somewhere() {
    let api = serde_json::to_value(causeway::app::openapi()).unwrap();
    let mut named = Vec::new();
    references(&api, &mut named);
    assert!(named.len() > 1_000, "only {} references", named.len());
    named.retain(|to| to.strip_prefix('#').and_then(|inside| api.pointer(inside)).is_none());
    assert!(named.is_empty(), "{named:?}");
}

/// What goes into another object must suffer what else is in it: a schema that forbids more properties cannot.
#[test]
fn nothing_that_forbids_its_neighbours_is_flattened() {
    let api = serde_json::to_value(causeway::app::openapi()).unwrap();
    let schemas = api["components"]["schemas"].as_object().unwrap();
    for (name, schema) in schemas {
        for part in schema["allOf"].as_array().into_iter().flatten() {
            let named = part["$ref"].as_str().and_then(|to| to.rsplit('/').next());
            let part = named.map_or(part, |named| &schemas[named]);
            assert_ne!(part["additionalProperties"], false, "{name} takes in {named:?}");
        }
    }
}

#[test]
fn every_operation_has_an_id_of_its_own_and_says_who_may() {
    let api = serde_json::to_value(causeway::app::openapi()).unwrap();
    let mut ids = Vec::new();
    for (path, item) in api["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let Some(id) = operation["operationId"].as_str() else {
                panic!("{method} {path} has no operation_id");
            };
            let said = operation["description"].as_str().unwrap_or_default();
            assert!(
                said.contains("Permission: "),
                "{id}: the doc comment says who may: `Permission: …`"
            );
            assert!(
                operation["summary"].as_str().is_some_and(|title| !title.ends_with('.')),
                "{id}: title line"
            );
            ids.push(id.to_owned());
        }
    }
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "two operations share an operation_id");
}

/// What stands between the brackets of `#[name(…)]`.
fn inside(attributes: &[Attribute], name: &str) -> Option<String> {
    let found = attributes.iter().find(|attribute| attribute.path().is_ident(name))?;
    Some(found.meta.require_list().ok()?.tokens.to_string())
}

/// What a type is called in the document, if it is there: a type that derives its schema, or a code list.
fn documented_as(item: &Item) -> Option<String> {
    if let Item::Macro(call) = item {
        let said = call
            .mac
            .path
            .is_ident("code_list")
            .then(|| call.mac.tokens.to_string())?;
        let words = said.split('"').nth(1)?.split('_').map(|word| {
            let (first, rest) = word.split_at(1);
            first.to_uppercase() + rest
        });
        return Some(words.collect());
    }
    let (name, attributes) = if let Item::Struct(item) = item {
        (&item.ident, &item.attrs)
    } else if let Item::Enum(item) = item {
        (&item.ident, &item.attrs)
    } else {
        return None;
    };
    inside(attributes, "derive").filter(|derived| derived.contains("ToSchema"))?;
    let schema = inside(attributes, "schema").unwrap_or_default();
    let other = schema.split_once("as = ").and_then(|(_, rest)| rest.split(' ').next());
    Some(other.map_or_else(|| name.to_string(), str::to_owned))
}

#[test]
fn no_two_types_share_a_name_in_the_document() {
    let mut named: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in source::files() {
        for name in file.syntax.items.iter().filter_map(documented_as) {
            named.entry(name).or_default().push(file.path.clone());
        }
    }
    assert!(named.len() > 200, "only {} types were found", named.len());
    named.retain(|_, files| files.len() > 1);
    assert!(
        named.is_empty(),
        "one of them is documented in place of the other: {named:?}"
    );
}

/// The `T` of an argument `Valid<T>` or `Large<T>`.
fn body_of(argument: &FnArg) -> Option<String> {
    let FnArg::Typed(argument) = argument else { return None };
    let Type::Path(kind) = &*argument.ty else { return None };
    let last = kind
        .path
        .segments
        .last()
        .filter(|last| last.ident == "Valid" || last.ident == "Large")?;
    let PathArguments::AngleBracketed(of) = &last.arguments else {
        return None;
    };
    let GenericArgument::Type(Type::Path(body)) = of.args.first()? else {
        return None;
    };
    Some(body.path.segments.last()?.ident.to_string())
}

/// utoipa knows the extractors of actix and not ours: without a word from the handler a body is not in the document, and
/// who makes a client from it sends none.
#[test]
fn every_body_that_is_read_is_documented() {
    let mut read = 0;
    for file in source::files() {
        for item in &file.syntax.items {
            let Item::Fn(handler) = item else { continue };
            let said = handler.attrs.iter().find_map(|attribute| {
                let list = attribute.meta.require_list().ok()?;
                Some(list.tokens.to_string()).filter(|tokens| tokens.contains("operation_id"))
            });
            let (Some(said), Some(body)) = (said, handler.sig.inputs.iter().find_map(body_of)) else {
                continue;
            };
            read += 1;
            assert!(
                said.contains(&format!("request_body = {body} ,")) || said.contains(&format!("request_body = {body},")),
                "{}: {} reads {body}: say `request_body = {body}` in its utoipa::path",
                file.path,
                handler.sig.ident
            );
        }
    }
    assert!(read > 40, "only {read} bodies were found: was `Valid` renamed?");
}

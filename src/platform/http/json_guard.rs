//! Looks over a JSON text before it is given a type: too deep, too many elements, or a key twice are refused.
//! `serde_json` itself would keep the last of two equal keys and say nothing (security.md R4).

use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// Deepest nesting accepted.
const MAX_DEPTH: usize = 32;
/// Most elements of one array, and most keys of one object.
const MAX_ELEMENTS: usize = 2_000;

/// Checks a JSON text; the message says what would be right and quotes nothing from it.
pub(crate) fn check(json: &[u8]) -> Result<(), String> {
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    Guard { depth: 0 }
        .walk(&mut deserializer)
        .and_then(|()| deserializer.end())
        .map_err(|error| {
            if error.is_data() {
                // Ours: "… at line 1 column 7" is cut off, the text before it is fixed.
                error
                    .to_string()
                    .split(" at line")
                    .next()
                    .unwrap_or("the JSON is not accepted")
                    .to_owned()
            } else {
                format!(
                    "the JSON stops making sense at line {} column {}",
                    error.line(),
                    error.column()
                )
            }
        })
}

#[derive(Clone, Copy)]
struct Guard {
    depth: usize,
}

impl Guard {
    fn walk<'de, D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn deeper<E: Error>(self) -> Result<Self, E> {
        if self.depth >= MAX_DEPTH {
            return Err(E::custom(format_args!("nested deeper than {MAX_DEPTH} levels")));
        }
        Ok(Self { depth: self.depth + 1 })
    }
}

impl<'de> serde::de::DeserializeSeed<'de> for Guard {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.walk(deserializer)
    }
}

impl<'de> Visitor<'de> for Guard {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }
    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }
    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }
    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }
    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        // Postgres cannot store it, and no keyboard makes it.
        if text.contains('\0') {
            Err(E::custom("a text holds a NUL character"))
        } else {
            Ok(())
        }
    }
    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        let inner = self.deeper()?;
        let mut count = 0_usize;
        while elements.next_element_seed(inner)?.is_some() {
            count += 1;
            if count > MAX_ELEMENTS {
                return Err(A::Error::custom(format_args!(
                    "an array has more than {MAX_ELEMENTS} elements"
                )));
            }
        }
        Ok(())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let inner = self.deeper()?;
        let mut keys = HashSet::new();
        while let Some(key) = entries.next_key::<String>()? {
            if keys.len() >= MAX_ELEMENTS {
                return Err(A::Error::custom(format_args!(
                    "an object has more than {MAX_ELEMENTS} keys"
                )));
            }
            if !keys.insert(key) {
                return Err(A::Error::custom("a key stands twice in the same object"));
            }
            entries.next_value_seed(inner)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_json_passes() {
        check(br#"{"a":[1,2.5,-3,"x",null,true,{"a":1}],"b":{}}"#).unwrap();
    }

    #[test]
    fn a_key_twice_is_refused_at_any_depth() {
        assert_eq!(
            check(br#"{"a":1,"a":2}"#).unwrap_err(),
            "a key stands twice in the same object"
        );
        assert!(
            check(br#"{"x":[{"a":1,"\u0061":2}]}"#).is_err(),
            "escaped spelling of the same key"
        );
    }

    #[test]
    fn depth_is_bounded_without_recursing_into_it() {
        let deep = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
        check(deep(32).as_bytes()).unwrap();
        assert_eq!(check(deep(33).as_bytes()).unwrap_err(), "nested deeper than 32 levels");
        assert!(check("[".repeat(30_000).as_bytes()).is_err());
    }

    #[test]
    fn long_arrays_nul_and_trailing_text_are_refused() {
        let long = format!("[{}]", vec!["0"; 2_001].join(","));
        assert!(check(long.as_bytes()).unwrap_err().contains("2000 elements"));
        assert!(check(br#"{"a":"x\u0000y"}"#).unwrap_err().contains("NUL"));
        assert!(check(b"{} x").is_err());
        assert!(check(b"").is_err());
    }
}

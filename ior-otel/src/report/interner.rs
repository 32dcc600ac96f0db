//! Attributes as a page carries them: each key once, values as JSON.

use std::collections::HashMap;

use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue, any_value::Value as Is};
use serde_json::{Map, Value};

use super::data::Pairs;

/// The integers that a number of JavaScript holds (ECMA-262, `Number.MAX_SAFE_INTEGER`).
const SAFE: u64 = (1 << 53) - 1;

/// Texts by position.
#[derive(Debug, Default)]
pub struct Interner {
    positions: HashMap<String, usize>,
    texts: Vec<String>,
}

impl Interner {
    /// The position of a text.
    pub fn position(&mut self, text: &str) -> usize {
        if let Some(position) = self.positions.get(text) {
            return *position;
        }
        self.texts.push(text.to_owned());
        self.positions.insert(text.to_owned(), self.texts.len() - 1);
        self.texts.len() - 1
    }

    /// Attributes by the positions of their keys.
    pub fn pairs(&mut self, attributes: &[KeyValue]) -> Pairs {
        attributes.iter().map(|pair| (self.position(&pair.key), json(pair.value.as_ref()))).collect()
    }

    /// The texts.
    pub fn into_texts(self) -> Vec<String> {
        self.texts
    }
}

fn json(value: Option<&AnyValue>) -> Value {
    let Some(value) = value.and_then(|value| value.value.as_ref()) else { return Value::Null };
    match value {
        Is::StringValue(text) => Value::from(text.as_str()),
        Is::BoolValue(value) => Value::from(*value),
        // An address is not to lose its last digits.
        Is::IntValue(number) if number.unsigned_abs() > SAFE => Value::from(number.to_string()),
        Is::IntValue(number) => Value::from(*number),
        Is::DoubleValue(number) if !number.is_finite() => Value::from(number.to_string()),
        Is::DoubleValue(number) => Value::from(*number),
        Is::BytesValue(bytes) => Value::from(hex::encode(bytes)),
        Is::ArrayValue(array) => array.values.iter().map(|value| json(Some(value))).collect(),
        Is::KvlistValue(list) => {
            let pairs = list.values.iter().map(|pair| (pair.key.clone(), json(pair.value.as_ref())));
            Value::Object(pairs.collect::<Map<_, _>>())
        }
        // A reference into a table that spans do not have.
        Is::StringValueStrindex(_) => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attributes::Attributes;

    #[test]
    fn keys_are_told_once_and_numbers_as_they_are() {
        let mut interner = Interner::default();
        let mut attributes = Attributes::new();
        attributes.int("a", 9_007_199_254_740_991_i64);
        attributes.int("b", -9_007_199_254_740_993_i64);
        attributes.strings("c", ["x".to_owned()]);
        attributes.double("a", f64::NAN);
        let pairs = interner.pairs(&attributes.into_inner());
        let told = serde_json::to_string(&pairs).expect("JSON");
        assert_eq!(told, r#"[[0,9007199254740991],[1,"-9007199254740993"],[2,["x"]],[0,"NaN"]]"#);
        assert_eq!(interner.into_texts(), ["a", "b", "c"]);
    }
}

//! A list of OTLP attributes in the making. It is encoded as it grows: a span has a dozen of them, and most lists become bytes.

use opentelemetry_proto::tonic::{
    common::v1::{AnyValue, ArrayValue, KeyValue, any_value::Value},
    trace::v1::Span,
};
use prost::Message as _;

use crate::wire;

/// Field numbers of opentelemetry/proto/trace/v1/trace.proto and common/v1/common.proto.
const SPAN_ATTRIBUTES: u8 = 9;
const KEY: u8 = 1;
const VALUE: u8 = 2;
const STRING: u8 = 1;
const BOOL: u8 = 2;
const INT: u8 = 3;
const DOUBLE: u8 = 4;
const ARRAY: u8 = 5;

/// Attributes of a span, resource or data point, in the order in which they are added.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attributes(Vec<u8>);

impl From<Vec<KeyValue>> for Attributes {
    fn from(attributes: Vec<KeyValue>) -> Self {
        let mut list = Self::new();
        attributes.iter().for_each(|attribute| list.push(attribute));
        list
    }
}

impl Attributes {
    /// No attributes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes all away, and keeps the memory.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Adds a string.
    pub fn string(&mut self, key: &str, value: impl AsRef<str>) {
        let value = value.as_ref().as_bytes();
        self.head(key, wire::bytes_length(value.len()));
        wire::bytes(&mut self.0, STRING, value);
    }

    /// Adds a string, in the place of an attribute of that name if there is one.
    pub fn set_string(&mut self, key: &str, value: impl AsRef<str>) {
        self.remove(key);
        self.string(key, value);
    }

    /// Adds an attribute, in the place of one of that name if there is one.
    pub fn set(&mut self, attribute: KeyValue) {
        self.remove(&attribute.key);
        self.push(&attribute);
    }

    /// Adds an integer.
    pub fn int(&mut self, key: &str, value: impl Into<i64>) {
        // As two's complement: negative numbers take ten bytes.
        let value = value.into() as u64;
        self.head(key, 1 + wire::varint_length(value));
        wire::number(&mut self.0, INT, value);
    }

    /// Adds how many there are, if there are any.
    pub fn count(&mut self, key: &str, count: u64) {
        if count != 0 {
            self.int(key, i64::try_from(count).unwrap_or(i64::MAX));
        }
    }

    /// Adds a floating-point number.
    pub fn double(&mut self, key: &str, value: f64) {
        self.head(key, 1 + size_of::<f64>());
        wire::fixed64(&mut self.0, DOUBLE, value.to_bits());
    }

    /// Adds a boolean.
    pub fn bool(&mut self, key: &str, value: bool) {
        self.head(key, 2);
        wire::number(&mut self.0, BOOL, value.into());
    }

    /// Adds a list of strings.
    pub fn strings(&mut self, key: &str, values: impl IntoIterator<Item = String>) {
        let values = values.into_iter().map(|v| AnyValue { value: Some(Value::StringValue(v)) }).collect();
        let list = ArrayValue { values }.encode_to_vec();
        self.head(key, wire::bytes_length(list.len()));
        wire::bytes(&mut self.0, ARRAY, &list);
    }

    /// Adds all of another list.
    pub fn extend(&mut self, other: &Self) {
        self.0.extend_from_slice(&other.0);
    }

    /// The value of a string or number attribute, as text.
    pub fn text(&self, key: &str) -> Option<String> {
        let attribute = self.encoded().find(|attribute| key_of(attribute) == Some(key.as_bytes()))?;
        as_text(&KeyValue::decode(attribute).ok()?)
    }

    /// The finished list.
    pub fn into_inner(self) -> Vec<KeyValue> {
        // What we encoded can be decoded.
        Span::decode(&*self.0).map(|span| span.attributes).unwrap_or_default()
    }

    /// The finished list, as the attributes of a `Span` are encoded.
    pub fn of_span(&self) -> &[u8] {
        &self.0
    }

    /// Each attribute, encoded.
    fn encoded(&self) -> impl Iterator<Item = &[u8]> {
        let mut rest = &self.0[..];
        std::iter::from_fn(move || {
            let (attribute, after) = wire::take_bytes(rest)?;
            rest = after;
            Some(attribute)
        })
    }

    fn remove(&mut self, key: &str) {
        let mut kept = Self::new();
        for attribute in self.encoded().filter(|attribute| key_of(attribute) != Some(key.as_bytes())) {
            wire::bytes(&mut kept.0, SPAN_ATTRIBUTES, attribute);
        }
        *self = kept;
    }

    fn push(&mut self, attribute: &KeyValue) {
        wire::bytes(&mut self.0, SPAN_ATTRIBUTES, &attribute.encode_to_vec());
    }

    /// Begins an attribute; its value, of so many bytes, follows.
    fn head(&mut self, key: &str, value: usize) {
        let length = wire::bytes_length(key.len()) + wire::bytes_length(value);
        self.0.push(SPAN_ATTRIBUTES << 3 | 2);
        wire::varint(&mut self.0, length as u64);
        wire::bytes(&mut self.0, KEY, key.as_bytes());
        self.0.push(VALUE << 3 | 2);
        wire::varint(&mut self.0, value as u64);
    }
}

/// The value of a string or number attribute in a list, as text.
pub fn text(attributes: &[KeyValue], key: &str) -> Option<String> {
    as_text(attributes.iter().find(|attribute| attribute.key == key)?)
}

fn as_text(attribute: &KeyValue) -> Option<String> {
    match attribute.value.as_ref()?.value.as_ref()? {
        Value::StringValue(text) => Some(text.clone()),
        Value::IntValue(number) => Some(number.to_string()),
        Value::DoubleValue(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The key of an encoded attribute, which comes first.
fn key_of(attribute: &[u8]) -> Option<&[u8]> {
    Some(wire::take_bytes(attribute)?.0)
}

#[cfg(test)]
mod tests {
    use proptest::proptest;

    use super::*;

    fn attribute(key: &str, value: Value) -> KeyValue {
        KeyValue { key: key.to_owned(), value: Some(AnyValue { value: Some(value) }), ..KeyValue::default() }
    }

    proptest! {
        #[test]
        fn they_are_encoded_as_prost_does(
            key in ".{1,200}", text: String, int: i64, double: f64, bool: bool, list: Vec<String>
        ) {
            let mut ours = Attributes::new();
            ours.string(&key, &text);
            ours.int(&key, int);
            ours.double(&key, double);
            ours.bool(&key, bool);
            ours.strings(&key, list.clone());
            let values = list.into_iter().map(|v| AnyValue { value: Some(Value::StringValue(v)) }).collect();
            let attributes = [
                Value::StringValue(text),
                Value::IntValue(int),
                Value::DoubleValue(double),
                Value::BoolValue(bool),
                Value::ArrayValue(ArrayValue { values }),
            ];
            let theirs = attributes.map(|value| attribute(&key, value)).to_vec();
            assert_eq!(ours.of_span(), Span { attributes: theirs, ..Span::default() }.encode_to_vec());
        }
    }

    #[test]
    fn one_takes_the_place_of_another() {
        let mut attributes = Attributes::new();
        attributes.string("a", "1");
        attributes.int("b", 2);
        attributes.set_string("a", "3");
        attributes.set(attribute("b", Value::StringValue("4".to_owned())));
        assert_eq!(
            (attributes.text("a").as_deref(), attributes.text("b").as_deref()),
            (Some("3"), Some("4"))
        );
        assert_eq!(attributes.into_inner().len(), 2);
    }
}

//! A list of OTLP attributes in the making.

use opentelemetry_proto::tonic::common::v1::{AnyValue, ArrayValue, KeyValue, any_value::Value};

/// Attributes of a span, resource or data point, in the order in which they are added.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attributes(Vec<KeyValue>);

impl From<Vec<KeyValue>> for Attributes {
    fn from(attributes: Vec<KeyValue>) -> Self {
        Self(attributes)
    }
}

impl Attributes {
    /// No attributes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a string.
    pub fn string(&mut self, key: &str, value: impl Into<String>) {
        self.push(key, Value::StringValue(value.into()));
    }

    /// Adds a string, in the place of an attribute of that name if there is one.
    pub fn set_string(&mut self, key: &str, value: impl Into<String>) {
        self.0.retain(|attribute| attribute.key != key);
        self.string(key, value);
    }

    /// Adds an attribute, in the place of one of that name if there is one.
    pub fn set(&mut self, attribute: KeyValue) {
        self.0.retain(|other| other.key != attribute.key);
        self.0.push(attribute);
    }

    /// Adds an integer.
    pub fn int(&mut self, key: &str, value: impl Into<i64>) {
        self.push(key, Value::IntValue(value.into()));
    }

    /// Adds how many there are, if there are any.
    pub fn count(&mut self, key: &str, count: u64) {
        if count != 0 {
            self.int(key, i64::try_from(count).unwrap_or(i64::MAX));
        }
    }

    /// Adds a floating-point number.
    pub fn double(&mut self, key: &str, value: f64) {
        self.push(key, Value::DoubleValue(value));
    }

    /// Adds a boolean.
    pub fn bool(&mut self, key: &str, value: bool) {
        self.push(key, Value::BoolValue(value));
    }

    /// Adds a list of strings.
    pub fn strings(&mut self, key: &str, values: impl IntoIterator<Item = String>) {
        let values = values.into_iter().map(|v| AnyValue { value: Some(Value::StringValue(v)) }).collect();
        self.push(key, Value::ArrayValue(ArrayValue { values }));
    }

    /// Adds all of another list.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// The value of a string or number attribute, as text.
    pub fn text(&self, key: &str) -> Option<String> {
        let value = &self.0.iter().find(|attribute| attribute.key == key)?.value.as_ref()?.value;
        match value.as_ref()? {
            Value::StringValue(text) => Some(text.clone()),
            Value::IntValue(number) => Some(number.to_string()),
            Value::DoubleValue(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// The finished list.
    pub fn into_inner(self) -> Vec<KeyValue> {
        self.0
    }

    fn push(&mut self, key: &str, value: Value) {
        self.0.push(KeyValue {
            key: key.to_owned(),
            value: Some(AnyValue { value: Some(value) }),
            ..Default::default()
        });
    }
}

//! What OpenTelemetry's environment variables say: above the file, below the flags.

use std::{collections::BTreeMap, time::Duration};

use percent_encoding::percent_decode_str;

use super::{
    Config,
    metrics::{Histogram, MIN_INTERVAL, Metrics, Temporality},
    resource::AttributeKey,
};

/// The variables that have a key in the file, read and understood; `None` and empty where they are unset.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EnvOverrides {
    /// `OTEL_METRIC_EXPORT_INTERVAL`.
    pub metric_interval: Option<Duration>,
    /// `OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE`.
    pub temporality: Option<Temporality>,
    /// `OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION`.
    pub histogram: Option<Histogram>,
    /// `OTEL_RESOURCE_ATTRIBUTES`, see [`resource_attributes`].
    pub resource_attributes: BTreeMap<String, String>,
}

impl EnvOverrides {
    /// Puts the environment above what the file says. An interval below [`MIN_INTERVAL`] is that. A resource attribute replaces only the file's of the same name;
    /// `service.name` is left out, because it is each traced process's own (`run` hands the variable on to its
    /// command, where it is read).
    pub fn apply(self, config: &mut Config) {
        let Self { metric_interval, temporality, histogram, resource_attributes } = self;
        let Metrics { interval, histogram: file_histogram, temporality: file_temporality, .. } =
            &mut config.metrics;
        *interval = metric_interval.map_or(*interval, |interval| interval.max(MIN_INTERVAL));
        *file_histogram = histogram.unwrap_or(*file_histogram);
        *file_temporality = temporality.unwrap_or(*file_temporality);
        let attributes = resource_attributes
            .into_iter()
            .filter_map(|(key, value)| Some((key.parse::<AttributeKey>().ok()?, value)));
        config.resource.attributes.extend(attributes);
    }
}

/// Reads `OTEL_RESOURCE_ATTRIBUTES`: `key=value` pairs with commas between, keys and values percent-encoded
/// (OpenTelemetry specification, "Specifying resource information via an environment variable").
///
/// # Errors
/// Names the part that is not a pair; the specification asks to discard the whole value then and say so.
pub fn resource_attributes(text: &str) -> Result<BTreeMap<String, String>, String> {
    let decode = |part: &str| percent_decode_str(part.trim()).decode_utf8().map(String::from);
    text.split(',')
        .filter(|pair| !pair.trim().is_empty())
        .map(|pair| {
            let (key, value) = pair
                .split_once('=')
                .filter(|(key, _)| !key.trim().is_empty())
                .ok_or_else(|| format!("{pair:?} is not a pair such as key=value"))?;
            Ok((decode(key), decode(value)))
        })
        .map(|pair: Result<_, String>| match pair? {
            (Ok(key), Ok(value)) => Ok((key, value)),
            (Err(_), _) | (_, Err(_)) => Err("percent-encoded text is not UTF-8".to_owned()),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn attributes_are_percent_decoded() {
        let text = "team=a%20b%2Cc, deployment.environment.name=prod=eu ,";
        let expected = map(&[("team", "a b,c"), ("deployment.environment.name", "prod=eu")]);
        assert_eq!(resource_attributes(text), Ok(expected));
        assert_eq!(resource_attributes(""), Ok(map(&[])));
    }

    #[test]
    fn a_bad_pair_is_named() {
        let error = |text| resource_attributes(text).expect_err("is refused");
        assert_eq!(error("a=b,novalue"), "\"novalue\" is not a pair such as key=value");
        assert_eq!(error("=b"), "\"=b\" is not a pair such as key=value");
        assert_eq!(error("a=%ff"), "percent-encoded text is not UTF-8");
    }

    #[test]
    fn the_environment_is_above_the_file() {
        let mut config = Config::default();
        config.resource.attributes.insert("team".parse().expect("is known"), "file".to_owned());
        config.resource.attributes.insert("zone".parse().expect("is known"), "file".to_owned());
        let env = EnvOverrides {
            metric_interval: Some(Duration::from_secs(1)),
            temporality: Some(Temporality::Delta),
            histogram: None,
            resource_attributes: map(&[("team", "env"), ("service.name", "shop")]),
        };
        env.apply(&mut config);
        assert_eq!(config.metrics.interval, Duration::from_secs(1));
        assert_eq!(config.metrics.temporality, Temporality::Delta);
        assert_eq!(config.metrics.histogram, Histogram::Exponential);
        let attributes: Vec<_> = config.resource.attributes.iter().map(|(k, v)| (k.as_str(), &**v)).collect();
        assert_eq!(attributes, [("team", "env"), ("zone", "file")]);
    }

    #[test]
    fn an_interval_is_never_too_short() {
        let mut config = Config::default();
        EnvOverrides { metric_interval: Some(Duration::ZERO), ..Default::default() }.apply(&mut config);
        assert_eq!(config.metrics.interval, MIN_INTERVAL);
    }

    #[test]
    fn nothing_set_changes_nothing() {
        let mut config = Config::default();
        EnvOverrides::default().apply(&mut config);
        assert_eq!(config, Config::default());
    }
}

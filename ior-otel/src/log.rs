//! What ior-otel says about itself, on standard error: through `tracing`, as much as `OTEL_LOG_LEVEL` asks for.

use std::{fmt, io, time::SystemTime};

use tracing::{Event, Level, Subscriber, level_filters::LevelFilter};
use tracing_subscriber::{
    filter::Targets,
    fmt::{FmtContext, FormatEvent, FormatFields, format::Writer},
    layer::SubscriberExt as _,
    registry::LookupSpan,
    util::SubscriberInitExt as _,
};

use crate::printable::printable;

/// The levels by their names (specification, "Environment Variable Specification": `OTEL_LOG_LEVEL`; the names are those of the
/// SDKs in other languages).
const LEVELS: [(&str, LevelFilter); 9] = [
    ("none", LevelFilter::OFF),
    ("off", LevelFilter::OFF),
    ("error", LevelFilter::ERROR),
    ("warn", LevelFilter::WARN),
    ("info", LevelFilter::INFO),
    ("debug", LevelFilter::DEBUG),
    ("trace", LevelFilter::TRACE),
    ("verbose", LevelFilter::TRACE),
    ("all", LevelFilter::TRACE),
];

/// For whom it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// A person, beside what the traced command writes: whose it is, and what.
    Person,
    /// What gathers the logs of services: a line of `key=value` pairs with time and level (logfmt).
    Gatherer,
}

/// Begins to say; once in a process. A level that is not known is said, and taken for `info`.
pub fn start(level: Option<&str>, reader: Reader) {
    let level = level.map(str::trim).filter(|level| !level.is_empty());
    let known = level.and_then(by_name);
    let filter = known.unwrap_or(LevelFilter::INFO);
    // What libraries say about every frame that they send is for those who ask for everything.
    let others = if filter == LevelFilter::TRACE { filter } else { filter.min(LevelFilter::WARN) };
    let layer = tracing_subscriber::fmt::layer().event_format(reader).with_writer(io::stderr);
    tracing_subscriber::registry()
        .with(layer)
        .with(Targets::new().with_target(env!("CARGO_CRATE_NAME"), filter).with_default(others))
        .init();
    if let (Some(level), None) = (level, known) {
        let names = LEVELS.map(|(name, _)| name).join(", ");
        tracing::warn!("OTEL_LOG_LEVEL is ignored: {level:?} is none of {names}");
    }
}

fn by_name(level: &str) -> Option<LevelFilter> {
    LEVELS.iter().find(|(name, _)| name.eq_ignore_ascii_case(level)).map(|(_, level)| *level)
}

impl<S, N> FormatEvent<S, N> for Reader
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        if *self == Self::Gatherer {
            let mut message = String::new();
            context.format_fields(Writer::new(&mut message), event)?;
            let time = humantime::format_rfc3339_millis(SystemTime::now());
            let level = event.metadata().level().as_str().to_ascii_lowercase();
            return writeln!(writer, "time={time} level={level} msg={message:?}");
        }
        write!(writer, "{}: ", env!("CARGO_PKG_NAME"))?;
        match *event.metadata().level() {
            Level::DEBUG => write!(writer, "debug: ")?,
            Level::TRACE => write!(writer, "trace: {}: ", event.metadata().target())?,
            _ => {}
        }
        let mut message = String::new();
        context.format_fields(Writer::new(&mut message), event)?;
        writeln!(writer, "{}", printable(&message))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_have_no_case() {
        assert_eq!(by_name("WARN"), Some(LevelFilter::WARN));
        assert_eq!(by_name("none"), Some(LevelFilter::OFF));
        assert_eq!(by_name("loud"), None);
    }
}

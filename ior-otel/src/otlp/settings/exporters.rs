//! `OTEL_TRACES_EXPORTER` and `OTEL_METRICS_EXPORTER`.

use super::environment::Environment;

/// Which exporters a signal has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Exporters {
    /// To the OTLP endpoint.
    pub(super) otlp: bool,
    /// To stdout.
    pub(super) console: bool,
}

/// Reads a list with commas between (SDK specification, "Exporter Selection"). `None` where it is unset or says
/// nothing that we know.
pub(super) fn read(environment: &mut Environment<'_>, variable: &str) -> Option<Exporters> {
    let text = environment.text(variable)?.to_ascii_lowercase();
    let mut exporters = Exporters { otlp: false, console: false };
    let (mut none, mut known) = (false, 0);
    for word in text.split(',').map(str::trim).filter(|word| !word.is_empty()) {
        match word {
            "otlp" => exporters.otlp = true,
            "console" => exporters.console = true,
            "none" => none = true,
            _ => {
                environment
                    .warn(format!("{variable}: {word:?} is ignored: it is none of otlp, console, none"));
                continue;
            }
        }
        known += 1;
    }
    if none && known > 1 {
        environment.warn(format!("{variable} is ignored: none is there together with others"));
        return None;
    }
    (known > 0).then_some(exporters)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_of(text: &str) -> (Option<Exporters>, Vec<String>) {
        let variables = |_: &str| Some(text.to_owned());
        let mut environment = Environment::new(&variables);
        (read(&mut environment, "X"), environment.warnings)
    }

    #[test]
    fn a_list_of_exporters() {
        let of = |otlp, console| (Some(Exporters { otlp, console }), vec![]);
        assert_eq!(read_of("otlp"), of(true, false));
        assert_eq!(read_of("Console"), of(false, true));
        assert_eq!(read_of("console, otlp,"), of(true, true));
        assert_eq!(read_of("none"), of(false, false));
        assert_eq!(read_of(""), (None, vec![]));
        assert_eq!(read_of(","), (None, vec![]));
    }

    #[test]
    fn what_is_not_known_is_ignored() {
        let warning = "X: \"zipkin\" is ignored: it is none of otlp, console, none".to_owned();
        assert_eq!(read_of("zipkin"), (None, vec![warning.clone()]));
        assert_eq!(read_of("zipkin,otlp"), (Some(Exporters { otlp: true, console: false }), vec![warning]));
    }

    #[test]
    fn none_stands_alone() {
        let warning = "X is ignored: none is there together with others".to_owned();
        assert_eq!(read_of("none,otlp"), (None, vec![warning]));
    }
}

//! URLs of endpoints.

use std::num::NonZeroU16;

use http::{
    Uri,
    uri::{InvalidUri, PathAndQuery},
};

/// Port of OTLP over gRPC (OTLP specification, "OTLP/gRPC Default Port").
const GRPC_PORT: u16 = 4317;

/// A checked URL.
#[derive(Debug, PartialEq)]
pub(super) struct Address {
    scheme: &'static str,
    authority: String,
    has_port: bool,
    path_and_query: PathAndQuery,
}

impl Address {
    /// Reads a URL. `scheme` is for one that has none; without it such a one is refused.
    ///
    /// # Errors
    /// Says what is wrong; a password in the URL is not repeated.
    pub(super) fn parse(text: &str, scheme: Option<&str>) -> Result<Self, String> {
        // Before any message that repeats the text. A path may hold the character too, and few do.
        if text.contains('@') {
            return Err("the URL has credentials in it (an @); send them in a header instead".to_owned());
        }
        let (scheme, rest) = match (text.split_once("://"), scheme) {
            (Some(parts), _) => parts,
            (None, Some(scheme)) => (scheme, text),
            (None, None) => return Err(needs_scheme(text)),
        };
        let scheme = ["http", "https"].into_iter().find(|known| known.eq_ignore_ascii_case(scheme));
        let scheme = scheme.ok_or_else(|| needs_scheme(text))?;
        let uri: Uri = format!("{scheme}://{rest}")
            .parse()
            .map_err(|wrong: InvalidUri| format!("{text:?} is not a URL: {wrong}"))?;
        let authority = uri.authority().filter(|authority| !authority.host().is_empty());
        let authority = authority.ok_or_else(|| format!("{text:?} names no host"))?;
        let port = authority.as_str().strip_prefix(authority.host()).and_then(|rest| rest.strip_prefix(':'));
        if port.is_some_and(|port| port.parse::<NonZeroU16>().is_err()) {
            return Err(format!("{text:?} has no port from 1 to 65535 after the colon"));
        }
        Ok(Self {
            scheme,
            authority: authority.to_string(),
            has_port: port.is_some(),
            path_and_query: uri.path_and_query().cloned().unwrap_or(PathAndQuery::from_static("/")),
        })
    }

    /// For gRPC: scheme, host and port. The port is [`GRPC_PORT`] if none is given.
    pub(super) fn grpc(&self) -> String {
        let Self { scheme, authority, has_port, path_and_query: _ } = self;
        if *has_port {
            format!("{scheme}://{authority}")
        } else {
            format!("{scheme}://{authority}:{GRPC_PORT}")
        }
    }

    /// What [`Self::grpc`] leaves out.
    pub(super) fn beyond_grpc(&self) -> Option<&str> {
        Some(self.path_and_query.as_str()).filter(|path| *path != "/")
    }

    /// For HTTP: all of it. Without a port it is the scheme's, 80 or 443, as with any URL.
    pub(super) fn http(&self) -> String {
        let Self { scheme, authority, has_port: _, path_and_query } = self;
        format!("{scheme}://{authority}{path_and_query}")
    }

    /// For HTTP: with `path` (such as `/v1/traces`) after its own.
    pub(super) fn http_below(&self, path: &str) -> String {
        let Self { scheme, authority, has_port: _, path_and_query } = self;
        let base = path_and_query.path().trim_end_matches('/');
        let query = path_and_query.query().map(|query| format!("?{query}")).unwrap_or_default();
        format!("{scheme}://{authority}{base}{path}{query}")
    }
}

fn needs_scheme(text: &str) -> String {
    format!("{text:?} is not a URL with http:// or https:// before a host")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Address {
        Address::parse(text, None).expect("is a URL")
    }

    #[test]
    fn grpc_has_a_port() {
        assert_eq!(address("http://collector").grpc(), "http://collector:4317");
        assert_eq!(address("https://collector:443").grpc(), "https://collector:443");
        assert_eq!(address("http://collector:80/").grpc(), "http://collector:80");
        assert_eq!(address("http://[::1]").grpc(), "http://[::1]:4317");
        assert_eq!(address("http://[::1]:9").grpc(), "http://[::1]:9");
        assert_eq!(address("HTTP://collector").grpc(), "http://collector:4317");
    }

    #[test]
    fn grpc_has_no_path() {
        let with_path = address("http://collector:9/v1/traces?x=1");
        assert_eq!(with_path.grpc(), "http://collector:9");
        assert_eq!(with_path.beyond_grpc(), Some("/v1/traces?x=1"));
        assert_eq!(address("http://collector:9/").beyond_grpc(), None);
    }

    #[test]
    fn a_url_without_a_scheme_gets_the_given_one() {
        let grpc = |text| Address::parse(text, Some("https")).expect("is a URL").grpc();
        assert_eq!(grpc("collector"), "https://collector:4317");
        assert_eq!(grpc("collector:9"), "https://collector:9");
        assert_eq!(grpc("http://collector:9"), "http://collector:9");
    }

    #[test]
    fn http_is_as_written_or_with_a_path_below() {
        assert_eq!(address("https://h").http(), "https://h/");
        assert_eq!(address("https://h/a/b?k=v").http(), "https://h/a/b?k=v");
        assert_eq!(address("https://h").http_below("/v1/traces"), "https://h/v1/traces");
        assert_eq!(address("https://h:4318/").http_below("/v1/traces"), "https://h:4318/v1/traces");
        assert_eq!(address("https://h/otlp/").http_below("/v1/metrics"), "https://h/otlp/v1/metrics");
        assert_eq!(address("https://h/otlp?k=v").http_below("/v1/traces"), "https://h/otlp/v1/traces?k=v");
    }

    #[test]
    fn what_is_no_url_is_refused_with_the_reason() {
        let wrong = |text| Address::parse(text, None).expect_err(text);
        for text in ["", "collector:4317", "ftp://collector", "unix:///run/otel.sock"] {
            assert_eq!(wrong(text), needs_scheme(text));
        }
        for text in ["http://h:0", "http://h:x", "http://h:70000", "http://h:"] {
            assert_eq!(wrong(text), format!("{text:?} has no port from 1 to 65535 after the colon"));
        }
        for text in ["http://", "http:///v1", "http://:4317", "http://a b", "http://[::1"] {
            let wrong = wrong(text);
            assert!(wrong.starts_with(&format!("{text:?} ")), "{wrong}");
        }
    }

    #[test]
    fn what_is_accepted_can_be_sent_to() {
        for text in
            ["http://collector", "https://a.b:9/x/?y=z", "http://[::1]:9", "http://127.0.0.1", "http://a_b"]
        {
            for url in [address(text).grpc(), address(text).http(), address(text).http_below("/v1/traces")] {
                assert!(url.parse::<reqwest::Url>().is_ok(), "{url}");
                assert!(url.parse::<Uri>().is_ok(), "{url}");
            }
        }
    }

    #[test]
    fn a_password_is_not_repeated() {
        for text in
            ["http://me:secret@host:9", "me:secret@host", "http://me:secret@ho st", "ftp://me:secret@host"]
        {
            let wrong = Address::parse(text, Some("http")).expect_err("is refused");
            assert!(wrong.contains("credentials") && !wrong.contains("secret"), "{wrong}");
        }
    }
}

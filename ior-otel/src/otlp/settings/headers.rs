//! Headers of requests. Their values may be secrets: no message here repeats one.

use http::{HeaderName, HeaderValue};
use percent_encoding::percent_decode_str;

/// Reads `key=value` pairs with commas between, percent-encoded (OTLP exporter specification, "Specifying headers
/// via environment variables").
///
/// # Errors
/// Says which pair is not a header, by its number.
pub(super) fn parse(text: &str) -> Result<Vec<(String, String)>, String> {
    text.split(',')
        .enumerate()
        .filter(|(_, pair)| !pair.trim().is_empty())
        .map(|(index, pair)| pair_of(pair).map_err(|wrong| format!("pair {} {wrong}", index + 1)))
        .collect()
}

fn pair_of(pair: &str) -> Result<(String, String), String> {
    let (name, value) = pair.split_once('=').ok_or("is not key=value")?;
    let decode = |part: &str| percent_decode_str(part.trim()).decode_utf8().map(String::from);
    match (decode(name), decode(value)) {
        (Ok(name), Ok(value)) => header(&name, &value),
        (Err(_), _) | (_, Err(_)) => Err("is not UTF-8 when percent-decoded".to_owned()),
    }
}

/// A header as it is sent: its name in lower case, as HTTP/2 wants it.
///
/// # Errors
/// Says what is wrong.
pub(super) fn header(name: &str, value: &str) -> Result<(String, String), String> {
    let name = HeaderName::try_from(name).map_err(|_| "has a name that is not valid in HTTP")?;
    HeaderValue::try_from(value).map_err(|_| "has a value that is not valid in HTTP")?;
    Ok((name.to_string(), value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn pairs_are_percent_decoded() {
        let expected = vec![pair("authorization", "Basic a=,b"), pair("x-team", "shop")];
        assert_eq!(parse("Authorization=Basic%20a=%2Cb , x-team= shop,"), Ok(expected));
        assert_eq!(parse("x=%C3%BC"), Ok(vec![pair("x", "ü")]));
        assert_eq!(parse("empty="), Ok(vec![pair("empty", "")]));
    }

    #[test]
    fn a_bad_pair_is_named_by_its_number_and_its_value_kept_secret() {
        let wrong = |text| parse(text).expect_err("is refused");
        assert_eq!(wrong("a=1,secret"), "pair 2 is not key=value");
        assert_eq!(wrong("a=%ff"), "pair 1 is not UTF-8 when percent-decoded");
        assert_eq!(wrong("=secret"), "pair 1 has a name that is not valid in HTTP");
        assert_eq!(wrong("a b=secret"), "pair 1 has a name that is not valid in HTTP");
        assert_eq!(wrong("a=sec%0Aret"), "pair 1 has a value that is not valid in HTTP");
    }
}

//! `--redact` and `redact:`, as far as no kernel is needed for them.

mod support;

use support::trace::ior_otel;

fn said(args: &[&str]) -> (Option<i32>, String) {
    let output = ior_otel(args);
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&said).into_owned())
}

#[test]
fn an_option_is_above_the_file() {
    let (code, shown) = said(&["config", "show", "--redact", "paths=hash,names=drop"]);
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.contains("redact:\n  paths: hash\n  addresses: keep\n  names: drop\n"), "{shown}");
}

#[test]
fn without_the_key_nothing_begins() {
    let directory = tempfile::tempdir().expect("a directory");
    let config = directory.path().join("c.yaml");
    std::fs::write(&config, "redact: {paths: hash, key_file: /nowhere/key}").expect("written");
    let (code, said) = said(&["run", "--config", &config.to_string_lossy(), "--", "echo", "it ran"]);
    let why = "cannot read the key of hashes /nowhere/key (redact.key_file): No such file or directory";
    assert!(code == Some(64) && said.contains(why) && !said.contains("it ran"), "{said}");
}

#[test]
fn what_is_wrong_is_named() {
    for (option, why) in [
        ("paths", "\"paths\" is nothing to redact; write paths=hash, for instance"),
        ("path=hash", "`path` is not a class of strings; did you mean `paths`?"),
        ("paths=hide", "`hide` is not what can be done with them; known are keep, hash, drop"),
    ] {
        let (code, said) = said(&["config", "show", "--redact", option]);
        assert_eq!(code, Some(64), "{said}");
        assert!(said.contains(why), "{said}");
    }
}

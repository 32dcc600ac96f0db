//! The seeds of fuzzing, and what it has found: each file of `fuzz/seeds` through the function that fuzzes it. Without a fuzzer, and so in every run of the tests.

#[path = "../fuzz/src/lib.rs"]
#[expect(unreachable_pub, reason = "public for the fuzzer, which is another crate")]
mod fuzz;

use std::{fs, path::Path};

/// What a seed is given to.
type Target = fn(&[u8]);

#[test]
fn no_seed_is_too_much() {
    let targets: [(&str, Target); 7] = [
        ("config", fuzz::config),
        ("executable", fuzz::executable),
        ("otlp_json", fuzz::otlp_json),
        ("process_context", fuzz::process_context),
        ("record", fuzz::record),
        ("stack", fuzz::stack),
        ("text", fuzz::text),
    ];
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds");
    let names = |directory: &Path| {
        let entries = fs::read_dir(directory).expect("a directory");
        let mut names: Vec<_> = entries.map(|entry| entry.expect("an entry").file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(names(&seeds), targets.map(|(name, _)| name), "a target has seeds");
    for (name, target) in targets {
        let seeds = seeds.join(name);
        for seed in names(&seeds) {
            eprintln!("{name}/{}", seed.display());
            target(&fs::read(seeds.join(seed)).expect("a seed"));
        }
    }
}

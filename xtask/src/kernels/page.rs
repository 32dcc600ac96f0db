//! What machines say, and the table that is made of it.

use std::{fs, time::Instant};

use anyhow::{Context as _, Result};

use super::{
    Arch,
    guest::{FULL, Tests},
};
use crate::bpf::root;

const PAGE: &str = "docs/kernels.md";
const BEGIN: &str = "<!-- made by `cargo xtask kernels --write` -->\n";
const END: &str = "<!-- until here -->\n";

/// How a machine did.
pub(super) struct Outcome {
    arch: Arch,
    suite: &'static str,
    kernel: String,
    started: Instant,
    seconds: u64,
    /// What shall run.
    wanted: &'static [Tests],
    tests: Vec<Test>,
    /// All that was said since the last test began.
    said: Vec<String>,
}

/// A program of tests.
struct Test {
    name: String,
    /// None until it ends.
    status: Option<i32>,
    passed: u32,
    failed: u32,
    /// Why tests had nothing to test, which passed then.
    skipped: Vec<String>,
    /// What it said, where it failed.
    said: String,
}

impl Outcome {
    /// Of a machine that begins to boot.
    pub(super) fn of(arch: Arch, suite: &'static str, wanted: &'static [Tests]) -> Self {
        let (started, seconds) = (Instant::now(), 0);
        Self {
            arch,
            suite,
            kernel: String::new(),
            started,
            seconds,
            wanted,
            tests: Vec::new(),
            said: Vec::new(),
        }
    }

    /// A line of its console.
    pub(super) fn read(&mut self, line: &str) {
        // The firmware has left the cursor somewhere in the first line.
        if let Some((_, kernel)) = line.split_once("@kernel ") {
            kernel.clone_into(&mut self.kernel);
        } else if let Some(name) = line.strip_prefix("@begin ") {
            self.said.clear();
            let name = name.to_owned();
            self.tests.push(Test {
                name,
                status: None,
                passed: 0,
                failed: 0,
                skipped: Vec::new(),
                said: String::new(),
            });
        } else if let Some(end) = line.strip_prefix("@end ")
            && let Some(test) = self.tests.last_mut()
        {
            test.status = end.rsplit(' ').next().and_then(|status| status.parse().ok());
            test.said = std::mem::take(&mut self.said).join("\n");
        } else {
            if let Some(test) = self.tests.last_mut() {
                // Not by lines of single tests, into which others write.
                if let Some(result) = line.strip_prefix("test result: ") {
                    (test.passed, test.failed) = (count(result, "passed"), count(result, "failed"));
                }
                test.skipped.extend(line.strip_prefix("SKIPPED: ").map(str::to_owned));
            }
            self.said.push(line.to_owned());
        }
    }

    /// The machine has ended, or could not be had.
    pub(super) fn end(&mut self, error: Option<anyhow::Error>) {
        self.seconds = self.started.elapsed().as_secs();
        self.said.extend(error.map(|error| format!("{error:#}")));
        if let Some(test) = self.tests.last_mut().filter(|test| test.status.is_none()) {
            test.said = std::mem::take(&mut self.said).join("\n");
        }
    }

    /// A row of the table.
    pub(super) fn row(&self) -> String {
        let cells: Vec<String> = self.wanted.iter().map(|test| self.cell(test.name)).collect();
        format!(
            "| {} | {} | {} | {} | {} s |",
            self.kernel,
            self.arch.name(),
            self.suite,
            cells.join(" | "),
            self.seconds
        )
    }

    fn cell(&self, name: &str) -> String {
        match self.tests.iter().find(|test| test.name == name) {
            None => "not run".to_owned(),
            Some(Test { status: None, .. }) => "did not end".to_owned(),
            Some(Test { passed, failed: 0, status: Some(0), skipped, .. }) if skipped.is_empty() => {
                passed.to_string()
            }
            Some(Test { passed, failed: 0, status: Some(0), skipped, .. }) => {
                format!("{} of {passed}", *passed as usize - skipped.len())
            }
            Some(Test { failed: 0, .. }) => "**failed**".to_owned(),
            Some(Test { passed, failed, .. }) => format!("**{failed} of {} failed**", passed + failed),
        }
    }

    /// What was not tested, and why, as items of a list.
    fn skipped(&self) -> impl Iterator<Item = String> {
        self.tests.iter().flat_map(move |test| {
            let item =
                move |why| format!("- {} on {}, `{}`: {why}.\n", self.kernel, self.arch.name(), test.name);
            test.skipped.iter().map(item)
        })
    }

    /// What is wrong, if anything is.
    pub(super) fn complaint(&self) -> Option<String> {
        let heading = format!("== {} {} ({})", self.suite, self.arch.name(), self.kernel);
        let failed = self.tests.iter().filter(|test| test.status != Some(0) || test.passed == 0);
        let mut failed: Vec<String> = failed.map(|test| format!("-- {}\n{}", test.name, test.said)).collect();
        let (ran, all) = (self.tests.len(), self.wanted.len());
        if ran < all {
            failed.push(format!("-- only {ran} of {all} ran\n{}", self.said.join("\n")));
        }
        (!failed.is_empty()).then(|| format!("{heading}\n{}", failed.join("\n")))
    }
}

/// How many tests a summary says that did so: "ok. 2 passed; 0 failed; ...".
fn count(summary: &str, what: &str) -> u32 {
    let words: Vec<&str> = summary.split([' ', ';']).collect();
    words.windows(2).find(|pair| pair[1] == what).and_then(|pair| pair[0].parse().ok()).unwrap_or(0)
}

/// The head of the table.
pub(super) fn head(tests: &[Tests]) -> String {
    let names: Vec<String> = tests.iter().map(|test| format!("`{}`", test.name)).collect();
    let columns = "---:|".repeat(tests.len() + 1);
    format!("| kernel | architecture | Debian | {} | time |\n|---|---|---|{columns}", names.join(" | "))
}

/// Writes the table into its page, which says what the short form is.
pub(super) fn write(outcomes: &[Outcome], tests: &[Tests]) -> Result<()> {
    let path = root().join(PAGE);
    let page = fs::read_to_string(&path).with_context(|| format!("cannot read {PAGE}"))?;
    let (before, rest) = page.split_once(BEGIN).with_context(|| format!("{PAGE} has no line {BEGIN}"))?;
    let (_, after) = rest.split_once(END).with_context(|| format!("{PAGE} has no line {END}"))?;
    let form = if tests.len() < FULL.len() { "short" } else { "full" };
    let rows: Vec<String> = outcomes.iter().map(Outcome::row).collect();
    let table = format!("\nTests that passed, in the {form} form:\n\n{}\n{}", head(tests), rows.join("\n"));
    let skipped: String = outcomes.iter().flat_map(Outcome::skipped).collect();
    let skipped =
        if skipped.is_empty() { skipped } else { format!("Not there to be tested:\n\n{skipped}\n") };
    fs::write(&path, format!("{before}{BEGIN}{table}\n\n{skipped}{END}{after}"))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::guest::SHORT;

    #[test]
    fn what_a_machine_says_becomes_a_row() {
        let mut outcome = Outcome::of(Arch::X86_64, "sid", SHORT);
        for line in [
            "\u{1b}[2J@kernel 7.2",
            "@begin kernel_loss",
            "test a ... [    1.0] the kernel says something",
            "ok",
            "test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.00s",
            "SKIPPED: this kernel can't",
            "@end kernel_loss 0",
            "@begin kernel_run",
            "test c ... FAILED",
            "why it did",
            "test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 12 filtered out; finished in 1.00s",
            "@end kernel_run 101",
            "@begin live_gate",
        ] {
            outcome.read(line);
        }
        outcome.end(Some(anyhow::anyhow!("it has said nothing")));
        assert_eq!(outcome.row(), "| 7.2 | x86_64 | sid | 1 of 2 | **1 of 1 failed** | did not end | 0 s |");
        let skipped: Vec<_> = outcome.skipped().collect();
        assert_eq!(skipped, ["- 7.2 on x86_64, `kernel_loss`: this kernel can't.\n"]);
        let complaint = outcome.complaint().expect("it failed");
        assert!(complaint.contains("why it did") && complaint.contains("said nothing"), "{complaint}");
    }
}

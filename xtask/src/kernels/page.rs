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
                test.passed += u32::from(line.starts_with("test ") && line.ends_with(" ok"));
                test.failed += u32::from(line.starts_with("test ") && line.ends_with(" FAILED"));
                test.skipped.extend(line.strip_prefix("SKIPPED: ").map(str::to_owned));
            }
            self.said.push(line.to_owned());
        }
    }

    /// The machine has ended.
    pub(super) fn end(&mut self) {
        self.seconds = self.started.elapsed().as_secs();
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
        if self.tests.len() < self.wanted.len() {
            let last = self.tests.last().map_or(self.said.join("\n"), |test| test.said.clone());
            return Some(format!(
                "{heading}: only {} of {} ran\n{last}",
                self.tests.len(),
                self.wanted.len()
            ));
        }
        let failed: Vec<String> = self
            .tests
            .iter()
            .filter(|test| test.status != Some(0) || test.passed == 0)
            .map(|test| format!("-- {}\n{}", test.name, test.said))
            .collect();
        (!failed.is_empty()).then(|| format!("{heading}\n{}", failed.join("\n")))
    }
}

/// Writes the table into its page.
pub(super) fn write(outcomes: &[Outcome]) -> Result<()> {
    let path = root().join(PAGE);
    let page = fs::read_to_string(&path).with_context(|| format!("cannot read {PAGE}"))?;
    let (before, rest) = page.split_once(BEGIN).with_context(|| format!("{PAGE} has no line {BEGIN}"))?;
    let (_, after) = rest.split_once(END).with_context(|| format!("{PAGE} has no line {END}"))?;
    let tests: Vec<String> = FULL.iter().map(|test| format!("`{}`", test.name)).collect();
    let mut table =
        format!("\n| kernel | architecture | Debian | {} | time |\n|---|---|---|", tests.join(" | "));
    table.push_str(&"---:|".repeat(FULL.len() + 1));
    for outcome in outcomes {
        table.push('\n');
        table.push_str(&outcome.row());
    }
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
            "test a ... ok",
            "test b ... ok",
            "SKIPPED: this kernel can't",
            "@end kernel_loss 0",
            "@begin kernel_run",
            "test c ... FAILED",
            "why it did",
            "@end kernel_run 101",
            "@begin live_gate",
        ] {
            outcome.read(line);
        }
        outcome.end();
        assert_eq!(outcome.row(), "| 7.2 | x86_64 | sid | 1 of 2 | **1 of 1 failed** | did not end | 0 s |");
        let skipped: Vec<_> = outcome.skipped().collect();
        assert_eq!(skipped, ["- 7.2 on x86_64, `kernel_loss`: this kernel can't.\n"]);
        assert!(outcome.complaint().is_some_and(|said| said.contains("why it did")));
    }
}

//! The most important of a report, in sentences.

use std::collections::{BTreeMap, BTreeSet};

use humantime::format_duration;
use ior_common::counter;

use super::{
    Told,
    data::{Call, Process},
    kept::Kept,
};
use crate::{
    config::{Config, mode::Mode},
    ledger::Ledger,
    overview::{Line, Named, Overview},
    route::Suppressed,
    summary::{duration, number, processes as counted},
    table::{Syscall, errno::errno_name},
};

/// Families that the words name.
const FAMILIES: usize = 3;

/// Where the time went.
pub fn words(told: &Told<'_>, processes: &[Process], calls: &[Call]) -> Vec<String> {
    let overview = &told.ended.overview;
    let total = overview.total();
    let forks = told.ended.ledger.tally.forks;
    let all = [
        Some(total_time(&total, told.seconds, forks)),
        by_family(overview, &total),
        busiest_thread(processes, calls),
        slowest(processes, calls),
        failures(overview, &total),
    ];
    all.into_iter().flatten().collect()
}

/// Time adds up over threads, and so may be more than the time that passed.
fn total_time(total: &Line, seconds: f64, forks: u64) -> String {
    let (time, passed) = (total.durations.sum as f64, seconds * 1e9);
    let calls = number(total.durations.count());
    let begin = format!("{calls} system calls in {} took {}", counted(forks), duration(time));
    if time > passed {
        format!(
            "{begin}, added up over all threads: more than the {} that passed, because threads wait side by side.",
            duration(passed)
        )
    } else {
        format!("{begin}, added up over all threads; {} passed.", duration(passed))
    }
}

fn by_family(overview: &Overview, total: &Line) -> Option<String> {
    let (families, syscalls) = (overview.families(), overview.syscalls());
    let all = total.durations.sum as f64;
    let share = |named: &Named| {
        let time = named.line.durations.sum as f64;
        let most = syscalls.iter().find(|syscall| syscall.family == named.family);
        let most = most.map_or_else(String::new, |syscall| format!(", most in {}", syscall.name));
        format!("{} in {} ({:.0} %{most})", duration(time), named.name, time / all * 100.0)
    };
    let is_large = |named: &&Named| named.line.durations.sum as f64 >= all * 0.05;
    let shares: Vec<String> = families.iter().filter(is_large).take(FAMILIES).map(share).collect();
    let (last, before) = shares.split_last().filter(|_| all > 0.0)?;
    let list = if before.is_empty() { last.clone() } else { format!("{} and {last}", before.join(", ")) };
    Some(format!("Of it {list}. Waiting for work is time too: a server that has nothing to do spends it so."))
}

/// Where one thread was longest in slow calls of one kind.
fn busiest_thread(processes: &[Process], calls: &[Call]) -> Option<String> {
    let mut threads: BTreeMap<(usize, &str, &str), (u64, u64)> = BTreeMap::new();
    for call in calls {
        let (time, count) = threads.entry((call.process, &*call.tid, &*call.name)).or_default();
        *time += call.duration;
        *count += 1;
    }
    let ((process, tid, name), (time, count)) = threads.into_iter().max_by_key(|(_, (time, _))| *time)?;
    let Process { name: program, pid, .. } = &processes[process];
    let calls = if count == 1 { "one slow call".to_owned() } else { format!("{} slow calls", number(count)) };
    let time = duration(time as f64);
    Some(format!("In one thread alone, {name} took {time} in {calls}: {program} (pid {pid}, tid {tid})."))
}

fn slowest(processes: &[Process], calls: &[Call]) -> Option<String> {
    let call = calls.iter().max_by_key(|call| call.duration)?;
    let Process { name: program, pid, .. } = &processes[call.process];
    let about = if call.about.is_empty() { String::new() } else { format!(" ({})", call.about) };
    let (took, after) = (duration(call.duration as f64), duration(call.start as f64));
    Some(format!(
        "The slowest call was {}{about}: {took}, {after} after the beginning, in {program} (pid {pid}).",
        call.name
    ))
}

fn failures(overview: &Overview, total: &Line) -> Option<String> {
    let answers = overview.answers();
    let most = answers.iter().find(|answer| answer.is_failure)?;
    let (failed, name) = (total.errors, errno_name(most.errno));
    Some(if failed == 1 {
        format!("One call failed: {} with {name}.", most.syscall)
    } else {
        let (failed, times) = (number(failed), number(most.calls));
        format!("{failed} calls failed, most often {} with {name} ({times} times).", most.syscall)
    })
}

/// Which calls became spans, and so are drawn.
pub fn drawn(config: &Config, syscalls: &[Named]) -> String {
    let mut from = BTreeSet::new();
    let (mut only_counted, mut is_sampled, mut errors_too) = (Vec::new(), false, false);
    for named in syscalls {
        let row = Syscall::by_name(&named.name);
        match row.map_or_else(|| config.mode_of_unknown(), |row| config.mode_of(row)) {
            Mode::Spans { min_duration, errors, sample, stacks: _ } => {
                from.insert(min_duration);
                is_sampled |= sample < 1.0;
                errors_too |= errors;
            }
            Mode::Metrics => only_counted.push(named.name.as_str()),
            Mode::Off => {}
        }
    }
    let mut said = match (from.first(), from.last()) {
        (None, _) | (_, None) => "No call was to be drawn".to_owned(),
        (Some(least), _) if from.len() == 1 && least.is_zero() => "Every call is drawn".to_owned(),
        (Some(least), _) if from.len() == 1 => {
            format!("Calls of {} and more are drawn", format_duration(*least))
        }
        (Some(least), Some(most)) => format!(
            "Calls of {} to {} and more are drawn, as configured for each",
            format_duration(*least),
            format_duration(*most)
        ),
    };
    if errors_too {
        said.push_str(", and those that failed");
    }
    if is_sampled {
        said.push_str("; of some only a part (spans.sample)");
    }
    if let Some((first, rest)) = only_counted.split_first() {
        let rest = match rest.len() {
            0 => "is",
            1 => "and another are",
            _ => "and others are",
        };
        said.push_str(&format!(". {first} {rest} only counted; --syscalls {first}=spans draws it too"));
    }
    said + "."
}

/// What is missing on the page; nothing if it is whole.
pub fn missing(ledger: &Ledger, kept: &Kept) -> Vec<String> {
    let Suppressed { processes, by_trace, by_rate, unsampled } = ledger.suppressed;
    let longest = |of: &super::kept::Longest, what: &str| {
        let left_out = of.count - of.len() as u64;
        (
            left_out,
            format!(
                "{what} are not drawn here: there were {}, and the {} longest are.",
                number(of.count),
                number(of.len() as u64)
            ),
        )
    };
    let said = |count: u64, what: &str| (count, format!("{what}."));
    let (calls, lives) = (longest(&kept.calls, "slow calls"), longest(&kept.processes, "spans of processes"));
    let all = [
        said(
            ledger.dropped_records(),
            "slow calls, or beginnings and ends of processes, are not drawn: the ring buffer was full (limits.ring_buffer). They are counted",
        ),
        said(
            by_rate,
            "slow calls are not drawn: there were too many in a second (spans.max_per_second). They are counted",
        ),
        said(
            by_trace,
            "slow calls are not drawn: the trace was full (spans.max_per_trace). They are counted",
        ),
        said(
            processes,
            "processes are not drawn: the trace was full (spans.max_per_trace). Their calls are counted",
        ),
        said(
            unsampled,
            "slow calls are not drawn, because the application does not sample their traces. They are counted",
        ),
        calls,
        lives,
        said(ledger.tally.undecodable, "records could not be decoded, please report it"),
        said(
            ledger.missed_runs,
            "times the kernel skipped ior-otel's programs: calls may be neither counted nor drawn",
        ),
        said(ledger.untraced(), "threads were not traced: there were too many (limits.threads)"),
        said(
            ledger.at(counter::UNPAIRED_NO_EXIT),
            "calls were seen to begin and not to end: they are not counted",
        ),
        said(
            ledger.at(counter::SERIES_OVERFLOW),
            "calls are counted, but not shown by name: there were too many series (limits.series)",
        ),
        said(
            ledger.at(counter::SIZES_OVERFLOW),
            "sizes are not shown: there were too many series (limits.series)",
        ),
    ];
    let lost = all.into_iter().filter(|(count, _)| *count != 0);
    let lost = lost.map(|(count, what)| format!("{} {what}", number(count)));
    let undelivered = ledger.export.iter().flat_map(|export| &export.destinations);
    let undelivered = undelivered.filter(|to| to.spans.dropped() != 0).map(|to| {
        format!("{} spans, which may be on this page, did not reach {}.", number(to.spans.dropped()), to.name)
    });
    let mistakes = ledger
        .mistakes()
        .into_iter()
        .map(|mistake| format!("It does not add up, please report it: {mistake}."));
    lost.chain(undelivered).chain(mistakes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::cell::Cell;

    #[test]
    fn time_that_is_more_than_passed_is_explained() {
        let durations = Cell { sum: 8_100_000_000, max: 1, buckets: vec![(90, 1234)] };
        let line = Line { durations, ..Line::default() };
        let more = "1,234 system calls in 3 processes took 8.10 s, added up over all threads: more than the 2.00 s that passed, \
                    because threads wait side by side.";
        assert_eq!(total_time(&line, 2.0, 3), more);
        let less = "1,234 system calls in 1 process took 8.10 s, added up over all threads; 12.3 s passed.";
        assert_eq!(total_time(&line, 12.3, 1), less);
    }

    #[test]
    fn what_is_drawn_is_said() {
        let named = |name: &str| {
            let family = Syscall::by_name(name).expect("a row").family;
            Named { name: name.to_owned(), family, line: Line::default() }
        };
        let config = Config::default();
        let drawn = |names: &[&str]| drawn(&config, &names.iter().copied().map(named).collect::<Vec<_>>());
        assert_eq!(drawn(&["read"]), "Calls of 10ms and more are drawn.");
        let told =
            "Calls of 10ms and more are drawn. futex is only counted; --syscalls futex=spans draws it too.";
        assert_eq!(drawn(&["read", "futex", "write"]), told);
        assert!(
            drawn(&["futex", "sched_yield"])
                .starts_with("No call was to be drawn. futex and another are only")
        );
        assert_eq!(drawn(&[]), "No call was to be drawn.");
    }

    #[test]
    fn what_is_missing_is_said_and_nothing_else_is() {
        let mut ledger = Ledger::default();
        assert_eq!(missing(&ledger, &Kept::default()), Vec::<String>::new());
        ledger.suppressed.by_rate = 1200;
        ledger.tally.undecodable = 1;
        let mut kept = Kept::at_most(2, 2);
        (kept.calls.count, kept.calls.total_ns) = (3, 5);
        let said = missing(&ledger, &kept);
        assert!(
            said[0].starts_with("1,200 slow calls are not drawn: there were too many in a second"),
            "{said:?}"
        );
        assert_eq!(said[1], "3 slow calls are not drawn here: there were 3, and the 0 longest are.");
        // A record that came and was not decoded is in no sum: the ledger's own check says so too.
        assert!(said[2].starts_with("1 records could not be decoded"), "{said:?}");
    }
}

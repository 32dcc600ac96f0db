//! What a report shows is made of what was traced.

use super::{
    Told,
    data::{Account, Answer, Bucket, Call, Data, Kept as Counts, Line, Slow},
    interner::Interner,
    kept::{Kept, Whole},
    process::{Processes, error, in_order},
    words,
};
use crate::{
    attributes::text,
    metric::cell::{Cell, upper_bound},
    overview::{Named, UNITS_PER_NS},
    session::Ended,
    slowest::{SlowCall, about},
    span::describe,
    table::{errno::errno_name, family::Family},
};

/// Makes the data of the page.
pub fn gather(told: &Told<'_>) -> Data {
    let Ended { overview, slowest, ledger: _, kept } = told.ended;
    let empty = Kept::default();
    let kept = kept.as_ref().unwrap_or(&empty);
    let spans = || kept.calls.iter().chain(kept.processes.iter()).map(|whole| &whole.span);
    let begin = spans().map(|span| span.start_time_unix_nano).fold(told.begin_ns, u64::min);
    let end = spans().map(|span| span.end_time_unix_nano).fold(0, u64::max);
    let (mut keys, mut traces) = (Interner::default(), Interner::default());
    let processes = Processes::of(kept, begin, &mut keys);
    let calls: Vec<Call> = in_order(kept.calls.iter())
        .into_iter()
        .map(|whole| call(whole, begin, processes.position_of(whole), &mut keys, &mut traces))
        .collect();
    let processes = processes.into_list();
    Data {
        title: told.what.to_owned(),
        version: env!("CARGO_PKG_VERSION"),
        begin: begin.to_string(),
        end: end.saturating_sub(begin).max((told.seconds * 1e9) as u64),
        seconds: told.seconds,
        words: words::words(told, &processes, &calls),
        drawn: words::drawn(told.config, &overview.syscalls()),
        family_names: Family::ALL.iter().map(|family| family.name()).collect(),
        families: overview.families().iter().map(line).collect(),
        syscalls: overview.syscalls().iter().map(line).collect(),
        answers: overview.answers().into_iter().map(answer).collect(),
        slowest: slowest.iter().map(slow).collect(),
        keys: keys.into_texts(),
        traces: traces.into_texts(),
        processes,
        calls,
        kept: Counts {
            calls: kept.calls.count,
            calls_shown: kept.calls.len(),
            calls_ns: kept.calls.total_ns,
            processes: kept.processes.count,
            processes_shown: kept.processes.len(),
        },
        ledger: account(told.ended, kept),
    }
}

fn call(whole: &Whole, begin: u64, process: usize, keys: &mut Interner, traces: &mut Interner) -> Call {
    let span = &whole.span;
    let of = |key: &str| text(&span.attributes, key);
    let family = of("syscall.family").and_then(|name| Family::by_name(&name)).unwrap_or(Family::Other);
    Call {
        name: span.name.clone(),
        family: position(family),
        start: span.start_time_unix_nano - begin,
        duration: whole.duration_ns(),
        process,
        tid: of("thread.id").unwrap_or_default(),
        thread: of("thread.name").unwrap_or_default(),
        error: error(whole),
        trace: traces.position(&hex::encode(&span.trace_id)),
        span: hex::encode(&span.span_id),
        parent: hex::encode(&span.parent_span_id),
        attributes: keys.pairs(&span.attributes),
        about: about(&of),
    }
}

fn line(named: &Named) -> Line {
    let Named { name, family, line } = named;
    Line {
        name: name.clone(),
        family: position(*family),
        calls: line.durations.count(),
        errors: line.errors,
        time: line.durations.sum,
        p50: line.quantile_ns(0.5),
        p99: line.quantile_ns(0.99),
        max: line.durations.max,
        bytes: line.bytes,
        buckets: buckets(&line.durations),
    }
}

fn buckets(cell: &Cell) -> Vec<Bucket> {
    let bound = |position: u8| upper_bound(position) / UNITS_PER_NS;
    let bucket = |(position, count): &(u8, u64)| Bucket {
        from: position.checked_sub(1).map_or(0.0, bound),
        to: bound(*position),
        count: *count,
    };
    cell.buckets.iter().map(bucket).collect()
}

fn position(family: Family) -> usize {
    Family::ALL.iter().position(|other| *other == family).unwrap_or(Family::ALL.len() - 1)
}

fn answer(answer: crate::overview::Answer) -> Answer {
    let crate::overview::Answer { syscall, errno, is_failure, calls } = answer;
    Answer { syscall, error: errno_name(errno).into_owned(), means: describe(errno), is_failure, calls }
}

fn slow(call: &SlowCall) -> Slow {
    let SlowCall { duration_ns, name, thread, pid, about } = call.clone();
    Slow { duration: duration_ns, name, thread, pid, about }
}

fn account(ended: &Ended, kept: &Kept) -> Account {
    let words = words::missing(&ended.ledger, kept);
    let export = ended.ledger.export.as_ref().map(ToString::to_string).unwrap_or_default();
    Account { is_whole: words.is_empty(), words, account: format!("{}{export}", ended.ledger) }
}

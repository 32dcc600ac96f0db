//! Records become spans: decode, enrich, route, span. One thread runs it, over plain data.

use std::collections::{BTreeMap, HashSet};

use ior_common::{context::FileKey, record::ProcessId};
use opentelemetry_proto::tonic::trace::v1::Span;

use crate::{
    attributes::Attributes,
    call::Call,
    clock::{Clock, monotonic},
    config::{Config, Unsampled},
    context::{
        Context, Contexts,
        publishers::{Look, Publishers},
    },
    decode::{End, Exit, Fork, Record, decode},
    enrich::{
        process::{Process, Processes},
        resource::ResourceRules,
    },
    metric::{
        exemplars::{Exemplars, Seen},
        export::scope,
    },
    otlp::spans::{SpanBatch, Spans},
    redact::{NoKey, Redactor},
    route::{Place, Router, Window},
    slowest::Slowest,
    span,
    stack::{Stacks, folded::Folded},
    table::{
        attributes::attributes,
        family::Family,
        number::{self, display_name},
    },
};

/// What became of the records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Records of calls that came.
    pub calls: u64,
    /// Records of processes that came.
    pub processes: u64,
    /// Records that could not be decoded.
    pub undecodable: u64,
    /// Arguments of calls whose memory could not be read.
    pub unreadable: u64,
    /// What the threads' contexts said.
    pub contexts: Contexts,
    /// Spans made, of calls and processes.
    pub spans: u64,
    /// Those of calls among them.
    pub spans_of_calls: u64,
    /// Processes seen.
    pub forks: u64,
}

/// The stages from a record to a span.
pub struct Pipeline {
    /// The clocks.
    pub clock: Clock,
    /// The traced processes.
    pub processes: Processes,
    /// Where spans hang.
    pub router: Router,
    /// The calls that took longest.
    pub slowest: Slowest,
    /// What became of the records.
    pub tally: Tally,
    /// Where in their code calls were made.
    stacks: Stacks,
    /// Processes that have loaded something, if stacks are wanted.
    loaded: Option<HashSet<ProcessId>>,
    /// That, folded by time, if it is wanted.
    pub folded: Option<Folded>,
    /// Calls that became spans, for metrics to name.
    pub exemplars: Exemplars,
    names_spans: bool,
    /// Processes that may publish contexts.
    pub publishers: Option<Publishers>,
    rules: ResourceRules,
    redactor: Redactor,
    unsampled: Unsampled,
    /// Processes that were seen to tell the flags of their traces: what says 0 there is not sampled.
    tell_flags: HashSet<ProcessId>,
    traceparent: bool,
    process_context: bool,
    arguments: bool,
    spans: BTreeMap<ProcessId, Spans>,
    /// Memory that is used again for each call.
    of_call: Attributes,
    encoded: Vec<u8>,
    ended: HashSet<ProcessId>,
    absent: HashSet<ProcessId>,
    executed: Vec<(ProcessId, u64)>,
    returned: Vec<(ProcessId, ProcessId)>,
    dropped: u64,
}

impl Pipeline {
    /// A pipeline without records.
    ///
    /// # Errors
    /// If there is no key for hashes ([`Redactor::new`]).
    pub fn new(router: Router, config: &Config) -> Result<Self, NoKey> {
        let redactor = Redactor::new(&config.redact)?;
        Ok(Self {
            clock: Clock::new(),
            processes: Processes::default(),
            router,
            slowest: Slowest::default(),
            tally: Tally::default(),
            stacks: Stacks::default(),
            loaded: config.spans.have_stacks().then(HashSet::new),
            folded: None,
            exemplars: Exemplars::default(),
            names_spans: config.metrics.exemplars,
            publishers: None,
            rules: ResourceRules::new(&config.resource, &redactor),
            redactor,
            unsampled: config.correlation.unsampled,
            tell_flags: HashSet::new(),
            traceparent: config.correlation.traceparent,
            process_context: config.correlation.process_context,
            arguments: config.spans.args,
            spans: BTreeMap::new(),
            of_call: Attributes::new(),
            encoded: Vec::new(),
            ended: HashSet::new(),
            absent: HashSet::new(),
            executed: Vec::new(),
            returned: Vec::new(),
            dropped: 0,
        })
    }

    /// Takes up other rules.
    ///
    /// # Errors
    /// As [`Self::new`]; then nothing changes.
    pub fn reconfigure(&mut self, config: &Config) -> Result<(), NoKey> {
        self.redactor = self.redactor.again(&config.redact)?;
        self.rules = ResourceRules::new(&config.resource, &self.redactor);
        self.arguments = config.spans.args;
        self.loaded = config.spans.have_stacks().then(HashSet::new);
        Ok(())
    }

    /// Makes the spans of windows that have passed. `dropped` is how many records were dropped until now: a window in which some were
    /// says so.
    pub fn windows(&mut self, passed: Vec<(ProcessId, Window)>, dropped: u64) {
        let lost = dropped - std::mem::replace(&mut self.dropped, dropped);
        for (process, window) in passed {
            self.window(process, &window, lost);
        }
    }

    fn window(&mut self, id: ProcessId, window: &Window, lost: u64) {
        if let Some(process) = self.processes.get(id).filter(|_| window.spans != 0) {
            let span = span::of_window(process, window, &self.clock, lost);
            self.push(id, span);
        }
    }

    /// Makes the spans that say what was left out of the application's traces, of those that have passed at `now_ns`.
    pub fn left_out(&mut self, now_ns: u64) {
        for left_out in self.router.left_out(now_ns) {
            let process = self.processes.get(left_out.process);
            let span = span::of_left_out(process, &left_out, &self.clock);
            self.push(left_out.process, span);
        }
    }

    /// Looks at what processes publish of themselves. One of which it changed is another to a backend, as if it had executed a program.
    pub fn follow(&mut self, now_ns: u64) {
        if self.process_context {
            let changed = self.processes.follow(now_ns);
            let now = self.clock.now();
            self.executed.extend(changed.into_iter().map(|process| (process, now)));
        }
    }

    /// Takes up what the wall clock says now. By as much as it was set back, beginnings of metrics move too: none begins after it is told.
    pub fn take_clock(&mut self, set_back_ns: u64) {
        self.clock = Clock::new();
        self.processes.set_back(set_back_ns);
        self.executed.iter_mut().for_each(|(_, time)| *time = time.saturating_sub(set_back_ns));
    }

    /// Takes one record of the ring buffer.
    pub fn record(&mut self, bytes: &[u8]) {
        match decode(bytes) {
            Ok(Record::Call(call)) => {
                self.tally.calls += 1;
                self.call(&call);
            }
            Ok(Record::Fork(fork)) => {
                self.tally.processes += 1;
                self.begin(&fork);
            }
            Ok(Record::Exec(exec)) => {
                self.tally.processes += 1;
                self.processes.exec(&exec);
                self.stacks.forget(exec.process);
                self.inherit(exec.process);
                let pid = self.proc_pid(exec.process);
                if let Some(publishers) = &mut self.publishers {
                    publishers.executed(exec.process, pid, exec.time_ns);
                }
                self.executed.push((exec.process, self.clock.unix_of_monotonic(exec.time_ns)));
            }
            Ok(Record::Exit(exit)) => {
                self.tally.processes += 1;
                self.exit(exit);
            }
            Ok(Record::Code(code)) => {
                self.tally.processes += 1;
                self.look(code.process, Some(code.file));
                if let Some(loaded) = &mut self.loaded {
                    loaded.insert(code.process);
                }
            }
            Err(_) => self.tally.undecodable += 1,
        }
    }

    fn proc_pid(&self, process: ProcessId) -> Option<u32> {
        self.processes.get(process).and_then(|process| process.proc_pid)
    }

    /// The same, of one whose files are to be looked at.
    fn proc_pid_of_living(&self, process: ProcessId) -> Option<u32> {
        self.processes.get(process).and_then(Process::proc_pid_of_living)
    }

    /// Lets the files of a process be looked at.
    fn look(&mut self, process: ProcessId, file: Option<FileKey>) {
        if let Some(pid) = self.proc_pid_of_living(process)
            && let Some(publishers) = &mut self.publishers
        {
            publishers.look(Look { process, pid, file });
        }
    }

    /// Takes up the span that a process's environment names.
    fn inherit(&mut self, process: ProcessId) {
        if self.traceparent {
            let above = self.processes.get(process).and_then(|process| process.environment.traceparent);
            self.router.inherit(process, above);
        }
    }

    /// Takes the record of a process that was there when we attached: read from the kernel, and not through the ring buffer.
    pub fn found(&mut self, bytes: &[u8]) {
        match decode(bytes) {
            Ok(Record::Fork(fork)) => self.begin(&fork),
            _ => self.tally.undecodable += 1,
        }
    }

    fn begin(&mut self, fork: &Fork<'_>) {
        let before = if fork.found { self.processes.that_left(fork) } else { None };
        self.tally.forks += u64::from(before.is_none());
        self.processes.fork(fork, &self.clock);
        if let Some(before) = before {
            self.processes.go_on(before, fork.process);
            self.returned.push((before, fork.process));
        }
        self.router.process(fork.process, fork.parent);
        self.inherit(fork.process);
        match fork.parent {
            _ if fork.found => self.look(fork.process, None),
            Some(parent) => {
                if let Some(publishers) = &mut self.publishers {
                    publishers.forked(fork.process, fork.proc_pid, parent, fork.time_ns);
                }
            }
            None => {}
        }
    }

    /// Ends processes whose end was not seen: it was lost, or their last thread was not traced. Those are the ones that are not among
    /// the `living`, and were not either when this was called before, since when the ring buffer has been read.
    pub fn end_unseen(&mut self, living: &HashSet<ProcessId>) {
        let absent: HashSet<ProcessId> = self
            .processes
            .iter()
            .filter(|(id, process)| process.exit.is_none() && !living.contains(id))
            .map(|(id, _)| id)
            .collect();
        let before = std::mem::replace(&mut self.absent, absent);
        for process in before.intersection(&self.absent).copied().collect::<Vec<_>>() {
            self.exit(Exit { time_ns: monotonic(), process, how: End::Unseen });
        }
    }

    fn exit(&mut self, exit: Exit) {
        // Two threads that end at once may both be the last, and both say so.
        let is_first = self.processes.get(exit.process).is_some_and(|process| process.exit.is_none());
        self.ended.insert(exit.process);
        if let Some(publishers) = &mut self.publishers {
            publishers.ended(exit.process);
        }
        self.processes.exit(exit);
        // The root's span says what was lost below it, and so comes last.
        if is_first && !self.router.is_root(exit.process) {
            self.process(exit.process, 0, Attributes::new());
        }
        if let Some(window) = self.router.ended(exit.process) {
            self.window(exit.process, &window, 0);
        }
    }

    /// Number of spans that wait to be taken.
    pub fn waiting(&self) -> u64 {
        self.spans.values().map(Spans::count).sum()
    }

    /// Takes the spans, one resource per process.
    pub fn take_spans(&mut self) -> Vec<SpanBatch> {
        let of_process = |(process, spans)| {
            let resource = match self.processes.get(process) {
                Some(process) => self.rules.resource(process),
                None => self.rules.host(),
            };
            SpanBatch::new(&resource, &scope(), spans)
        };
        std::mem::take(&mut self.spans).into_iter().map(of_process).collect()
    }

    /// The resource rules.
    pub fn rules(&self) -> &ResourceRules {
        &self.rules
    }

    /// How many processes have ended since [`Self::take_ended`].
    pub fn ended(&self) -> usize {
        self.ended.len()
    }

    /// Processes that ended since the last call.
    pub fn take_ended(&mut self) -> HashSet<ProcessId> {
        std::mem::take(&mut self.ended)
    }

    /// Processes that executed a program since the last call, and when, Unix nanoseconds.
    pub fn take_executed(&mut self) -> Vec<(ProcessId, u64)> {
        std::mem::take(&mut self.executed)
    }

    /// Processes that left and came back since the last call: what they were, and what they are.
    pub fn take_returned(&mut self) -> Vec<(ProcessId, ProcessId)> {
        std::mem::take(&mut self.returned)
    }

    /// Forgets processes that ended and whose last metrics have left.
    pub fn forget(&mut self, processes: &[ProcessId]) {
        // The root's span comes last, however long ago its process ended.
        for process in processes.iter().filter(|process| !self.router.is_root(**process)) {
            self.processes.forget(*process);
        }
        processes.iter().for_each(|process| {
            self.router.forget(*process);
            self.tell_flags.remove(process);
            self.stacks.forget(*process);
        });
    }

    /// Tracing ends: makes the spans of processes that still run, and of the root, which says what was `lost`.
    pub fn finish(&mut self, end_ns: u64, lost: Attributes) {
        let running: Vec<ProcessId> = self
            .processes
            .iter()
            .filter(|(id, process)| process.exit.is_none() && !self.router.is_root(*id))
            .map(|(id, _)| id)
            .collect();
        for process in running {
            self.process(process, end_ns, Attributes::new());
        }
        let root = self.processes.iter().map(|(id, _)| id).find(|id| self.router.is_root(*id));
        if let Some(root) = root {
            self.process(root, end_ns, lost);
        }
    }

    fn call(&mut self, call: &Call<'_>) {
        let place = self.place(call);
        if place.is_none() && !self.slowest.wants(call.duration_ns) {
            return;
        }
        let syscall = number::of_call(call);
        let name = display_name(syscall, call.nr, call.abi);
        let mut of_call = std::mem::take(&mut self.of_call);
        of_call.clear();
        self.tally.unreadable += attributes(syscall, call, self.arguments, &mut of_call);
        self.slowest.offer(&name, call, &of_call, &self.redactor);
        if let Some(place) = place {
            if self.names_spans && !call.unfinished {
                // Series of other calls have no address family.
                let is_network = syscall.is_some_and(|syscall| syscall.family == Family::Network);
                let family = if is_network { of_call.text("sockaddr.family") } else { None };
                self.exemplars.offer(self.seen(call, place, family));
            }
            self.stack(call, &name, &mut of_call);
            let status = span::complete(call, syscall, &mut of_call);
            of_call = self.redactor.redacted(of_call);
            let start = self.clock.unix_of_monotonic(call.start_ns);
            let times = (start, start.saturating_add(call.duration_ns));
            self.encoded.clear();
            span::encode(&name, place, times, &of_call, status.as_ref(), &mut self.encoded);
            self.tally.spans += 1;
            self.tally.spans_of_calls += 1;
            self.spans.entry(call.process).or_default().push_encoded(&self.encoded);
        }
        self.of_call = of_call;
    }

    /// Looks at what processes have loaded, for their stacks.
    pub fn look_at_loaded(&mut self) {
        for process in self.loaded.as_mut().map(std::mem::take).unwrap_or_default() {
            if let Some(pid) = self.proc_pid_of_living(process) {
                self.stacks.look(process, pid);
            }
        }
    }

    /// Adds where in the code a call was made, if that was captured.
    fn stack(&mut self, call: &Call<'_>, name: &str, attributes: &mut Attributes) {
        let stack = self.stacks.of(call.process, self.proc_pid(call.process), call.stack);
        if let Some(stack) = &stack {
            attributes.string("code.stacktrace", stack.text());
            if stack.is_truncated {
                attributes.bool("ior.stack.truncated", true);
            }
        }
        if let Some(folded) = &mut self.folded {
            let program = self.processes.get(call.process).map_or("unknown", Process::executable_name);
            folded.add(program, stack.as_ref(), name, call.duration_ns, &self.redactor);
        }
    }

    fn seen(&self, call: &Call<'_>, place: Place, family: Option<String>) -> Seen {
        Seen {
            process: call.process,
            nr: u16::try_from(call.nr).unwrap_or(u16::MAX),
            abi: call.abi,
            errno: call.errno(),
            family,
            trace: place.trace,
            span: place.span,
            time_unix_ns: self.clock.unix_of_monotonic(call.end_ns()),
            duration_ns: call.duration_ns,
            pid: call.pid,
            tid: call.tid,
        }
    }

    /// Where a call hangs; nothing if it gets no span.
    fn place(&mut self, call: &Call<'_>) -> Option<Place> {
        let context = Context::of(call.context);
        self.tally.contexts.add(context);
        let active = if let Context::Active(active) = context { Some(active) } else { None };
        if active.is_some_and(|active| active.flags != 0) {
            self.tell_flags.insert(call.process);
        }
        // Writers that do not know the flags leave 0.
        let knows = active.is_none() || self.tell_flags.contains(&call.process);
        let above = active.or_else(|| self.router.inherited(call.process));
        if self.unsampled == Unsampled::Skip && knows && above.is_some_and(|above| !above.is_sampled()) {
            self.router.suppressed.unsampled += 1;
            return None;
        }
        self.router.call(call.process, call.start_ns, call.end_ns(), active)
    }

    fn process(&mut self, id: ProcessId, end_ns: u64, lost: Attributes) {
        let (Some(process), Some(place)) = (self.processes.get(id), self.router.place_of(id)) else { return };
        if self.unsampled == Unsampled::Skip
            && self.router.inherited(id).is_some_and(|above| !above.is_sampled())
        {
            return;
        }
        let span = span::of_process(process, place, &self.clock, end_ns, lost);
        self.push(id, span);
    }

    fn push(&mut self, process: ProcessId, mut span: Span) {
        self.tally.spans += 1;
        self.redactor.span(&mut span);
        self.spans.entry(process).or_default().push(&span);
    }
}

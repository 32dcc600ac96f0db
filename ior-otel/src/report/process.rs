//! The processes of a report: spans and resources of the same process come together, below the process that started it.

use std::collections::HashMap;

use opentelemetry_proto::tonic::trace::v1::status::StatusCode;

use super::{
    data::{Life, Process},
    interner::Interner,
    kept::{Kept, Whole},
};
use crate::attributes::text;

/// What a process is known by, whatever it executes: its id, and when it began.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Identity {
    id: String,
    since: String,
}

/// What says who the parent of a process is.
#[derive(Debug, Default)]
struct Above {
    /// The span above the process's own.
    span: Vec<u8>,
    /// When the process began, as text that is ordered as time is.
    since: String,
    /// Id of its parent.
    parent_pid: Option<String>,
}

/// The processes as they are found.
#[derive(Debug, Default)]
pub struct Processes {
    list: Vec<Process>,
    above: Vec<Above>,
    known: HashMap<Identity, usize>,
    by_span: HashMap<Vec<u8>, usize>,
}

impl Processes {
    /// The processes that spans are of.
    pub fn of(kept: &Kept, begin_ns: u64, interner: &mut Interner) -> Self {
        let mut processes = Self::default();
        for whole in in_order(kept.processes.iter()) {
            processes.life(whole, begin_ns, interner);
        }
        for whole in in_order(kept.calls.iter()) {
            if !processes.known.contains_key(&Identity::of(whole)) {
                processes.position(whole, interner);
            }
        }
        processes.find_parents();
        processes
    }

    /// The position of the process that a span is of.
    pub fn position_of(&self, whole: &Whole) -> usize {
        self.known.get(&Identity::of(whole)).copied().unwrap_or_default()
    }

    /// The processes.
    pub fn into_list(self) -> Vec<Process> {
        self.list
    }

    /// The position of the process that a span is of; what is said of it is from its latest span.
    fn position(&mut self, whole: &Whole, interner: &mut Interner) -> usize {
        let process = Process {
            name: name(whole),
            pid: pid(whole),
            parent: None,
            lives: Vec::new(),
            resource: interner.pairs(&whole.resource),
        };
        let identity = Identity::of(whole);
        if let Some(position) = self.known.get(&identity).copied() {
            let lives = std::mem::take(&mut self.list[position].lives);
            self.list[position] = Process { lives, ..process };
            return position;
        }
        let position = self.list.len();
        self.list.push(process);
        self.above.push(Above {
            span: whole.span.parent_span_id.clone(),
            since: identity.since.clone(),
            parent_pid: text(&whole.resource, "process.parent_pid"),
        });
        self.known.insert(identity, position);
        position
    }

    fn life(&mut self, whole: &Whole, begin_ns: u64, interner: &mut Interner) {
        let position = self.position(whole, interner);
        let span = &whole.span;
        let since = |time: u64| time.saturating_sub(begin_ns);
        let execs = span.events.iter().filter(|event| event.name == "exec").map(|event| {
            let path = text(&event.attributes, "process.executable.path");
            (since(event.time_unix_nano), path.unwrap_or_default())
        });
        self.list[position].lives.push(Life {
            start: since(span.start_time_unix_nano),
            end: since(span.end_time_unix_nano),
            error: error(whole),
            attributes: interner.pairs(&span.attributes),
            execs: execs.collect(),
        });
        self.by_span.insert(span.span_id.clone(), position);
    }

    /// Under `run` the span above a process's is that of the process which started it. Where it is not, as under `attach`, the resource says the parent's
    /// id, which is one that began before.
    fn find_parents(&mut self) {
        let mut by_pid: HashMap<&str, Vec<usize>> = HashMap::new();
        for (position, process) in self.list.iter().enumerate() {
            by_pid.entry(&process.pid).or_default().push(position);
        }
        let parents: Vec<Option<usize>> = self
            .above
            .iter()
            .enumerate()
            .map(|(position, above)| {
                let named = || {
                    let same = by_pid.get(above.parent_pid.as_deref()?)?.iter().copied();
                    let older = same.filter(|other| self.above[*other].since <= above.since);
                    older.max_by_key(|other| &self.above[*other].since)
                };
                let parent = self.by_span.get(&above.span).copied().or_else(named);
                parent.filter(|parent| *parent != position)
            })
            .collect();
        for (position, parent) in parents.into_iter().enumerate() {
            if parent.is_some_and(|parent| !self.is_below(parent, position)) {
                self.list[position].parent = parent;
            }
        }
    }

    /// Whether a process is somewhere below another.
    fn is_below(&self, position: usize, of: usize) -> bool {
        let above = |position: &usize| self.list[*position].parent;
        std::iter::successors(Some(position), above).any(|position| position == of)
    }
}

impl Identity {
    fn of(whole: &Whole) -> Self {
        let of = |key| text(&whole.resource, key);
        let id = of("process.host_pid").unwrap_or_else(|| pid(whole));
        Self { id, since: of("process.creation.time").unwrap_or_default() }
    }
}

/// Spans in the order in which they began.
pub fn in_order<'a>(spans: impl Iterator<Item = &'a Whole>) -> Vec<&'a Whole> {
    let mut spans: Vec<_> = spans.collect();
    spans.sort_by_key(|whole| (whole.span.start_time_unix_nano, whole.order()));
    spans
}

/// Why what a span tells of failed, in words; if it did.
pub fn error(whole: &Whole) -> Option<String> {
    let status = whole.span.status.as_ref().filter(|status| status.code == i32::from(StatusCode::Error))?;
    let kind = text(&whole.span.attributes, "error.type").unwrap_or_default();
    Some(match (status.message.as_str(), kind.as_str()) {
        (message, "") => message.to_owned(),
        ("", kind) => kind.to_owned(),
        (message, kind) if message.contains(kind) => message.to_owned(),
        (message, kind) => format!("{kind}, {message}"),
    })
}

fn pid(whole: &Whole) -> String {
    let own = || text(&whole.span.attributes, "process.pid");
    text(&whole.resource, "process.pid").or_else(own).unwrap_or_default()
}

fn name(whole: &Whole) -> String {
    let of = |key| text(&whole.resource, key);
    of("process.executable.name").or_else(|| of("service.name")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use opentelemetry_proto::tonic::{
        resource::v1::Resource,
        trace::v1::{ResourceSpans, ScopeSpans, Span, Status},
    };

    use super::*;
    use crate::attributes::Attributes;

    /// A span of a process that began at a second and has a parent: what `run` makes if `above` is a span, and `attach` if it is not.
    fn process(pid: u32, parent: u32, since: u32, above: &[u8], error: &str) -> ResourceSpans {
        let mut resource = Attributes::new();
        resource.int("process.pid", pid);
        resource.int("process.parent_pid", parent);
        resource.string("process.creation.time", format!("2026-01-01T00:00:{since:02}.000Z"));
        resource.string("process.executable.name", format!("p{pid}"));
        let mut attributes = Attributes::new();
        attributes.string("process.executable.name", format!("p{pid}"));
        if !error.is_empty() {
            attributes.string("error.type", error);
        }
        let start = u64::from(since) * 1_000_000_000;
        let span = Span {
            span_id: vec![pid as u8, since as u8],
            parent_span_id: above.to_vec(),
            start_time_unix_nano: start,
            end_time_unix_nano: start + 5,
            attributes: attributes.into_inner(),
            status: (!error.is_empty())
                .then(|| Status { message: format!("exit code {error}"), code: StatusCode::Error.into() }),
            ..Span::default()
        };
        ResourceSpans {
            resource: Some(Resource { attributes: resource.into_inner(), ..Resource::default() }),
            scope_spans: vec![ScopeSpans { spans: vec![span], ..ScopeSpans::default() }],
            ..ResourceSpans::default()
        }
    }

    fn gathered(spans: &[ResourceSpans]) -> Vec<Process> {
        let mut kept = Kept::default();
        kept.add(spans);
        Processes::of(&kept, 0, &mut Interner::default()).into_list()
    }

    fn tree(processes: &[Process]) -> Vec<(&str, Option<&str>)> {
        let name = |parent: usize| &*processes[parent].name;
        processes.iter().map(|process| (&*process.name, process.parent.map(name))).collect()
    }

    #[test]
    fn parents_are_known_by_spans_and_by_ids() {
        let by_span = [process(1, 0, 1, &[], ""), process(2, 77, 2, &[1, 1], "4")];
        let found = gathered(&by_span);
        assert_eq!(tree(&found), [("p1", None), ("p2", Some("p1"))]);
        assert_eq!(found[1].lives[0].error.as_deref(), Some("exit code 4"));
        let by_id = [process(1, 0, 1, &[], ""), process(2, 1, 2, &[], ""), process(3, 2, 2, &[], "")];
        assert_eq!(tree(&gathered(&by_id)), [("p1", None), ("p2", Some("p1")), ("p3", Some("p2"))]);
    }

    #[test]
    fn an_id_that_is_used_again_is_another_process() {
        let spans = [
            process(9, 1, 1, &[], ""),
            process(9, 1, 7, &[], ""),
            process(5, 9, 3, &[], ""),
            process(6, 9, 8, &[], ""),
        ];
        let found = gathered(&spans);
        let start = |parent: Option<usize>| parent.map(|parent| found[parent].lives[0].start / 1_000_000_000);
        let parents: Vec<_> = found.iter().map(|process| (&*process.pid, start(process.parent))).collect();
        assert_eq!(parents, [("9", None), ("5", Some(1)), ("9", None), ("6", Some(7))]);
    }

    #[test]
    fn windows_of_a_process_are_its_lives_and_no_circle_is_made() {
        let (mut first, mut second) = (process(1, 2, 1, &[], ""), process(1, 2, 1, &[], ""));
        first.scope_spans[0].spans[0].span_id = vec![1];
        second.scope_spans[0].spans[0].start_time_unix_nano += 2;
        let found = gathered(&[second, first, process(2, 1, 1, &[], "")]);
        assert_eq!((found.len(), found[0].lives.len()), (2, 2));
        let parents = tree(&found);
        assert_eq!(parents.iter().filter(|(_, parent)| parent.is_none()).count(), 1, "{parents:?}");
    }
}

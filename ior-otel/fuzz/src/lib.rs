//! What is fuzzed: everything that ior-otel reads and that a traced process, a backend or a person with an editor has written. A function for each target; none may
//! panic, whatever the bytes. `tests/seeds.rs` of ior-otel
//! runs them over `seeds/` without a fuzzer.

use std::{fmt::Debug, fs::File, io::Write as _, sync::Arc};

use framehop::{ExplicitModuleSectionInfo, Unwinder as _};
use ior_otel::{
    attributes::Attributes,
    call::Captured,
    config::{
        Config, env,
        export::Protocol,
        file::File as ConfigFile,
        redact::{Action, Redact},
    },
    context::{Active, Context, elf},
    decode::{Record, decode},
    enrich::{container, environment, mappings, process_context::ProcessContext},
    open_file::OpenFile,
    otlp::{
        encode::{MAX_BYTES, Requests, Telemetry, requests},
        sender::SignalKind,
        spans::{self, SpanBatch, Spans, message},
    },
    redact::Redactor,
    route::Place,
    slowest::Slowest,
    span,
    stack::{demangle::demangle, functions::Functions, module::Module, unwind},
    table::{
        attributes::attributes,
        number::{self, display_name},
        sockaddr,
    },
};
use opentelemetry::trace::{SpanId, TraceId};
use opentelemetry_proto::tonic::{
    collector::{metrics::v1::ExportMetricsServiceRequest, trace::v1::ExportTraceServiceRequest},
    common::v1::InstrumentationScope,
    resource::v1::Resource,
};
use prost::Message as _;
use serde::de::DeserializeOwned;

/// A record of the ring buffer, up to the OTLP JSON of its span.
pub fn record(data: &[u8]) {
    // As the ring buffer aligns them.
    let words: Vec<u64> =
        data.chunks_exact(8).filter_map(|word| Some(u64::from_ne_bytes(*word.first_chunk()?))).collect();
    let mut bytes: Vec<u8> = words.iter().flat_map(|word| word.to_ne_bytes()).collect();
    bytes.resize(words.len() * 8, 0);
    let Ok(Record::Call(call)) = decode(&bytes) else { return };
    let syscall = number::of_call(&call);
    let name = display_name(syscall, call.nr, call.abi);
    let mut of_call = Attributes::new();
    attributes(syscall, &call, true, &mut of_call);
    let mut slowest = Slowest::default();
    let redactor = redactor([Action::Keep, Action::Hash, Action::Drop][call.cpu as usize % 3]);
    slowest.offer(&name, &call, &of_call, &redactor);
    let link = match Context::of(call.context) {
        Context::Active(active) => Some(active),
        _ => None,
    };
    let place = Place {
        trace: TraceId::from_bytes([1; 16]),
        span: SpanId::from_bytes([2; 8]),
        parent: link.map(|active| active.span),
        parent_is_remote: false,
        flags: 1,
        link,
    };
    let status = span::complete(&call, syscall, &mut of_call);
    let of_call = redactor.redacted(of_call);
    let (mut encoded, mut spans) = (Vec::new(), Spans::default());
    span::encode(&name, place, (1, 2), &of_call, status.as_ref(), &mut encoded);
    spans.push_encoded(&encoded);
    let batches = [SpanBatch::new(&Resource::default(), &InstrumentationScope::default(), spans)];
    let whole = message(&batches);
    let sent = spans::requests(&batches, 1, MAX_BYTES).requests;
    assert!(sent.iter().map(|request| &request.body[..]).eq([whole.protobuf()]), "it can be decoded");
    read_again(whole);
    let bytes = |captured| match captured {
        Some(Captured::Whole(bytes) | Captured::Part(bytes)) => bytes,
        Some(Captured::Fault) | None => &[],
    };
    if let Some((registers, top)) = unwind::registers(bytes(call.stack.top)) {
        let frames = unwind::frames(bytes(call.stack.frames));
        unwind::unwind(&unwind::Unwinder::new(), &mut unwind::Cache::new(), registers, top, &frames);
    }
}

/// A configuration: what is accepted says the same when it is written out and read again.
pub fn config(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let _ = env::resource_attributes(text);
    let Ok(file) = ConfigFile::parse("fuzz", text) else { return };
    let config = Config::from(file);
    let written = config.to_yaml().expect("it can be written");
    let again = ConfigFile::parse("written", &written).map(Config::from);
    assert_eq!(again.expect("it can be read again"), config, "{written}");
    assert!(!config.descriptors().is_empty());
}

/// OTLP as JSON: our encoder's output says what the message does, also in parts; and the answers of servers.
pub fn otlp_json(data: &[u8]) {
    for signal in [SignalKind::Traces, SignalKind::Metrics] {
        signal.partial_json(data);
        signal.partial(data);
    }
    if let Ok(message) = ExportTraceServiceRequest::decode(data) {
        small(message.clone());
        read_again(message);
    }
    if let Ok(message) = ExportMetricsServiceRequest::decode(data) {
        small(message.clone());
        read_again(message);
    }
}

/// Asserts that requests are no larger than they may be, and nothing is lost without being counted.
fn small<T: Telemetry + Clone>(message: T) {
    const LIMIT: usize = 200;
    for protocol in [Protocol::Grpc, Protocol::HttpJson] {
        let items = message.items();
        let Requests { requests, too_large } = requests(message.clone(), protocol, LIMIT);
        assert!(requests.iter().all(|request| request.body.len() <= LIMIT));
        assert_eq!(requests.iter().map(|request| request.items).sum::<u64>() + too_large, items);
    }
}

/// Asserts that the OTLP JSON of a message is read as the same message; of one with what is not kept there and we never make: references to the dictionary of
/// profiles, and doubles that are no finite number, only that it is written.
fn read_again<T: Telemetry + DeserializeOwned + Debug>(message: T) {
    let shown = format!("{message:?}");
    let is_kept = !["StringValueStrindex(", "NaN", "inf)", "inf,", "inf]", "inf }"]
        .iter()
        .any(|lost| shown.contains(lost));
    for request in requests(message, Protocol::HttpJson, MAX_BYTES).requests.iter().filter(|_| is_kept) {
        let json = String::from_utf8_lossy(&request.body);
        let again: T = serde_json::from_slice(&request.body).expect("it is OTLP JSON");
        assert!(again.json() == request.body, "{json}");
    }
}

/// An executable: its thread-local variables, its tables for unwinding, its functions and their names.
pub fn executable(data: &[u8]) {
    let file = memory(data);
    let again = || file.try_clone().expect("a descriptor");
    for is_main in [false, true] {
        elf::read(again(), is_main);
    }
    let functions = Functions::read(again());
    for address in [0, 0x1000, 0x1180, 0x2000, u64::MAX] {
        if let Some((name, _)) = functions.at(address, &file) {
            demangle(&name);
        }
    }
    if let Some(module) = Module::read(1, "fuzz".as_ref(), file) {
        let mapping = mapping();
        let mut unwinder = unwind::Unwinder::new();
        unwinder.add_module(module.to_unwind(&mapping, module.bias(&mapping).unwrap_or(mapping.start)));
        walk(&unwinder, data);
    }
}

/// What a process publishes of itself.
pub fn process_context(data: &[u8]) {
    if let Some(context) = ProcessContext::read(&memory(data), 0) {
        assert!(data.len() >= 32, "{context:?}");
    }
}

/// Lines, names and addresses: of `/proc`, of environments, of symbols, of the kernel side's captures.
pub fn text(data: &[u8]) {
    if let Some(mapping) = mappings::parse(data) {
        mapping.bias(&[mappings::Segment { offset: mapping.offset, address: mapping.start }]);
    }
    sockaddr::parse(data);
    OpenFile::parse(data);
    environment::parse(data);
    assert!(!demangle(data).contains(char::is_control));
    if let Ok(text) = str::from_utf8(data) {
        container::parse(text);
        Active::from_traceparent(text);
    }
}

/// A stack, and the tables by which it is unwound.
pub fn stack(data: &[u8]) {
    let Some((length, rest)) = data.split_first_chunk::<2>() else { return };
    let length = usize::from(u16::from_le_bytes(*length)).min(rest.len());
    let (tables, stack) = rest.split_at(length);
    let frames: Arc<[u8]> = tables.into();
    let info = ExplicitModuleSectionInfo {
        base_svma: 0,
        text_svma: Some(0x1000..0x2000),
        eh_frame_svma: Some(0x3000..0x3000 + length as u64),
        eh_frame: Some(frames),
        ..ExplicitModuleSectionInfo::default()
    };
    let mut unwinder = unwind::Unwinder::new();
    unwinder.add_module(framehop::Module::new(String::new(), 0x1000..0x2000, 0, info));
    walk(&unwinder, stack);
}

/// Unwinds a stack from a place in the first executable mapping.
fn walk(unwinder: &unwind::Unwinder, stack: &[u8]) {
    let Some((mut registers, top)) = unwind::registers(stack) else { return };
    registers.instruction = 0x1000 + (registers.instruction & 0xfff);
    let frames = unwind::frames(top);
    let mut unwound = unwind::unwind(unwinder, &mut unwind::Cache::new(), registers, top, &frames);
    assert!(unwound.addresses.len() <= 128);
    unwound.end_in_code(|address| (0x1000..0x2000).contains(&address));
    assert!(!unwound.addresses.is_empty());
}

/// Where an executable is mapped.
fn mapping() -> mappings::Mapping {
    mappings::parse(b"1000-2000 r-xp 00001000 00:00 1 /fuzz").expect("a line")
}

/// Does the same with all strings.
fn redactor(action: Action) -> Redactor {
    let rules = Redact { paths: action, addresses: action, names: action, key_file: None };
    Redactor::new(&rules).expect("nothing to read")
}

/// A file with that in it.
fn memory(data: &[u8]) -> File {
    let mut file = tempfile::tempfile().expect("a file");
    file.write_all(data).expect("written");
    file
}

//! What an application publishes of itself (OTEP 4719, "process context"): its own resource, in a mapping that is named after it. Read from
//! the memory of the process, which needs the right to trace it (ptrace(2), "Ptrace access mode checking"). Nothing there is to be trusted.

use std::{fs::File, os::unix::fs::FileExt as _};

use opentelemetry_proto::tonic::{common::v1::KeyValue, resource::v1::Resource};
use prost::Message;
use zerocopy::FromBytes;

use super::{
    mappings::{self, Mapping},
    process::proc_path,
};

/// Most bytes of a payload that are read.
const MAX_PAYLOAD: u32 = 16 << 10;
const SIGNATURE: [u8; 8] = *b"OTEL_CTX";
const VERSION: u32 = 2;

/// The beginning of the mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromBytes)]
#[repr(C)]
struct Header {
    signature: [u8; 8],
    version: u32,
    /// Bytes.
    payload_size: u32,
    /// When it was written, `CLOCK_MONOTONIC` nanoseconds; 0 while it is being written.
    published_ns: u64,
    /// Address in the process.
    payload: u64,
}

/// What the mapping leads to.
#[derive(Clone, PartialEq, Message)]
struct Payload {
    #[prost(message, optional, tag = "1")]
    resource: Option<Resource>,
    /// What is no resource of telemetry: how contexts of threads are encoded, for instance.
    #[prost(message, repeated, tag = "2")]
    attributes: Vec<KeyValue>,
}

/// What a process has published.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProcessContext {
    /// Where.
    address: u64,
    /// When, as it says.
    published_ns: u64,
    /// The attributes of its resource.
    pub attributes: Vec<KeyValue>,
}

impl ProcessContext {
    /// Looks for what a process publishes, by its id in our `/proc`.
    ///
    /// # Errors
    /// If that cannot be known: it is ending, and has no memory any more, or it is not ours to look at.
    pub fn find(pid: u32) -> Result<Option<Self>, NoMemory> {
        let mappings = mappings::of(pid).map_err(|_| NoMemory)?;
        if mappings.is_empty() {
            return Err(NoMemory);
        }
        let Some(mapping) = mappings.into_iter().find(is_context) else { return Ok(None) };
        let memory = File::open(proc_path(pid, "mem")).map_err(|_| NoMemory)?;
        Ok(Self::read(&memory, mapping.start))
    }

    /// What the process publishes now, which may be the same.
    ///
    /// # Errors
    /// As [`Self::find`].
    pub fn again(&self, pid: u32) -> Result<Option<Self>, NoMemory> {
        let memory = File::open(proc_path(pid, "mem")).map_err(|_| NoMemory)?;
        match header(&memory, self.address) {
            Some(header) if header.published_ns == 0 || header.published_ns == self.published_ns => {
                Ok(Some(self.clone()))
            }
            Some(_) => Ok(Self::read(&memory, self.address)),
            None => Self::find(pid),
        }
    }

    /// What is published at an address; nothing while it is being written.
    pub fn read(memory: &File, address: u64) -> Option<Self> {
        let before = header(memory, address)?;
        if before.published_ns == 0 || before.payload_size > MAX_PAYLOAD {
            return None;
        }
        let mut payload = vec![0; before.payload_size as usize];
        memory.read_exact_at(&mut payload, before.payload).ok()?;
        let Payload { resource, attributes: _ } = Payload::decode(payload.as_slice()).ok()?;
        // Written over while it was read, it may be of both.
        let after = header(memory, address)?;
        (before == after).then(|| Self {
            address,
            published_ns: before.published_ns,
            attributes: resource.unwrap_or_default().attributes,
        })
    }
}

/// What a process publishes cannot be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoMemory;

/// By what its name begins with: a memfd is shown as deleted.
fn is_context(mapping: &Mapping) -> bool {
    let name = mapping.file.path.to_str().unwrap_or_default();
    matches!(
        name.strip_suffix(" (deleted)").unwrap_or(name),
        "/memfd:OTEL_CTX" | "[anon_shmem:OTEL_CTX]" | "[anon:OTEL_CTX]"
    )
}

fn header(memory: &File, address: u64) -> Option<Header> {
    let mut bytes = [0; size_of::<Header>()];
    memory.read_exact_at(&mut bytes, address).ok()?;
    let header = Header::read_from_bytes(&bytes).ok()?;
    (header.signature == SIGNATURE && header.version == VERSION).then_some(header)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use opentelemetry_proto::tonic::common::v1::{AnyValue, any_value::Value};
    use proptest::prelude::*;

    use super::*;
    use crate::enrich::mappings::FileId;

    fn attribute(key: &str, value: &str) -> KeyValue {
        let value = Some(AnyValue { value: Some(Value::StringValue(value.to_owned())) });
        KeyValue { key: key.to_owned(), value, ..KeyValue::default() }
    }

    /// A process's memory: the header at 0, the payload at 64.
    fn memory(header: &[u8], payload: &[u8]) -> File {
        let mut file = tempfile::tempfile().expect("a file");
        let mut bytes = header.to_vec();
        bytes.resize(64, 0);
        bytes.extend(payload);
        file.write_all(&bytes).expect("written");
        file
    }

    fn header_of(version: u32, payload_size: u32, published_ns: u64, payload: u64) -> Vec<u8> {
        [
            &SIGNATURE[..],
            &version.to_ne_bytes(),
            &payload_size.to_ne_bytes(),
            &published_ns.to_ne_bytes(),
            &payload.to_ne_bytes(),
        ]
        .concat()
    }

    #[test]
    fn a_resource_is_read() {
        let attributes = vec![attribute("service.name", "shop"), attribute("service.instance.id", "7")];
        let resource = Some(Resource { attributes: attributes.clone(), ..Resource::default() });
        let payload = Payload { resource, attributes: vec![attribute("other", "1")] }.encode_to_vec();
        let read_with = |version, size, published, at| {
            ProcessContext::read(&memory(&header_of(version, size, published, at), &payload), 0)
        };
        let size = payload.len() as u32;
        let expected = ProcessContext { address: 0, published_ns: 5, attributes };
        assert_eq!(read_with(2, size, 5, 64), Some(expected));
        assert_eq!(read_with(2, size, 0, 64), None, "being written");
        assert_eq!(read_with(1, size, 5, 64), None, "another version");
        assert_eq!(read_with(2, MAX_PAYLOAD + 1, 5, 64), None, "too large");
        assert_eq!(read_with(2, size, 5, 1 << 40), None, "nowhere");
        assert_eq!(read_with(2, size + 1, 5, 64), None, "beyond the end");
    }

    #[test]
    fn a_mapping_is_known_by_its_name() {
        let is = |name: &str| {
            let file = FileId { device: 0, inode: 0, path: name.into() };
            is_context(&Mapping { file, start: 0, end: 0, offset: 0, is_executable: false })
        };
        // Of a memfd, of shared and of private memory with a name (prctl(2), PR_SET_VMA).
        assert!(is("/memfd:OTEL_CTX (deleted)") && is("[anon_shmem:OTEL_CTX]") && is("[anon:OTEL_CTX]"));
        assert!(!is("/memfd:OTEL_CTX2 (deleted)") && !is("/tmp/OTEL_CTX") && !is("[anon:OTEL]"));
    }

    proptest! {
        /// Any bytes are a context or none.
        #[test]
        fn any_memory(
            header in prop_oneof![
                prop::collection::vec(any::<u8>(), 0..40),
                (any::<u32>(), 1..99_u64).prop_map(|(size, ns)| header_of(2, size % 200, ns, 64)),
            ],
            payload in prop::collection::vec(any::<u8>(), 0..200)
        ) {
            let _ = ProcessContext::read(&memory(&header, &payload), 0);
        }
    }
}

//! The protocols of OTLP.

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Protocol {
    /// gRPC.
    Grpc,
    /// Protocol buffers over HTTP.
    HttpProtobuf,
    /// JSON over HTTP.
    HttpJson,
}

impl Protocol {
    /// All.
    pub(super) const ALL: [Self; 3] = [Self::Grpc, Self::HttpProtobuf, Self::HttpJson];

    /// As configurations name it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Grpc => "grpc",
            Self::HttpProtobuf => "http/protobuf",
            Self::HttpJson => "http/json",
        }
    }
}

/// Where a server takes OTLP.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ports {
    /// gRPC.
    pub grpc: u16,
    /// HTTP.
    pub http: u16,
}

impl Ports {
    /// The endpoint for a protocol.
    pub(super) fn endpoint(self, protocol: Protocol) -> String {
        let port = if protocol == Protocol::Grpc { self.grpc } else { self.http };
        format!("http://127.0.0.1:{port}")
    }
}

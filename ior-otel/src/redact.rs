//! Strings of traced processes that are not to be told: left out, or in their place a hash. Where spans, resources and the summary are made,
//! all that they say goes through here.

use std::{
    fs, io,
    net::IpAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use opentelemetry_proto::tonic::{
    common::v1::{KeyValue, any_value::Value},
    trace::v1::Span,
};
use ring::hmac;
use thiserror::Error;

use crate::{
    attributes::Attributes,
    config::redact::{Action, Class, Redact},
    table::keys,
};

/// Fewest bytes of a key.
const SHORTEST_KEY: usize = 16;
/// Bytes of a hash that are shown: two different strings have the same once in 2^32 strings.
const SHOWN: usize = 8;

/// Attributes that are paths.
pub const PATHS: &[&str] = &[
    keys::PATH,
    keys::NEW_PATH,
    keys::FD_SECOND_PATH,
    keys::FD_RETURNED_PATH,
    keys::DIRFD_PATH,
    keys::NEW_DIRFD_PATH,
    "process.executable.path",
];
/// Attributes that are addresses.
pub const ADDRESSES: &[&str] = &[keys::PEER_ADDRESS, keys::LOCAL_ADDRESS];
/// Attributes that are names which programs choose.
pub const NAMES: &[&str] = &[
    keys::XATTR_NAME,
    keys::MEMFD_NAME,
    keys::QUEUE_NAME,
    keys::MOUNT_TYPE,
    keys::MOUNT_OPTION,
    keys::KEY_TYPE,
    keys::KEY_DESCRIPTION,
    keys::MODULE_NAME,
    keys::MODULE_PARAMETERS,
    keys::BPF_NAME,
    keys::OPTION_TEXT,
    keys::HOST_NAME,
    "process.executable.name",
    "thread.name",
    "code.stacktrace",
];

/// What an attribute's value is, if it is a string of the traced process's.
pub fn class_of(key: &str) -> Option<Class> {
    [(PATHS, Class::Path), (ADDRESSES, Class::Address), (NAMES, Class::Name)]
        .into_iter()
        .find_map(|(keys, class)| keys.contains(&key).then_some(class))
}

/// There is no key for hashes where there should be one.
#[derive(Debug, Error)]
pub enum NoKey {
    /// The file can't be read.
    #[error("cannot read the key of hashes {} (redact.key_file)", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A key of so few bytes could be guessed.
    #[error("the key of hashes {} (redact.key_file) is too short: {length} bytes; make one with: openssl rand -hex 32", file.display())]
    Short {
        /// The file.
        file: PathBuf,
        /// Its bytes.
        length: usize,
    },
}

/// What is done with strings, and the key of their hashes.
#[derive(Clone, Debug)]
pub struct Redactor {
    rules: Redact,
    key: Arc<hmac::Key>,
}

impl Redactor {
    /// By a configuration. Without a file for it, the key of hashes is random.
    ///
    /// # Errors
    /// If the file of the key can't be read, or is too short.
    pub fn new(rules: &Redact) -> Result<Self, NoKey> {
        let key = match &rules.key_file {
            Some(file) => key_of(file)?,
            None => key(&rand::random::<[u8; 32]>()),
        };
        Ok(Self { rules: rules.clone(), key: Arc::new(key) })
    }

    /// By another configuration. A random key stays: what was the same is the same.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn again(&self, rules: &Redact) -> Result<Self, NoKey> {
        let stays = rules.key_file.is_none() && self.rules.key_file.is_none();
        let Self { rules, key } = Self::new(rules)?;
        Ok(Self { rules, key: if stays { Arc::clone(&self.key) } else { key } })
    }

    /// What is told of a string; nothing if it is dropped.
    pub fn text(&self, class: Class, text: &str) -> Option<String> {
        match self.action(class, text) {
            Action::Keep => Some(text.to_owned()),
            Action::Hash => Some(self.hash(text)),
            Action::Drop => None,
        }
    }

    /// What is told of an attribute's value.
    pub fn value(&self, key: &str, text: String) -> Option<String> {
        match class_of(key) {
            Some(class) => self.text(class, &text),
            None => Some(text),
        }
    }

    /// Leaves in a span what is told. One that is named by its executable is called `process` if that has no name.
    pub fn span(&self, span: &mut Span) {
        if self.is_idle() {
            return;
        }
        let is_name = |attribute: &KeyValue| {
            attribute.key == "process.executable.name" && string(attribute) == Some(span.name.as_str())
        };
        if span.attributes.iter().any(is_name) {
            span.name = self.text(Class::Name, &span.name).unwrap_or_else(|| "process".to_owned());
        }
        self.attributes(&mut span.attributes);
        span.events.iter_mut().for_each(|event| self.attributes(&mut event.attributes));
    }

    /// What is told of attributes.
    pub fn redacted(&self, attributes: Attributes) -> Attributes {
        if self.is_idle() {
            return attributes;
        }
        let mut attributes = attributes.into_inner();
        self.attributes(&mut attributes);
        attributes.into()
    }

    /// Leaves in a list of attributes what is told.
    pub fn attributes(&self, attributes: &mut Vec<KeyValue>) {
        if !self.is_idle() {
            attributes.retain_mut(|attribute| match class_of(&attribute.key) {
                Some(class) => self.retain(class, attribute),
                None => true,
            });
        }
    }

    /// Changes a value to what is told of it; whether anything is.
    fn retain(&self, class: Class, attribute: &mut KeyValue) -> bool {
        match attribute.value.as_mut().and_then(|value| value.value.as_mut()) {
            Some(Value::StringValue(text)) => match self.text(class, text) {
                Some(told) => {
                    *text = told;
                    true
                }
                None => false,
            },
            // What is no text has nothing to hash.
            _ => self.rules.action(class) == Action::Keep,
        }
    }

    fn is_idle(&self) -> bool {
        [Class::Path, Class::Address, Class::Name]
            .into_iter()
            .all(|class| self.rules.action(class) == Action::Keep)
    }

    /// The address of a Unix socket is a path too: what is stricter is done.
    fn action(&self, class: Class, text: &str) -> Action {
        match class {
            Class::Address if text.parse::<IpAddr>().is_err() => self.rules.addresses.max(self.rules.paths),
            _ => self.rules.action(class),
        }
    }

    /// HMAC-SHA-256 (RFC 2104), the first 64 bits of it.
    fn hash(&self, text: &str) -> String {
        let tag = hmac::sign(&self.key, text.as_bytes());
        format!("hash:{}", hex::encode(&tag.as_ref()[..SHOWN]))
    }
}

fn key(bytes: &[u8]) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, bytes)
}

fn key_of(file: &Path) -> Result<hmac::Key, NoKey> {
    let bytes = fs::read(file).map_err(|source| NoKey::Unreadable { file: file.to_owned(), source })?;
    // The line end of who wrote it with an editor is none of the key's.
    let bytes = bytes.trim_ascii();
    if bytes.len() < SHORTEST_KEY {
        return Err(NoKey::Short { file: file.to_owned(), length: bytes.len() });
    }
    Ok(key(bytes))
}

fn string(attribute: &KeyValue) -> Option<&str> {
    match attribute.value.as_ref()?.value.as_ref()? {
        Value::StringValue(text) => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(paths: Action, addresses: Action, names: Action) -> Redactor {
        Redactor::new(&Redact { paths, addresses, names, key_file: None }).expect("a random key")
    }

    #[test]
    fn a_hash_is_of_the_text_and_the_key() {
        let (one, other) =
            (with(Action::Hash, Action::Hash, Action::Hash), with(Action::Hash, Action::Hash, Action::Hash));
        let hash = |redactor: &Redactor, text| redactor.text(Class::Path, text).expect("a hash");
        assert_eq!(hash(&one, "/a"), hash(&one, "/a"));
        assert_ne!(hash(&one, "/a"), hash(&one, "/b"));
        assert_ne!(hash(&one, "/a"), hash(&other, "/a"), "of another process of ours");
        let again = one.again(&Redact { paths: Action::Hash, ..Redact::default() }).expect("a random key");
        assert_eq!(hash(&one, "/a"), hash(&again, "/a"), "after a reload");
    }

    #[test]
    fn the_hash_is_hmac_sha_256() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        // RFC 4231, test case 6: a key of 131 bytes 0xaa.
        fs::write(file.path(), [0xaa; 131]).expect("written");
        let rules =
            Redact { paths: Action::Hash, key_file: Some(file.path().to_owned()), ..Redact::default() };
        let redactor = Redactor::new(&rules).expect("a key");
        let text = "Test Using Larger Than Block-Size Key - Hash Key First";
        assert_eq!(redactor.text(Class::Path, text).as_deref(), Some("hash:60e431591ee0b67f"));
    }

    #[test]
    fn a_key_has_to_be_one() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        fs::write(file.path(), "short\n").expect("written");
        let of = |path: &Path| {
            let error = Redactor::new(&Redact { key_file: Some(path.to_owned()), ..Redact::default() });
            error.expect_err("refused").to_string()
        };
        assert!(of(file.path()).contains("is too short: 5 bytes"), "{}", of(file.path()));
        assert!(
            of(Path::new("/nowhere")).starts_with("cannot read the key of hashes /nowhere (redact.key_file)")
        );
    }

    #[test]
    fn a_unix_socket_has_a_path_for_an_address() {
        let drop_paths = with(Action::Drop, Action::Keep, Action::Keep);
        assert_eq!(drop_paths.text(Class::Address, "/run/db.sock"), None);
        assert_eq!(drop_paths.text(Class::Address, "10.0.0.1").as_deref(), Some("10.0.0.1"));
        let drop_addresses = with(Action::Keep, Action::Drop, Action::Keep);
        assert_eq!(drop_addresses.text(Class::Address, "@abstract"), None);
    }

    #[test]
    fn a_span_of_a_process_has_no_name_left() {
        let mut attributes = Attributes::new();
        attributes.string("process.executable.name", "payroll");
        attributes.string("process.executable.path", "/srv/payroll");
        attributes.int("process.pid", 7);
        let mut span =
            Span { name: "payroll".to_owned(), attributes: attributes.into_inner(), ..Span::default() };
        with(Action::Drop, Action::Keep, Action::Drop).span(&mut span);
        assert_eq!(span.name, "process");
        assert_eq!(
            span.attributes.iter().map(|attribute| attribute.key.as_str()).collect::<Vec<_>>(),
            ["process.pid"]
        );
    }
}

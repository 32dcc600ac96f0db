//! Keys, filters, rights, modules and BPF.

use super::process::{GROUP_ID, TARGET_FD, TARGET_PID, USER_ID};

keys! {
    SECURITY_KEYS;

    /// Type of a key of the kernel's key rings: `user`, `keyring`.
    KEY_TYPE = "syscall.key.type";
    /// Description of such a key, by which it is found.
    KEY_DESCRIPTION = "syscall.key.description";
    /// Name of a kernel module.
    MODULE_NAME = "syscall.module.name";
    /// Command of `bpf`: `BPF_PROG_LOAD`.
    BPF_COMMAND = "syscall.bpf.command";
    /// Bytes of its attributes.
    BPF_SIZE = "syscall.bpf.attr_size";
    /// Type of the map that it makes.
    BPF_MAP_TYPE = "syscall.bpf.map_type";
    /// Bytes of its keys.
    BPF_KEY_SIZE = "syscall.bpf.key_size";
    /// Bytes of its values.
    BPF_VALUE_SIZE = "syscall.bpf.value_size";
    /// Most entries that it holds.
    BPF_MAX_ENTRIES = "syscall.bpf.max_entries";
    /// Type of the program that it loads.
    BPF_PROGRAM_TYPE = "syscall.bpf.program_type";
    /// Instructions of that program.
    BPF_INSTRUCTIONS = "syscall.bpf.instructions";
    /// Name of the map or program that it makes.
    BPF_NAME = "syscall.bpf.name";
    /// Descriptor of the map, program or other thing that it is about.
    BPF_FD = "syscall.bpf.fd";
    /// Descriptor of what that is attached to.
    BPF_TARGET_FD = "syscall.bpf.target_fd";
    /// How it is attached: `BPF_TRACE_FENTRY`.
    BPF_ATTACH_TYPE = "syscall.bpf.attach_type";
    /// Id of the map, program or other thing, or the one after which the next is looked for.
    BPF_ID = "syscall.bpf.id";
    /// Operation of `seccomp`: `SECCOMP_SET_MODE_FILTER`.
    SECCOMP_OP = "syscall.seccomp.op";
    /// Flags of a filter.
    SECCOMP_FLAGS = "syscall.seccomp.flags";
    /// Instructions of a filter.
    SECCOMP_LENGTH = "syscall.seccomp.filter_length";
    /// Action that is asked about: `SECCOMP_RET_LOG`.
    SECCOMP_ACTION = "syscall.seccomp.action";
    /// Rights that a Landlock ruleset or rule is about.
    LANDLOCK_ACCESS = "syscall.landlock.access";
    /// Rights on networks that a Landlock ruleset handles.
    LANDLOCK_NETWORK = "syscall.landlock.network";
    /// Scopes that a Landlock ruleset handles.
    LANDLOCK_SCOPES = "syscall.landlock.scopes";
    /// Port that a Landlock rule is about.
    LANDLOCK_PORT = "syscall.landlock.port";
    /// Descriptor of the directory that a Landlock rule is about.
    LANDLOCK_PARENT = "syscall.landlock.parent_fd";
    /// Type of a Landlock rule.
    LANDLOCK_RULE = "syscall.landlock.rule_type";
    /// Flags of a Landlock call.
    LANDLOCK_FLAGS = "syscall.landlock.flags";
    /// Operation of `keyctl`: `KEYCTL_READ`.
    KEYCTL = "syscall.keyctl.operation";
    /// Key: `KEY_SPEC_SESSION_KEYRING`, or its serial number.
    KEY = "syscall.key.serial";
    /// Key ring of it.
    KEY_RING = "syscall.key.ring";
    /// Key ring that it is moved from.
    KEY_FROM_RING = "syscall.key.from_ring";
    /// Key that the operation returned.
    KEY_RETURNED = "syscall.key.returned";
    /// Time until it expires, seconds; 0 is never.
    KEY_TIMEOUT = "syscall.key.timeout";
    /// Its permissions, in hexadecimal.
    KEY_PERMISSIONS = "syscall.key.permissions";
    /// Error that requests for it shall fail with: `EKEYREJECTED`.
    KEY_ERROR = "syscall.key.error";
    /// Bytes of a payload.
    PAYLOAD_SIZE = "syscall.key.payload_size";
    /// Version of the sets: `_LINUX_CAPABILITY_VERSION_3`.
    CAPABILITY_VERSION = "syscall.capabilities.version";
    /// Capabilities in effect that the call sets or gets.
    CAPABILITIES = "syscall.capabilities.effective";
    /// Permitted ones.
    CAPABILITIES_PERMITTED = "syscall.capabilities.permitted";
    /// Inheritable ones.
    CAPABILITIES_INHERITABLE = "syscall.capabilities.inheritable";
    /// Attribute of a security module: `LSM_ATTR_CURRENT`.
    LSM_ATTRIBUTE = "syscall.lsm.attribute";
    /// Security module: `LSM_ID_APPARMOR`.
    LSM_ID = "syscall.lsm.id";
    /// Security modules that are active.
    LSM_MODULES = "syscall.lsm.modules";
    /// What is compared: `KCMP_FILE`.
    KCMP_TYPE = "syscall.kcmp.type";
    /// Descriptor of the first process.
    KCMP_FIRST = "syscall.kcmp.first_fd";
    /// Descriptor of the second process.
    KCMP_SECOND = "syscall.kcmp.second_fd";
    /// Address at which a kernel begins, in hexadecimal.
    KEXEC_ENTRY = "syscall.kexec.entry";
    /// Number of segments of a kernel.
    KEXEC_SEGMENTS = "syscall.kexec.segments";
    /// Flags of a call on a kernel or a module.
    MODULE_FLAGS = "syscall.module.flags";
    /// Bytes of a module.
    MODULE_SIZE = "syscall.module.size";
    /// Parameters of a module.
    MODULE_PARAMETERS = "syscall.module.parameters";
}

/// What the attributes of a command of `bpf` can have.
pub const OF_BPF: &[&str] = &[
    BPF_MAP_TYPE,
    BPF_KEY_SIZE,
    BPF_VALUE_SIZE,
    BPF_MAX_ENTRIES,
    BPF_PROGRAM_TYPE,
    BPF_INSTRUCTIONS,
    BPF_NAME,
    BPF_FD,
    BPF_TARGET_FD,
    BPF_ATTACH_TYPE,
    BPF_ID,
    TARGET_PID,
    TARGET_FD,
];
/// What the arguments of an operation of `keyctl` can have, and its result.
pub const OF_KEYCTL: &[&str] =
    &[KEY, KEY_RING, KEY_FROM_RING, KEY_TIMEOUT, KEY_PERMISSIONS, KEY_ERROR, USER_ID, GROUP_ID, KEY_RETURNED];
/// What a set of capabilities can have.
pub const OF_CAPABILITIES: &[&str] = &[CAPABILITIES, CAPABILITIES_PERMITTED, CAPABILITIES_INHERITABLE];

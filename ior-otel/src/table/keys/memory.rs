//! The address space.

keys! {
    MEMORY_KEYS;

    /// Bytes of address space.
    MEMORY_SIZE = "syscall.memory.size";
    /// Operation on the address space.
    MEMORY_OPERATION = "syscall.memory.operation";
    /// Address that it is about, or asks for, in hexadecimal.
    ADDRESS = "syscall.memory.address";
    /// Address to move to, in hexadecimal.
    MEMORY_NEW_ADDRESS = "syscall.memory.new_address";
    /// Address that came of it, in hexadecimal.
    ADDRESS_RETURNED = "syscall.memory.returned_address";
    /// Protection: `PROT_READ`.
    PROTECTION = "syscall.memory.protection";
    /// Flags of a mapping or of an operation on it: `MAP_PRIVATE`.
    MEMORY_FLAGS = "syscall.memory.flags";
    /// Advice on memory: `MADV_DONTNEED`.
    MEMORY_ADVICE = "syscall.memory.advice";
    /// Size before, bytes.
    MEMORY_OLD_SIZE = "syscall.memory.old_size";
    /// Memory policy: `MPOL_BIND`.
    MEMORY_POLICY = "syscall.memory.policy";
    /// Flags of it: `MPOL_F_STATIC_NODES`.
    MEMORY_POLICY_FLAGS = "syscall.memory.policy_flags";
    /// Node.
    MEMORY_NODE = "syscall.memory.node";
    /// Nodes of a set: `0-3,8`.
    MEMORY_NODES = "syscall.memory.nodes";
    /// Nodes to which pages are moved.
    MEMORY_NEW_NODES = "syscall.memory.new_nodes";
    /// Bits of a set of nodes.
    MEMORY_NODE_COUNT = "syscall.memory.node_count";
    /// Offset in the file, pages.
    MEMORY_PAGE_OFFSET = "syscall.memory.page_offset";
    /// Number of pages.
    MEMORY_PAGES = "syscall.memory.pages";
    /// Pages that could not be moved.
    MEMORY_PAGES_LEFT = "syscall.memory.pages_left";
    /// Protection key.
    PROTECTION_KEY = "syscall.memory.protection_key";
    /// Rights that a protection key takes away.
    PROTECTION_RIGHTS = "syscall.memory.protection_rights";
}

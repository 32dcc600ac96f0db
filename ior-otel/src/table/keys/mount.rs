//! Mounts, namespaces and quotas.

keys! {
    MOUNT_KEYS;

    /// Type of a file system: `ext4`.
    MOUNT_TYPE = "syscall.mount.type";
    /// Name of an option of a file system (`fsconfig`).
    MOUNT_OPTION = "syscall.mount.option";
    /// Flags of a mount, or of a call on one: `MS_BIND`.
    MOUNT_FLAGS = "syscall.mount.flags";
    /// Attributes that a mount gets: `MOUNT_ATTR_RDONLY`.
    MOUNT_SET = "syscall.mount.set";
    /// Attributes that it loses.
    MOUNT_CLEAR = "syscall.mount.clear";
    /// How a mount shares what is mounted below it: `MS_PRIVATE`.
    MOUNT_PROPAGATION = "syscall.mount.propagation";
    /// Id of a mount.
    MOUNT_ID = "syscall.mount.id";
    /// Id of a namespace.
    NAMESPACE_ID = "syscall.namespace.id";
    /// Command of `fsconfig`: `FSCONFIG_SET_STRING`.
    MOUNT_COMMAND = "syscall.mount.command";
    /// Command of `quotactl`: `Q_GETQUOTA`.
    QUOTA_COMMAND = "syscall.quota.command";
    /// Type of quota: `USRQUOTA`.
    QUOTA_TYPE = "syscall.quota.type";
    /// User or group whose quota it is.
    QUOTA_ID = "syscall.quota.id";
}

//! Mounts and quotas.

use libc as c;
use linux_raw_sys::general as g;

use super::Names;

/// Flags of `mount`.
pub static MOUNT: Names = names!("": c;
    MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_SYNCHRONOUS, MS_REMOUNT, MS_MANDLOCK, MS_DIRSYNC,
    MS_NOSYMFOLLOW, MS_NOATIME, MS_NODIRATIME, MS_BIND, MS_MOVE, MS_REC, MS_SILENT, MS_POSIXACL,
    MS_UNBINDABLE, MS_PRIVATE, MS_SLAVE, MS_SHARED, MS_RELATIME, MS_KERNMOUNT, MS_I_VERSION, MS_STRICTATIME,
    MS_LAZYTIME
);

/// Flags of `umount2`.
pub static UMOUNT: Names = names!("": c;
    MNT_FORCE, MNT_DETACH, MNT_EXPIRE, UMOUNT_NOFOLLOW
);

/// Flags of `listmount` (linux/mount.h).
pub static LIST: Names = Names { prefix: "", constants: &[(1, "LISTMOUNT_REVERSE")] };

/// Flags of `move_mount`.
pub static MOVE: Names = names!("": g;
    MOVE_MOUNT_F_SYMLINKS, MOVE_MOUNT_F_AUTOMOUNTS, MOVE_MOUNT_F_EMPTY_PATH, MOVE_MOUNT_T_SYMLINKS,
    MOVE_MOUNT_T_AUTOMOUNTS, MOVE_MOUNT_T_EMPTY_PATH, MOVE_MOUNT_SET_GROUP, MOVE_MOUNT_BENEATH
);

/// Flags of `open_tree`.
pub static OPEN_TREE: Names = names!("": g;
    OPEN_TREE_CLONE, OPEN_TREE_CLOEXEC, AT_SYMLINK_NOFOLLOW, AT_NO_AUTOMOUNT, AT_EMPTY_PATH, AT_RECURSIVE
);

/// Flags of `fsopen`.
pub static FSOPEN: Names = names!("": g;
    FSOPEN_CLOEXEC
);

/// Flags of `fsmount`.
pub static FSMOUNT: Names = names!("": g;
    FSMOUNT_CLOEXEC
);

/// Flags of `fspick`.
pub static FSPICK: Names = names!("": g;
    FSPICK_CLOEXEC, FSPICK_SYMLINK_NOFOLLOW, FSPICK_NO_AUTOMOUNT, FSPICK_EMPTY_PATH
);

/// Attributes of a mount.
pub static ATTRIBUTES: Names = names!("": g;
    MOUNT_ATTR_RDONLY, MOUNT_ATTR_NOSUID, MOUNT_ATTR_NODEV, MOUNT_ATTR_NOEXEC, MOUNT_ATTR_NOATIME,
    MOUNT_ATTR_STRICTATIME, MOUNT_ATTR_NODIRATIME, MOUNT_ATTR_IDMAP, MOUNT_ATTR_NOSYMFOLLOW
);

/// Commands of `fsconfig` (linux/mount.h).
pub static FSCONFIG: Names = Names {
    prefix: "FSCONFIG_",
    constants: &[
        (g::fsconfig_command::FSCONFIG_SET_FLAG as u64, "FSCONFIG_SET_FLAG"),
        (g::fsconfig_command::FSCONFIG_SET_STRING as u64, "FSCONFIG_SET_STRING"),
        (g::fsconfig_command::FSCONFIG_SET_BINARY as u64, "FSCONFIG_SET_BINARY"),
        (g::fsconfig_command::FSCONFIG_SET_PATH as u64, "FSCONFIG_SET_PATH"),
        (g::fsconfig_command::FSCONFIG_SET_PATH_EMPTY as u64, "FSCONFIG_SET_PATH_EMPTY"),
        (g::fsconfig_command::FSCONFIG_SET_FD as u64, "FSCONFIG_SET_FD"),
        (g::fsconfig_command::FSCONFIG_CMD_CREATE as u64, "FSCONFIG_CMD_CREATE"),
        (g::fsconfig_command::FSCONFIG_CMD_RECONFIGURE as u64, "FSCONFIG_CMD_RECONFIGURE"),
        (g::fsconfig_command::FSCONFIG_CMD_CREATE_EXCL as u64, "FSCONFIG_CMD_CREATE_EXCL"),
    ],
};

/// Commands of `quotactl`, of which the type of quota is another part.
pub static QUOTA: Names = names!("Q_": c;
    Q_SYNC, Q_QUOTAON, Q_QUOTAOFF, Q_GETFMT, Q_GETINFO, Q_SETINFO, Q_GETQUOTA, Q_SETQUOTA
);

/// Types of quotas.
pub static QUOTA_TYPES: Names = names!("": c;
    USRQUOTA, GRPQUOTA
);

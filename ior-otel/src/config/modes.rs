//! The mode of each syscall: `families:` < `kinds:` < `syscalls:`, then the flags.

use std::{collections::BTreeMap, str::FromStr};

use super::{mode::ModeName, names::SyscallName};
use crate::table::{Syscall, family::Family, kind::Kind, rows::ROWS};

/// Called so often, and so rarely worth a span, that a family's `spans` only counts them. Their kind's or their own
/// mode is taken at its word.
pub const HOT: [&str; 10] = [
    "futex",
    "futex_wait",
    "futex_wake",
    "futex_waitv",
    "futex_requeue",
    "clock_gettime",
    "gettimeofday",
    "getcpu",
    "sched_yield",
    "rt_sigprocmask",
];

/// Modes by family, kind and syscall; the finest that names a syscall wins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Modes {
    /// By family; one that is not here is `spans`.
    pub families: BTreeMap<Family, ModeName>,
    /// By kind.
    pub kinds: BTreeMap<Kind, ModeName>,
    /// By syscall.
    pub syscalls: BTreeMap<SyscallName, ModeName>,
}

impl Default for Modes {
    fn default() -> Self {
        Self {
            families: Family::ALL.iter().map(|family| (*family, ModeName::Spans)).collect(),
            kinds: BTreeMap::new(),
            syscalls: BTreeMap::new(),
        }
    }
}

impl Modes {
    /// The mode of a syscall.
    pub fn of(&self, syscall: &Syscall) -> ModeName {
        self.syscalls.get(syscall.name).or_else(|| self.kinds.get(&syscall.kind)).copied().unwrap_or_else(
            || match self.of_family(syscall.family) {
                ModeName::Spans if HOT.contains(&syscall.name) => ModeName::Metrics,
                mode => mode,
            },
        )
    }

    /// The mode of a family, as far as nothing finer is said; see also [`HOT`].
    pub fn of_family(&self, family: Family) -> ModeName {
        self.families.get(&family).copied().unwrap_or_default()
    }

    /// Applies `--families` and `--syscalls`.
    ///
    /// `name=mode` sets the mode of that name and leaves all others as they are. A plain `name` is `name=spans`, and
    /// as soon as there is one, whatever neither list names is off. What the file says of a kind or a syscall within a
    /// named family still holds there.
    pub fn select(&mut self, families: &[Choice<Family>], syscalls: &[Choice<SyscallName>]) {
        self.families.extend(families.iter().map(Choice::pair));
        self.syscalls.extend(syscalls.iter().map(Choice::pair));
        let only = families.iter().any(Choice::is_plain) || syscalls.iter().any(Choice::is_plain);
        if !only {
            return;
        }
        let named = |row: &Syscall| {
            families.iter().any(|choice| choice.name == row.family)
                || syscalls.iter().any(|choice| choice.name == row.into())
        };
        let wanted = |row| if named(row) { self.of(row) } else { ModeName::Off };
        let wanted: Vec<_> = ROWS.iter().map(|row| (row, wanted(row))).collect();

        for family in Family::ALL {
            if !families.iter().any(|choice| choice.name == *family) {
                self.families.insert(*family, ModeName::Off);
            }
        }
        // A kind may reach into families that are off now: what differs from the family is said by syscall instead.
        self.kinds.clear();
        self.syscalls.clear();
        for (row, mode) in wanted {
            if self.of(row) != mode {
                self.syscalls.insert(row.into(), mode);
            }
        }
    }
}

/// An entry of `--families` or `--syscalls`: `name` or `name=mode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice<T> {
    /// The name.
    pub name: T,
    /// The mode, if one is given.
    pub mode: Option<ModeName>,
}

impl<T: Copy> Choice<T> {
    fn is_plain(&self) -> bool {
        self.mode.is_none()
    }

    fn pair(&self) -> (T, ModeName) {
        (self.name, self.mode.unwrap_or(ModeName::Spans))
    }
}

impl<T: FromStr<Err = String>> FromStr for Choice<T> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, mode) = match text.split_once('=') {
            Some((name, mode)) => (name, Some(mode.trim().parse()?)),
            None => (text, None),
        };
        Ok(Self { name: name.trim().parse()?, mode })
    }
}

#[cfg(test)]
mod tests {
    use super::{ModeName::*, *};

    fn row(name: &str) -> &'static Syscall {
        ROWS.iter().find(|row| row.name == name).expect("is known")
    }

    fn choices<T: FromStr<Err = String>>(list: &[&str]) -> Vec<Choice<T>> {
        list.iter().map(|text| text.parse().expect("is known")).collect()
    }

    fn modes_of<const N: usize>(modes: &Modes, names: [&str; N]) -> [ModeName; N] {
        names.map(|name| modes.of(row(name)))
    }

    const NAMES: [&str; 5] = ["openat", "read", "connect", "epoll_wait", "futex"];

    #[test]
    fn every_hot_call_has_a_row_and_is_counted() {
        let modes = Modes::default();
        assert!(HOT.iter().all(|name| modes.of(row(name)) == Metrics));
        assert_eq!(modes.families.len(), Family::ALL.len());
    }

    #[test]
    fn the_finest_name_wins() {
        let mut modes = Modes::default();
        modes.families.insert(Family::Fs, Off);
        modes.kinds.insert(Kind::Fd, Metrics);
        modes.syscalls.insert("read".parse().expect("is known"), Spans);
        assert_eq!(modes_of(&modes, ["openat", "fstat", "read"]), [Off, Metrics, Spans]);
    }

    #[test]
    fn a_hot_call_follows_its_family_up_to_metrics() {
        let mut modes = Modes::default();
        modes.families.insert(Family::Sched, Off);
        assert_eq!(modes.of(row("futex")), Off);
        modes.families.insert(Family::Sched, Spans);
        assert_eq!(modes.of(row("futex")), Metrics);
        modes.kinds.insert(Kind::Futex, Spans);
        assert_eq!(modes.of(row("futex")), Spans);
    }

    #[test]
    fn a_mode_changes_only_its_name() {
        let mut modes = Modes::default();
        modes.select(&choices(&["fs=off"]), &choices(&["futex=spans"]));
        assert_eq!(modes_of(&modes, NAMES), [Off, Off, Spans, Spans, Spans]);
        assert_eq!(modes.of(row("sched_yield")), Metrics);
    }

    #[test]
    fn a_plain_list_leaves_only_what_it_names() {
        let mut modes = Modes::default();
        modes.select(&choices(&["network"]), &choices(&["read", "openat=metrics"]));
        assert_eq!(modes_of(&modes, NAMES), [Metrics, Spans, Spans, Off, Off]);
        assert_eq!(modes.of_family(Family::Other), Off);
    }

    #[test]
    fn what_is_said_within_a_family_still_holds() {
        let mut modes = Modes::default();
        modes.kinds.insert(Kind::Fd, Off);
        modes.select(&choices(&["sched", "fs"]), &[]);
        assert_eq!(modes_of(&modes, ["openat", "read", "futex", "connect"]), [Spans, Off, Metrics, Off]);
        modes.select(&[], &choices(&["futex"]));
        assert_eq!(modes_of(&modes, ["openat", "futex"]), [Off, Spans]);
    }

    #[test]
    fn a_bad_choice_names_the_nearest() {
        assert_eq!(
            "fss=off".parse::<Choice<Family>>().expect_err("is refused"),
            "`fss` is not a family; did you mean `fs`?"
        );
        assert_eq!(
            "fs=of".parse::<Choice<Family>>().expect_err("is refused"),
            "`of` is not a mode; did you mean `off`?"
        );
    }
}

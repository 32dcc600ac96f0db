//! Reads what `strace -f -yy -o FILE` wrote: the same calls as another tool saw them.

use std::collections::BTreeMap;

/// A call in a log of strace.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Call {
    /// Its name.
    pub(crate) name: String,
    /// Its arguments as they are printed.
    pub(crate) arguments: String,
    /// What it returned; nothing where that is not shown: it did not return, or will be restarted.
    pub(crate) returned: Option<i64>,
    /// Name of its error number; empty for a success. `ERESTARTSYS` and the like for what will be restarted.
    pub(crate) errno: String,
    /// Its thread was killed in it.
    pub(crate) is_killed: bool,
}

/// Calls by thread, in order.
pub(crate) fn parse(log: &str) -> BTreeMap<u32, Vec<Call>> {
    let mut calls: BTreeMap<u32, Vec<Call>> = BTreeMap::new();
    let mut begun: BTreeMap<u32, (usize, String)> = BTreeMap::new();
    for line in log.lines() {
        let Some((tid, rest)) = line.split_once(' ') else { continue };
        let Ok(tid) = tid.parse::<u32>() else { continue };
        let rest = rest.trim_start();
        let of_thread = calls.entry(tid).or_default();
        if rest.starts_with("+++") {
            if let Some((at, _)) = begun.remove(&tid) {
                of_thread[at].is_killed = true;
            }
        } else if let Some(rest) = rest.strip_prefix("<... ") {
            // `<... read resumed>"text", 4) = 4`
            let Some((at, first)) = begun.remove(&tid) else { continue };
            let (_, second) = rest.split_once(" resumed>").unwrap_or((rest, ""));
            of_thread[at] = call(&format!("{first}{second}"));
        } else if let Some(first) = rest.strip_suffix(" <unfinished ...>") {
            begun.insert(tid, (of_thread.len(), first.to_owned()));
            of_thread.push(call(first));
        } else if rest.contains('(') && !rest.starts_with("---") {
            of_thread.push(call(rest));
        }
    }
    calls
}

/// `name(arguments) = result ERROR (text)`
fn call(line: &str) -> Call {
    let (name, rest) = line.split_once('(').unwrap_or((line, ""));
    let name = name.to_owned();
    // The last one: arguments may hold the same characters, in strings.
    let Some((arguments, result)) = rest.rsplit_once(" = ") else {
        return Call { name, arguments: rest.to_owned(), ..Call::default() };
    };
    let arguments = arguments.trim_end().strip_suffix(')').unwrap_or(arguments).to_owned();
    let mut words = result.split([' ', '<']);
    let first = words.next().unwrap_or_default();
    let returned = match first.strip_prefix("0x") {
        Some(address) => u64::from_str_radix(address, 16).ok().map(|address| address as i64),
        None if name == "umask" => i64::from_str_radix(first, 8).ok(),
        None => first.parse().ok(),
    };
    let errno = words.next().filter(|word| word.starts_with('E')).unwrap_or_default().to_owned();
    Call { name, arguments, returned, errno, is_killed: false }
}

/// The descriptor that an argument begins with, and what strace says of it: `3</etc/passwd>, ...`.
pub(crate) fn descriptor(arguments: &str) -> Option<(i64, &str)> {
    let (number, rest) = arguments.split_once('<')?;
    let number = number.parse().ok()?;
    // Names may hold `>` too: what follows an argument is a comma or the end.
    let end = rest.find(">, ").or_else(|| rest.strip_suffix('>').map(str::len))?;
    Some((number, &rest[..end]))
}

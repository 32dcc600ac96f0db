//! `ior-otel syscalls`: the table, for people and programs.

use std::fmt::Write as _;

use comfy_table::{Table, presets::NOTHING};
use serde::Serialize;

use crate::{
    cli::{Format, Syscalls},
    config::{Config, mode::Mode},
    table::{
        Arg, Syscall,
        attributes::possible,
        family::Family,
        keys,
        number::{Architecture, number},
        quantity::{Quantity, quantity},
        rows::ROWS,
    },
};

/// A row, as it is shown.
#[derive(Debug, Serialize)]
struct Row {
    name: &'static str,
    number: Option<u32>,
    #[serde(skip)]
    numbers: [Option<u32>; 2],
    family: &'static str,
    kind: &'static str,
    quantity: String,
    mode: String,
    arguments: Vec<&'static str>,
    attributes: Vec<&'static str>,
}

const HEADER: [&str; 8] =
    ["syscall", "number", "family", "kind", "quantity", "mode", "arguments", "attributes"];

const PAGE_HEAD: &str = "\
# System calls

<!-- Made by `cargo xtask docs`; a test keeps it true. -->

Every call has `syscall.name`, `syscall.family`, `syscall.kind`, `syscall.number`, `syscall.return_value`, `syscall.errno` if it failed,
`process.pid`, `thread.id` and `thread.name`; one of another ABI than the host's own has `syscall.abi`. `syscall.truncated` names attributes
that show a part only, `syscall.unreadable` arguments whose memory could not be read. The attributes of the tables come as far as the call has
them. With a descriptor (`fd`) comes what it is: `syscall.fd.type`, of a file `file.path`, of a socket `sockaddr.family`, `network.transport`,
`network.type`, `network.local.*` and `network.peer.*`, of a pipe or socket `syscall.fd.inode`, of a pidfd `syscall.target.pid`; with another, a
returned or a directory's one `.type` and `.path` after its name. All attributes are explained at the end.

`default` is what is done without a configuration: `spans >= 10ms` means that every call is counted, and that one of 10 ms or more becomes a span.
`quantity` is what is counted beside the duration. `-` is a call that the architecture does not have.
";

/// The chosen rows, with the mode that each has in `config`.
pub fn render(chosen: &Syscalls, config: &Config) -> String {
    let rows: Vec<Row> = ROWS
        .iter()
        .filter(|row| chosen.family.is_none_or(|family| family == row.family))
        .filter(|row| chosen.kind.is_none_or(|kind| kind == row.kind))
        .map(|row| view(row, config))
        .collect();
    match chosen.format {
        Format::Table => table(&rows),
        Format::Json => json(&rows),
        Format::Tsv => tsv(&rows),
        Format::Markdown => page(&rows),
    }
}

fn view(row: &'static Syscall, config: &Config) -> Row {
    Row {
        name: row.name,
        number: number(Architecture::HOST, row),
        numbers: [Architecture::X86_64, Architecture::Aarch64].map(|architecture| number(architecture, row)),
        family: row.family.name(),
        kind: row.kind.name(),
        quantity: quantity_name(quantity(row)),
        mode: mode_name(config.mode_of(row)),
        arguments: row.args.iter().map(Arg::name).collect(),
        attributes: possible(row),
    }
}

fn quantity_name(quantity: Quantity) -> String {
    match quantity {
        Quantity::None => String::new(),
        Quantity::Read | Quantity::Written | Quantity::Transferred => {
            format!("bytes {}", quantity.operation(false))
        }
        Quantity::Memory(operation) => format!("address space {operation}"),
        Quantity::Break => "address space grow, shrink".to_owned(),
        Quantity::Ready => "ready".to_owned(),
    }
}

fn mode_name(mode: Mode) -> String {
    match mode {
        Mode::Off => "off".to_owned(),
        Mode::Metrics => "metrics".to_owned(),
        Mode::Spans { min_duration, errors, sample, stacks } => {
            let mut text = format!("spans >= {}", humantime::format_duration(min_duration));
            if errors {
                text.push_str(", errors");
            }
            if sample < 1.0 {
                let _ = write!(text, ", {}%", sample * 100.0);
            }
            if stacks {
                text.push_str(", stacks");
            }
            text
        }
    }
}

fn cells(row: &Row) -> [String; 8] {
    let Row { name, number, numbers: _, family, kind, quantity, mode, arguments, attributes } = row;
    let number = number.map_or_else(|| "-".to_owned(), |number| number.to_string());
    [
        (*name).to_owned(),
        number,
        (*family).to_owned(),
        (*kind).to_owned(),
        quantity.clone(),
        mode.clone(),
        arguments.join(", "),
        attributes.join(", "),
    ]
}

fn table(rows: &[Row]) -> String {
    let mut table = Table::new();
    table.load_style(NOTHING).set_header(HEADER);
    for row in rows {
        table.add_row(cells(row));
    }
    format!("{}\n", table.trim_fmt())
}

/// A table per family, that can be read without scrolling sideways.
fn page(rows: &[Row]) -> String {
    let mut page = PAGE_HEAD.to_owned();
    for family in Family::ALL {
        let rows: Vec<_> = rows.iter().filter(|row| row.family == family.name()).collect();
        if rows.is_empty() {
            continue;
        }
        let _ = write!(page, "\n## {family} ({})\n\n", rows.len());
        page.push_str("| syscall | x86_64 | aarch64 | kind | quantity | default | attributes |\n");
        page.push_str("|---|---|---|---|---|---|---|\n");
        for Row { name, numbers, kind, quantity, mode, attributes, .. } in rows {
            let [x86_64, aarch64] =
                numbers.map(|number| number.map_or_else(|| "-".to_owned(), |number| number.to_string()));
            let attributes: Vec<_> = shortened(attributes).map(|key| format!("`{key}`")).collect();
            let attributes = attributes.join(" ");
            let _ = writeln!(
                page,
                "| `{name}` | {x86_64} | {aarch64} | {kind} | {quantity} | {mode} | {attributes} |"
            );
        }
    }
    page.push_str("\n## Attributes\n\n| attribute | what it is |\n|---|---|\n");
    for (key, what) in keys::ALL.iter().copied().flatten() {
        let _ = writeln!(page, "| `{key}` | {} |", what.trim());
    }
    page
}

/// Groups of attributes of which the first stands for all.
const GROUPS: [&[&str]; 5] =
    [keys::OF_FD, keys::OF_SECOND_FD, keys::OF_RETURNED_FD, keys::OF_DIR, keys::OF_NEW_DIR];

/// Attributes without those that come with another: what a descriptor is comes with the descriptor.
fn shortened<'a>(attributes: &'a [&'static str]) -> impl Iterator<Item = &'static str> + 'a {
    let comes_with_another =
        |key: &&str| GROUPS.iter().any(|group| attributes.contains(&group[0]) && group[1..].contains(key));
    attributes.iter().copied().filter(move |key| !comes_with_another(key))
}

fn json(rows: &[Row]) -> String {
    let text = serde_json::to_string_pretty(rows).unwrap_or_default();
    format!("{text}\n")
}

fn tsv(rows: &[Row]) -> String {
    let mut text = HEADER.join("\t") + "\n";
    for row in rows {
        text.push_str(&cells(row).join("\t"));
        text.push('\n');
    }
    text
}

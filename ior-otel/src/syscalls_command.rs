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
    family: &'static str,
    kind: &'static str,
    quantity: String,
    mode: String,
    arguments: Vec<&'static str>,
    attributes: Vec<&'static str>,
}

const HEADER: [&str; 8] =
    ["syscall", "number", "family", "kind", "quantity", "mode", "arguments", "attributes"];

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
    }
}

fn view(row: &'static Syscall, config: &Config) -> Row {
    Row {
        name: row.name,
        number: number(Architecture::HOST, row),
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
        Mode::Spans { min_duration, errors, sample } => {
            let mut text = format!("spans >= {}", humantime::format_duration(min_duration));
            if errors {
                text.push_str(", errors");
            }
            if sample < 1.0 {
                let _ = write!(text, ", {}%", sample * 100.0);
            }
            text
        }
    }
}

fn cells(row: &Row) -> [String; 8] {
    let Row { name, number, family, kind, quantity, mode, arguments, attributes } = row;
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

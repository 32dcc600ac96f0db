// Numbers and texts as a person reads them, as the summary on the terminal has them.

/** A duration in nanoseconds with three digits and its unit. */
function duration(ns) {
  if (ns < 1e3) return `${Math.round(ns)} ns`;
  const [value, unit] = ns < 1e6 ? [ns / 1e3, "µs"] : ns < 1e9 ? [ns / 1e6, "ms"] : [ns / 1e9, "s"];
  return `${value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} ${unit}`;
}

/** A round duration, as it stands at an axis. */
function roundDuration(ns) {
  if (ns === 0) return "0";
  const [value, unit] = ns < 1e3 ? [ns, "ns"] : ns < 1e6 ? [ns / 1e3, "µs"] : ns < 1e9 ? [ns / 1e6, "ms"] : [ns / 1e9, "s"];
  return `${Number(value.toPrecision(9))} ${unit}`;
}

function number(value) {
  return value.toLocaleString("en-US");
}

function bytes(value) {
  if (value === 0) return "";
  for (const unit of ["B", "KiB", "MiB", "GiB"]) {
    if (value < 1024) return unit === "B" ? `${value} B` : `${value.toFixed(1)} ${unit}`;
    value /= 1024;
  }
  return `${value.toFixed(1)} TiB`;
}

function percent(part) {
  return part > 0 && part < 0.01 ? "<1 %" : `${Math.round(part * 100)} %`;
}

/** So many things: one is without an s. */
function plural(count, what) {
  return `${number(count)} ${what}${count === 1 ? "" : what.endsWith("s") ? "es" : "s"}`;
}

/** A text with what can't be seen, or turns the text around it, made visible: names and paths are the traced program's. Line ends stay. */
function shown(text) {
  const hidden = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
  return String(text).replace(hidden, (c) => `\\u{${c.codePointAt(0).toString(16)}}`);
}

/** The same on one line. */
function oneLine(text) {
  return shown(text).replaceAll("\n", "\\n");
}

/** A text that is not longer than so many characters. */
function cut(text, most) {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

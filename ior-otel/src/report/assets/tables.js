// The tables: counts of families and syscalls, the slowest calls, failures.

/** Columns of counts: heading, what is sorted by, what is shown, and the class of its cells. */
const COLUMNS = [
  ["calls", (line) => line.calls, (line) => number(line.calls), "n"],
  ["errors", (line) => line.errors, (line) => (line.errors === 0 ? "" : number(line.errors)), "n"],
  ["time", (line) => line.time, (line) => duration(line.time), "n"],
  ["of all time", (line) => line.time, meter, "late"],
  ["p50", (line) => line.p50, (line) => duration(line.p50), "n"],
  ["p99", (line) => line.p99, (line) => duration(line.p99), "n"],
  ["max", (line) => line.max, (line) => duration(line.max), "n"],
  ["bytes", (line) => line.bytes, (line) => bytes(line.bytes), "n late"],
];

const ALL_TIME = data.families.reduce((sum, line) => sum + line.time, 0);

function meter(line) {
  const part = ALL_TIME === 0 ? 0 : line.time / ALL_TIME;
  const fill = { width: `${part * 100}%`, background: cssColour(line.family ?? OTHER) };
  return make("div", { class: "meter", title: percent(part) }, make("span", { style: fill }));
}

/** A table of counts that is sorted by its headings, and whose rows open. */
function countTable(place, what, lines) {
  const table = { lines, by: 2, isDown: true, open: new Set(), holds: () => true };
  const name = ["name", (line) => line.name];
  table.draw = () => {
    const [, value] = table.by === -1 ? name : COLUMNS[table.by];
    const order = (a, b) => (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0) * (table.isDown ? -1 : 1);
    const rows = lines.filter(table.holds).sort(order).flatMap((line) => countRows(table, line));
    const none = make("tr", {}, make("td", { colspan: String(COLUMNS.length + 2), class: "quiet" }, "none of these"));
    const body = make("tbody", {}, ...(rows.length === 0 ? [none] : rows));
    place.replaceChildren(make("table", {}, make("thead", {}, headings(table, what)), body));
  };
  table.draw();
  return table;
}

function headings(table, what) {
  const heading = (text, at, kind) => {
    const sort = () => {
      table.isDown = table.by === at ? !table.isDown : at !== -1;
      table.by = at;
      table.draw();
    };
    const sorted = table.by === at ? { "aria-sort": table.isDown ? "descending" : "ascending" } : {};
    return make("th", { class: kind, scope: "col", ...sorted }, make("button", { type: "button", onclick: sort }, text));
  };
  return make("tr", {}, heading(what, -1, ""), ...COLUMNS.map(([text, , , kind], at) => heading(text, at, kind)), make("th", { scope: "col" }, "latencies"));
}

function countRows(table, line) {
  const isOpen = table.open.has(line.name);
  const toggle = () => {
    if (!table.open.delete(line.name)) table.open.add(line.name);
    table.draw();
  };
  const name = make("button", { type: "button", class: "name", "aria-expanded": String(isOpen), onclick: toggle }, dot(line.family ?? OTHER), line.name);
  const cells = COLUMNS.map(([, , show, kind]) => make("td", { class: kind }, show(line)));
  const row = make("tr", {}, make("td", {}, name), ...cells, make("td", {}, spark(line)));
  if (!isOpen) return [row];
  return [row, make("tr", { class: "more" }, make("td", { colspan: String(COLUMNS.length + 2) }, histograms(line)))];
}

/** How many of the slowest calls are shown; more when asked. */
let slowestShown = 15;

function drawSlowest() {
  const place = byId("slowest");
  if (calls.length === 0) {
    place.replaceChildren(slowestWithoutSpans());
    return;
  }
  const sorted = [...filter.calls].sort((a, b) => b.duration - a.duration);
  const longest = sorted[0]?.duration ?? 1;
  const rows = sorted.slice(0, slowestShown).map((call) => slowestRow(call, longest));
  const titles = ["call", "duration", "", "about", "process", "thread", "after"];
  const heads = titles.map((title, at) => make("th", { scope: "col", class: at === 1 || at === 6 ? "n" : at === 2 || at === 5 ? "late" : "" }, title));
  const table = make("table", {}, make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...rows));
  const more = () => {
    slowestShown += 100;
    drawSlowest();
  };
  const left = sorted.length - rows.length;
  place.replaceChildren(
    sorted.length === 0 ? make("p", { class: "quiet" }, "No slow call is like that.") : table,
    ...(left > 0 ? [make("p", {}, button(`${number(left)} more`, more))] : []),
  );
}

function slowestRow(call, longest) {
  const open = () => {
    choose({ call });
    byId("timeline").scrollIntoView({ block: "nearest" });
  };
  const fill = { width: `${(call.duration / longest) * 100}%`, background: cssColour(call.family) };
  const about = call.error === null ? oneLine(call.about) : make("span", { class: "bad" }, oneLine(call.about));
  return make(
    "tr",
    {},
    make("td", {}, make("button", { type: "button", class: "name", onclick: open }, dot(call.family), call.name)),
    make("td", { class: "n" }, duration(call.duration)),
    make("td", { class: "late" }, make("div", { class: "meter" }, make("span", { style: fill }))),
    make("td", { class: "what", dir: "auto" }, about),
    make("td", {}, `${cut(oneLine(call.process.name), 40)} ${call.process.pid}`),
    make("td", { class: "late" }, `${cut(oneLine(call.thread), 40)} ${call.tid}`),
    make("td", { class: "n" }, duration(call.start)),
  );
}

/** Where no call was slow enough for a span, the summary's list. */
function slowestWithoutSpans() {
  const rows = data.slowest.map((call) =>
    make(
      "tr",
      {},
      make("td", {}, call.name),
      make("td", { class: "n" }, duration(call.duration)),
      make("td", { class: "what" }, oneLine(call.about)),
      make("td", {}, `${oneLine(call.thread)} ${call.pid}`),
    ),
  );
  return make("div", {}, make("p", { class: "quiet" }, "No call was slow enough for a span (--min-duration). The slowest of all:"), make("table", {}, make("tbody", {}, ...rows)));
}

function drawFailures() {
  const place = byId("failures");
  const failures = data.answers.filter((answer) => answer.is_failure);
  const others = data.answers.filter((answer) => !answer.is_failure);
  const parts = failures.length === 0 ? [make("p", { class: "good" }, "No call failed.")] : [answerTable(failures)];
  if (others.length !== 0) {
    const count = others.reduce((sum, answer) => sum + answer.calls, 0);
    const summary = make("summary", { class: "quiet" }, `${plural(count, "more answer")} that are no failure: nothing was there yet, or a wait was over or interrupted`);
    parts.push(make("details", {}, summary, answerTable(others)));
  }
  place.replaceChildren(...parts);
}

/** By error, each with the syscalls that were answered so. */
function answerTable(answers) {
  const byError = Map.groupBy(answers, (answer) => answer.error);
  const sum = (list) => list.reduce((sum, answer) => sum + answer.calls, 0);
  const rows = [...byError].sort(([, a], [, b]) => sum(b) - sum(a));
  const row = ([error, list]) => {
    const by = list.map((answer) => `${answer.syscall} ${number(answer.calls)}`).join(", ");
    return make("tr", {}, make("td", {}, error), make("td", {}, list[0].means), make("td", { class: "n" }, number(sum(list))), make("td", { class: "what" }, by));
  };
  return make("div", { class: "wide" }, make("table", {}, make("tbody", {}, ...rows.map(row))));
}

// Everything about what is chosen: a call, or a process.

/** What is chosen on the timeline and in the tables: `{ call }`, `{ process }`, or nothing. */
let chosen = null;

function showDetails(handlers) {
  const place = byId("chosen");
  if (chosen === null) place.replaceChildren();
  else if (chosen.call) place.replaceChildren(...ofCall(chosen.call, handlers));
  else place.replaceChildren(...ofProcess(chosen.process, handlers));
  byId("keys").hidden = chosen !== null;
}

function heading(name, family) {
  return make("h3", {}, family === undefined ? null : dot(family), oneLine(name));
}

function button(text, onclick) {
  return make("button", { type: "button", onclick }, text);
}

function ofCall(call, { zoom, find, leave }) {
  const all = attributes(call.attributes);
  const stack = all.find(([key]) => key === "code.stacktrace");
  return [
    heading(call.name, call.family),
    make("p", {}, `${duration(call.duration)}, from ${duration(call.start)} after the beginning`),
    call.error === null ? null : make("p", { class: "bad" }, `Failed: ${shown(call.error)}`),
    make(
      "div",
      { class: "buttons" },
      button("Zoom in", () => zoom(call.start, call.end)),
      button("Its thread only", () => find(`pid:${call.process.pid} tid:${call.tid}`)),
      button("Leave", leave),
    ),
    pairs(all.filter((pair) => pair !== stack)),
    stack ? make("h4", {}, "Stack") : null,
    stack ? make("pre", {}, shown(stack[1])) : null,
    make("h4", {}, "Span"),
    pairs([
      ["trace", data.traces[call.trace]],
      ["span", call.span],
      ["parent", call.parent],
      ["start", unixTime(call.start)],
      ["duration", `${number(call.duration)} ns`],
    ]),
    make("h4", {}, "Resource"),
    pairs(attributes(call.process.resource)),
  ].filter((part) => part !== null);
}

function ofProcess(process, { zoom, find, leave }) {
  const own = calls.filter((call) => call.process === process);
  const time = own.reduce((sum, call) => sum + call.duration, 0);
  const slow = own.length === 0 ? "no slow call" : `${plural(own.length, "slow call")} of ${duration(time)} in all`;
  const life = process.lives.at(-1);
  const execs = process.lives.flatMap((life) => life.execs);
  const failed = process.lives.map((life) => life.error).find((error) => error !== null);
  return [
    heading(`${process.name} ${process.pid}`),
    make("p", {}, `lived ${duration(process.end - process.start)}, from ${duration(process.start)} after the beginning; ${slow}`),
    failed ? make("p", { class: "bad" }, shown(failed)) : null,
    make(
      "div",
      { class: "buttons" },
      button("Zoom in", () => zoom(process.start, process.end)),
      button("This process only", () => find(`pid:${process.pid}`)),
      button("Leave", leave),
    ),
    life ? pairs(attributes(life.attributes)) : null,
    execs.length === 0 ? null : make("h4", {}, "Executed"),
    execs.length === 0 ? null : pairs(execs.map(([time, path]) => [duration(time), path])),
    make("h4", {}, "Resource"),
    pairs(attributes(process.resource)),
  ].filter((part) => part !== null);
}

/** When it was, by the clock of the traced machine, to the microsecond. */
function unixTime(since) {
  const ns = BigInt(data.begin) + BigInt(Math.round(since));
  const micros = String((ns / 1000n) % 1000n).padStart(3, "0");
  return new Date(Number(ns / 1000000n)).toISOString().replace("Z", `${micros}Z`);
}

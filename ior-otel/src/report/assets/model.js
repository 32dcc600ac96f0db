// What was traced, as objects that know each other.

const data = JSON.parse(byId("data").textContent);
const processes = data.processes;
const calls = data.calls;

const OTHER = data.family_names.length - 1;

processes.forEach((process, index) => {
  process.index = index;
  process.above = process.parent === null ? null : processes[process.parent];
  process.below = [];
  process.start = Math.min(...process.lives.map((life) => life.start));
  process.end = Math.max(...process.lives.map((life) => life.end));
});
processes.forEach((process) => process.above?.below.push(process));

calls.forEach((call) => {
  call.process = processes[call.process];
  call.family ??= OTHER;
  call.end = call.start + call.duration;
  call.familyName = data.family_names[call.family];
});

// A process without a span of its own lives as long as what is known of it.
for (const call of calls) {
  if (call.process.lives.length === 0) {
    call.process.start = Math.min(call.process.start, call.start);
    call.process.end = Math.max(call.process.end, call.end);
  }
}

/** Attributes by name. */
function attributes(encoded) {
  return encoded.map(([key, value]) => [data.keys[key], valueText(value)]);
}

function valueText(value) {
  if (Array.isArray(value)) return value.map(valueText).join(", ");
  if (value !== null && typeof value === "object") return JSON.stringify(value);
  return String(value);
}

/** An attribute of a call as text. */
function attribute(call, name) {
  const found = call.attributes.find(([key]) => data.keys[key] === name);
  return found === undefined ? undefined : valueText(found[1]);
}

/** Families that have calls, those that took most time first. */
const families = data.families.map((line) => line.family ?? OTHER);

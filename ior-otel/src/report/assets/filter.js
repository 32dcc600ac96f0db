// Which calls are shown: words, `key:value`, `>10ms`, and families.

const UNITS = { ns: 1, us: 1e3, "µs": 1e3, ms: 1e6, s: 1e9, m: 60e9 };
const FIELDS = {
  family: (call) => call.familyName,
  call: (call) => call.name,
  syscall: (call) => call.name,
  pid: (call) => call.process.pid,
  tid: (call) => call.tid,
  thread: (call) => call.thread,
  process: (call) => call.process.name,
  path: (call) => attribute(call, "file.path") ?? "",
  error: (call) => attribute(call, "error.type") ?? "",
  trace: (call) => data.traces[call.trace],
  span: (call) => call.span,
};
/** Ids are meant as they stand: 4 is not 42. */
const EXACT = new Set(["pid", "tid"]);

/** Everything that is said of a call, in small letters. */
function haystack(call) {
  call.haystack ??= [call.name, call.familyName, call.thread, call.tid, call.process.name, call.process.pid, call.about, call.error ?? ""]
    .concat(call.attributes.map(([, value]) => valueText(value)))
    .join("\n")
    .toLowerCase();
  return call.haystack;
}

/** A condition of one word; nothing if it is a word in the making, such as `pid:`. */
function condition(word) {
  const bound = /^([<>])(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m)$/i.exec(word);
  if (bound) {
    const ns = Number(bound[2]) * UNITS[bound[3].toLowerCase()];
    return bound[1] === ">" ? (call) => call.duration > ns : (call) => call.duration < ns;
  }
  const keyed = /^([a-z_.]+):(.*)$/i.exec(word);
  if (keyed) {
    const [, key, rest] = keyed;
    const wanted = rest.toLowerCase();
    if (wanted === "") return null;
    const field = FIELDS[key.toLowerCase()] ?? ((call) => attribute(call, key) ?? "");
    if (EXACT.has(key.toLowerCase())) return (call) => field(call).toLowerCase() === wanted;
    return (call) => field(call).toLowerCase().includes(wanted);
  }
  const wanted = word.toLowerCase();
  return (call) => haystack(call).includes(wanted);
}

/** A condition of all words; quotes keep words together. */
function parse(text) {
  const conditions = [];
  for (const [, not, quoted, key, value, plain] of text.matchAll(/(-?)(?:"([^"]*)"|([a-z_.]+:)"([^"]*)"|(\S+))/gi)) {
    const holds = quoted !== undefined ? words(quoted) : condition(key ? key + value : plain);
    if (holds) conditions.push(not ? (call) => !holds(call) : holds);
  }
  return (call) => conditions.every((holds) => holds(call));
}

function words(text) {
  return text === "" ? null : (call) => haystack(call).includes(text.toLowerCase());
}

/** What is asked for, and the calls that it holds for. */
const filter = { text: "", only: new Set(), calls };

function applyFilter() {
  const holds = parse(filter.text);
  filter.calls = calls.filter((call) => (filter.only.size === 0 || filter.only.has(call.family)) && holds(call));
}

/** Whether a line of counts is shown: it is of the families, and is named by the words or has slow calls that are shown. */
function lineFilter() {
  const names = new Set(filter.calls.map((call) => call.name));
  const text = filter.text.trim().toLowerCase();
  return (line) => {
    if (filter.only.size !== 0 && !filter.only.has(line.family ?? OTHER)) return false;
    return text === "" || names.has(line.name) || line.name.includes(text);
  };
}

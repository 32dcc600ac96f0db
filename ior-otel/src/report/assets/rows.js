// The rows of the timeline: the tree of processes, below each the threads that made slow calls.

/** Rows of these calls; with `idle`, processes without any too. A process stays where one below it is shown. */
function rowsOf(shownCalls, idle) {
  const byThread = threads(shownCalls);
  const wanted = new Set();
  for (const process of idle ? processes : byThread.keys()) {
    for (let above = process; above !== null && !wanted.has(above); above = above.above) wanted.add(above);
  }
  const rows = [];
  const roots = processes.filter((process) => process.above === null);
  // A stack and not a recursion: a shell may be as deep as it likes.
  const waiting = inOrder(roots).map((process) => ({ process, depth: 0 }));
  while (waiting.length !== 0) {
    const { process, depth } = waiting.pop();
    if (!wanted.has(process)) continue;
    rows.push(...rowsOfProcess(process, depth, byThread.get(process) ?? new Map()));
    waiting.push(...inOrder(process.below).map((below) => ({ process: below, depth: depth + 1 })));
  }
  return rows;
}

/** The latest first, as a stack wants it. */
function inOrder(list) {
  return [...list].sort((a, b) => b.start - a.start);
}

function threads(shownCalls) {
  const byThread = new Map();
  for (const call of shownCalls) {
    if (!byThread.has(call.process)) byThread.set(call.process, new Map());
    const of = byThread.get(call.process);
    if (!of.has(call.tid)) of.set(call.tid, []);
    of.get(call.tid).push(call);
  }
  return byThread;
}

/** The process with its main thread, then its other threads. */
function rowsOfProcess(process, depth, byTid) {
  const main = byTid.get(process.pid) ?? [];
  const others = [...byTid].filter(([tid]) => tid !== process.pid);
  return [
    { process, depth, label: oneLine(process.name), id: process.pid, calls: main, isThread: false },
    ...others.map(([tid, calls]) => ({ process, depth: depth + 1, label: oneLine(calls[0].thread), id: tid, calls, isThread: true })),
  ];
}

/** The row that a call is on. */
function rowOf(rows, call) {
  return rows.findIndex((row) => row.process === call.process && row.calls.includes(call));
}

// The timeline: what is in view, and what hands do with it.

/** The end of time. Nothing lasts no time at all. */
const SPAN = Math.max(data.end, 1);
/** The narrowest view, nanoseconds. */
const NARROWEST = 200;

const timeline = {
  rows: [],
  view: { begin: 0, end: SPAN },
  gutter: 200,
  hovered: null,
  most: 0,
  isDue: false,
};

/** Takes up what the filter says. */
function updateTimeline() {
  timeline.rows = rowsOf(filter.calls, byId("idle").checked);
  timeline.most = mostAtOnce(filter.calls);
  timeline.hovered = null;
  layOut();
}

function layOut() {
  const scroll = byId("scroll");
  const tall = AXIS + timeline.rows.length * ROW + 4;
  // A pixel more is the line above.
  scroll.style.height = `min(60vh, 34rem, ${Math.max(tall, 120) + 1}px)`;
  timeline.gutter = Math.round(Math.min(220, Math.max(110, scroll.clientWidth * 0.22)));
  byId("rows").style.height = `${scroll.clientHeight}px`;
  // The canvas stays where it is, and takes its own height of what is scrolled.
  byId("spacer").style.height = `${Math.max(0, tall - scroll.clientHeight)}px`;
  redraw();
}

/** Draws at the next frame, once. */
function redraw() {
  if (timeline.isDue) return;
  timeline.isDue = true;
  requestAnimationFrame(() => {
    timeline.isDue = false;
    drawNow();
  });
}

function drawNow() {
  const { rows, view, gutter, hovered, most } = timeline;
  drawConcurrency(byId("concurrency"), { shownCalls: filter.calls, most, span: SPAN, view, gutter, right: byId("rows").clientWidth });
  drawRows(byId("rows"), { rows, view, gutter, scroll: byId("scroll").scrollTop, hovered });
}

function look(begin, end) {
  const width = Math.min(SPAN, Math.max(NARROWEST, end - begin));
  const from = Math.min(Math.max(0, begin), SPAN - width);
  timeline.view = { begin: from, end: from + width };
  redraw();
}

/** Zooms, so that `time` stays where it is. */
function zoomAt(time, times) {
  const { begin, end } = timeline.view;
  const width = Math.min(SPAN, Math.max(NARROWEST, (end - begin) * times));
  const part = (time - begin) / (end - begin);
  look(time - part * width, time + (1 - part) * width);
}

function zoomTo(begin, end) {
  const room = Math.max((end - begin) * 0.15, 1000);
  look(begin - room, end + room);
}

function move(part) {
  const { begin, end } = timeline.view;
  look(begin + part * (end - begin), end + part * (end - begin));
}

/** Time at a place of the canvas of rows. */
function timeAt(x) {
  const { view, gutter } = timeline;
  const width = byId("rows").clientWidth - gutter;
  return view.begin + ((x - gutter) / width) * (view.end - view.begin);
}

/** What is at a place: the call that is nearest, or the process. */
function hit(x, y) {
  const at = Math.floor((y - AXIS + byId("scroll").scrollTop) / ROW);
  const row = timeline.rows[at];
  if (row === undefined || y < AXIS) return null;
  if (x < timeline.gutter) return { process: row.process };
  const time = timeAt(x);
  const near = timeAt(x + 3) - time;
  const away = (call) => Math.max(call.start - time, time - call.end, 0);
  let best = null;
  for (const call of row.calls) {
    const distance = away(call);
    if (distance > near) continue;
    // The shorter of two: it lies on the other.
    if (best === null || distance < away(best) || (distance === away(best) && call.duration < best.duration)) best = call;
  }
  if (best !== null) return { call: best };
  return row.process.start <= time && time <= row.process.end ? { process: row.process } : null;
}

/** Chooses a call or a process, and shows where it is. */
function choose(what, isShown = true) {
  chosen = what;
  showDetails({ zoom: zoomTo, find, leave: () => choose(null) });
  if (what?.call && isShown) bringIntoView(what.call);
  redraw();
}

function bringIntoView(call) {
  const { begin, end } = timeline.view;
  if (call.end < begin || call.start > end) {
    const middle = (call.start + call.end) / 2;
    const half = Math.max((end - begin) / 2, call.duration * 0.65);
    look(middle - half, middle + half);
  }
  const row = rowOf(timeline.rows, call);
  const scroll = byId("scroll");
  const top = row * ROW;
  if (row !== -1 && (top < scroll.scrollTop || top + ROW + AXIS > scroll.scrollTop + scroll.clientHeight)) {
    scroll.scrollTop = Math.max(0, top - scroll.clientHeight / 2);
  }
}

/** The next or previous call by its beginning; without a chosen one, the first that is in view. */
function step(by) {
  const now = chosen?.call ? filter.calls.indexOf(chosen.call) : -1;
  const inView = () => filter.calls.findIndex((call) => call.end >= timeline.view.begin);
  const call = filter.calls[now === -1 ? inView() : now + by];
  if (call !== undefined) choose({ call });
}

/** What keys do; whether it was one of ours. */
function key(name) {
  const middle = (timeline.view.begin + timeline.view.end) / 2;
  const keys = {
    ArrowLeft: () => move(-0.15),
    ArrowRight: () => move(0.15),
    "+": () => zoomAt(middle, 0.6),
    "=": () => zoomAt(middle, 0.6),
    "-": () => zoomAt(middle, 1 / 0.6),
    0: () => look(0, SPAN),
    n: () => step(1),
    p: () => step(-1),
    z: () => chosen?.call && zoomTo(chosen.call.start, chosen.call.end),
    Escape: () => choose(null),
  };
  if (!Object.hasOwn(keys, name)) return false;
  keys[name]();
  return true;
}

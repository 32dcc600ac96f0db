// Pointers, wheel and keys on the timeline.

function listen() {
  const [rows, scroll] = [byId("rows"), byId("scroll")];
  scroll.addEventListener("scroll", redraw);
  scroll.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (key(event.key)) event.preventDefault();
  });
  rows.addEventListener("wheel", wheel, { passive: false });
  drag(rows);
  brush(byId("concurrency"));
  rows.addEventListener("pointerleave", () => hover(null));
  rows.addEventListener("dblclick", (event) => {
    const what = hit(event.offsetX, event.offsetY);
    const of = what?.call ?? what?.process;
    if (of) zoomTo(of.start, of.end);
  });
  byId("in").addEventListener("click", () => key("+"));
  byId("out").addEventListener("click", () => key("-"));
  byId("whole").addEventListener("click", () => key("0"));
  new ResizeObserver(layOut).observe(byId("timeline"));
}

/** With Ctrl (which a touchpad's pinch is, too) it zooms, sideways it moves, and otherwise it scrolls as always. */
function wheel(event) {
  if (event.ctrlKey || event.metaKey) {
    zoomAt(timeAt(event.offsetX), Math.exp(Math.max(-50, Math.min(50, event.deltaY)) * 0.01));
  } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
    move((event.deltaX || event.deltaY) / byId("rows").clientWidth);
  } else {
    return;
  }
  event.preventDefault();
}

/** One pointer moves, two zoom, and one that has not moved chooses. */
function drag(rows) {
  const down = new Map();
  let hasMoved = false;
  rows.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    rows.setPointerCapture(event.pointerId);
    if (down.size === 0) hasMoved = false;
    down.set(event.pointerId, event.offsetX);
  });
  rows.addEventListener("pointermove", (event) => {
    const before = down.get(event.pointerId);
    if (before === undefined) return hover(event);
    if (Math.abs(event.offsetX - before) < 3 && !hasMoved) return;
    hasMoved = true;
    hover(null);
    const others = [...down].filter(([id]) => id !== event.pointerId).map(([, x]) => x);
    down.set(event.pointerId, event.offsetX);
    if (others.length === 0) {
      move((before - event.offsetX) / (rows.clientWidth - timeline.gutter));
    } else {
      const [was, is] = [Math.abs(before - others[0]), Math.abs(event.offsetX - others[0])];
      zoomAt(timeAt((event.offsetX + others[0]) / 2), Math.max(was, 10) / Math.max(is, 10));
    }
  });
  rows.addEventListener("pointerup", (event) => {
    if (down.delete(event.pointerId) && !hasMoved) choose(hit(event.offsetX, event.offsetY), false);
  });
  rows.addEventListener("pointercancel", (event) => down.delete(event.pointerId));
}

/** A stretch of time is chosen by drawing over it. */
function brush(canvas) {
  let from = null;
  const time = (event) => {
    const part = (event.offsetX - timeline.gutter) / (byId("rows").clientWidth - timeline.gutter);
    return Math.max(0, Math.min(1, part)) * SPAN;
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    from = time(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (from !== null && time(event) !== from) look(Math.min(from, time(event)), Math.max(from, time(event)));
  });
  canvas.addEventListener("pointerup", () => (from = null));
  canvas.addEventListener("pointercancel", () => (from = null));
  canvas.addEventListener("dblclick", () => look(0, SPAN));
}

/** Shows in a few words what the pointer is at. */
function hover(event) {
  const what = event === null ? null : hit(event.offsetX, event.offsetY);
  const tip = byId("tip");
  byId("rows").style.cursor = what === null ? "grab" : "pointer";
  if (what?.call !== timeline.hovered?.call) redraw();
  timeline.hovered = what;
  tip.hidden = what === null;
  if (what === null) return;
  tip.textContent = what.call ? inShort(what.call) : `${oneLine(what.process.name)}, pid ${what.process.pid}\n${duration(what.process.end - what.process.start)}`;
  const { offsetLeft, offsetTop } = byId("scroll");
  const room = byId("scroll").clientWidth - tip.offsetWidth - 4;
  tip.style.left = `${offsetLeft + Math.max(0, Math.min(event.offsetX + 14, room))}px`;
  tip.style.top = `${offsetTop + event.offsetY + 18}px`;
}

function inShort(call) {
  const lines = [`${call.name}: ${duration(call.duration)}`];
  if (call.about !== "") lines.push(cut(oneLine(call.about), 160));
  lines.push(`${oneLine(call.thread)}, tid ${call.tid}, of ${oneLine(call.process.name)}`);
  if (call.error !== null) lines.push(`Failed: ${oneLine(call.error)}`);
  return lines.join("\n");
}

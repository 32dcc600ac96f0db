// Draws the rows that are in sight.

const FONT = "12px system-ui, sans-serif";
const ROW = 22;
/** Height of the axis above the rows. */
const AXIS = 18;

/** A canvas at the resolution of the screen, empty. */
function prepare(canvas) {
  const ratio = devicePixelRatio || 1;
  const { clientWidth: width, clientHeight: height } = canvas;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  context.clearRect(0, 0, width, height);
  context.textBaseline = "alphabetic";
  return { context, width, height };
}

/** Steps of 1, 2 and 5, about `wanted` of them. */
function stepOf(stretch, wanted) {
  const rough = stretch / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((times) => times * power).find((step) => step >= rough);
}

function drawAxis(context, { begin, end }, left, width, top, base) {
  const step = stepOf(end - begin, Math.max(2, width / 110));
  context.font = FONT;
  for (let time = Math.ceil(begin / step) * step; time <= end; time += step) {
    const x = left + ((time - begin) / (end - begin)) * width;
    context.fillStyle = palette.quiet;
    const text = roundDuration(time);
    if (x + context.measureText(text).width <= left + width) context.fillText(text, x + 3, top + base);
    context.fillStyle = palette.line;
    context.fillRect(Math.round(x), top, 1, base + 4);
  }
}

/** Draws rows from `scroll` pixels on. */
function drawRows(canvas, { rows, view, gutter, scroll, hovered }) {
  const { context, width, height } = prepare(canvas);
  const plot = { left: gutter, width: width - gutter, begin: view.begin, end: view.end };
  const first = Math.max(0, Math.floor((scroll - AXIS) / ROW));
  const last = Math.min(rows.length, Math.ceil((scroll + height - AXIS) / ROW));
  for (let at = first; at < last; at++) {
    const top = AXIS + at * ROW - scroll;
    if (at % 2 === 1) {
      context.fillStyle = palette.faint;
      context.globalAlpha = 0.5;
      context.fillRect(0, top, width, ROW);
      context.globalAlpha = 1;
    }
    drawRow(context, rows[at], top, plot, hovered);
    drawLabel(context, rows[at], top, gutter);
  }
  context.fillStyle = palette.card;
  context.fillRect(0, 0, width, AXIS);
  drawAxis(context, view, gutter, plot.width, 0, 12);
  context.fillStyle = palette.line;
  context.fillRect(gutter - 1, 0, 1, height);
}

function drawLabel(context, row, top, gutter) {
  const left = 6 + Math.min(row.depth * 10, gutter * 0.4);
  const room = gutter - left - 8;
  context.font = FONT;
  const idWidth = context.measureText(row.id).width;
  const name = fitted(context, row.label, room - idWidth - 8);
  const isChosen = chosen?.process === row.process && !row.isThread;
  context.fillStyle = isChosen ? palette.accent : row.isThread ? palette.quiet : palette.text;
  context.fillText(name, left, top + 15);
  context.fillStyle = palette.quiet;
  context.fillText(row.id, gutter - 8 - idWidth, top + 15);
}

/** As much of a text as there is room for. */
function fitted(context, text, room) {
  text = cut(text, 200);
  if (context.measureText(text).width <= room) return text;
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (context.measureText(`${text.slice(0, middle)}…`).width <= room) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? "" : `${text.slice(0, low)}…`;
}

function drawRow(context, row, top, plot, hovered) {
  context.save();
  context.beginPath();
  context.rect(plot.left, top, plot.width, ROW);
  context.clip();
  if (!row.isThread) drawLives(context, row.process, top, plot);
  for (const call of row.calls) {
    if (call.end >= plot.begin && call.start <= plot.end) drawCall(context, call, top, plot, hovered);
  }
  context.restore();
}

function xOf(time, plot) {
  return plot.left + ((time - plot.begin) / (plot.end - plot.begin)) * plot.width;
}

/** Where something lies, at least a pixel wide, and no wider than what is in sight. */
function extent(start, end, plot) {
  const from = Math.max(xOf(start, plot), plot.left - 4);
  const to = Math.min(xOf(end, plot), plot.left + plot.width + 4);
  return { from, wide: Math.max(1, to - from) };
}

function drawLives(context, process, top, plot) {
  for (const life of process.lives) {
    const { from, wide } = extent(life.start, life.end, plot);
    context.fillStyle = life.error === null ? palette.life : palette.bad;
    context.fillRect(from, top + ROW - 5, wide, 2);
    context.fillStyle = palette.quiet;
    for (const [time] of life.execs) context.fillRect(xOf(time, plot), top + ROW - 7, 1, 5);
  }
}

function drawCall(context, call, top, plot, hovered) {
  const { from, wide } = extent(call.start, call.end, plot);
  context.fillStyle = palette.families[call.family];
  context.fillRect(from, top + 3, wide, ROW - 9);
  if (call.error !== null) {
    context.fillStyle = palette.bad;
    context.fillRect(from, top + 1, Math.max(wide, 3), 2);
  }
  if (chosen?.call === call || hovered?.call === call) {
    context.strokeStyle = palette.text;
    context.lineWidth = chosen?.call === call ? 2 : 1;
    context.strokeRect(from - 0.5, top + 2.5, Math.max(wide + 1, 4), ROW - 8);
  }
  if (wide > 34) {
    context.fillStyle = palette.onFamily[call.family];
    context.font = "11px system-ui, sans-serif";
    const visible = Math.max(from, plot.left);
    const text = call.about === "" ? call.name : `${call.name} ${oneLine(call.about)}`;
    context.fillText(fitted(context, text, from + wide - visible - 8), visible + 4, top + 13);
  }
}

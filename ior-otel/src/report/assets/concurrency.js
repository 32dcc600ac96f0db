// How many threads were in slow calls at once, by family, over the whole time. It is where to zoom, too.

/** For each of `count` equal stretches of time and each family, the mean number of threads in slow calls. */
function concurrency(shownCalls, begin, end, count) {
  const width = (end - begin) / count;
  // Whole stretches as differences, so that a long call costs no more than a short one.
  const steps = data.family_names.map(() => new Float64Array(count + 1));
  const parts = data.family_names.map(() => new Float64Array(count));
  for (const call of shownCalls) {
    const from = Math.min((call.start - begin) / width, count);
    const to = Math.min((call.end - begin) / width, count);
    const [first, last] = [Math.min(Math.floor(from), count - 1), Math.min(Math.floor(to), count - 1)];
    if (first === last) {
      parts[call.family][first] += to - from;
      continue;
    }
    parts[call.family][first] += first + 1 - from;
    parts[call.family][last] += to - last;
    steps[call.family][first + 1] += 1;
    steps[call.family][last] -= 1;
  }
  return parts.map((part, family) => {
    let whole = 0;
    return part.map((value, at) => value + (whole += steps[family][at]));
  });
}

/** Most threads that were in slow calls at one time. */
function mostAtOnce(shownCalls) {
  const changes = shownCalls.flatMap((call) => [[call.start, 1], [call.end, -1]]);
  changes.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let [now, most] = [0, 0];
  for (const [, change] of changes) most = Math.max(most, (now += change));
  return most;
}

/** Draws it above the rows, up to where they end on the right, with the stretch of time that is in view. */
function drawConcurrency(canvas, { shownCalls, most, span, view, gutter, right }) {
  const { context, height } = prepare(canvas);
  const [top, left] = [14, gutter];
  const wide = Math.max(1, Math.floor(right - left));
  const stacks = concurrency(shownCalls, 0, span, wide);
  const highest = Math.max(1, ...stacks[0].map((_, at) => stacks.reduce((sum, stack) => sum + stack[at], 0)));
  const base = new Float64Array(wide);
  for (const family of families) {
    context.fillStyle = palette.families[family];
    for (let at = 0; at < wide; at++) {
      const tall = (stacks[family][at] / highest) * (height - top - 1);
      if (tall > 0) context.fillRect(left + at, height - 1 - base[at] - tall, 1, tall);
      base[at] += tall;
    }
  }
  context.fillStyle = palette.quiet;
  context.font = FONT;
  context.fillText(fitted(context, "threads in slow calls", left - 6), 0, 24);
  context.fillText(fitted(context, `at once: up to ${most}`, left - 6), 0, 38);
  drawAxis(context, { begin: 0, end: span }, left, wide, 0, 10);
  const x = (time) => left + (time / span) * wide;
  context.fillStyle = palette.card;
  context.globalAlpha = 0.72;
  context.fillRect(left, top, x(view.begin) - left, height - top);
  context.fillRect(x(view.end), top, right - x(view.end), height - top);
  context.globalAlpha = 1;
  context.strokeStyle = palette.accent;
  if (view.begin > 0 || view.end < span) context.strokeRect(x(view.begin) + 0.5, top + 0.5, Math.max(2, x(view.end) - x(view.begin) - 1), height - top - 1);
}

// Latencies: the exponential buckets as they were counted, on one scale of time for all.

const SCALE = scaleOf(data.syscalls);

/** From the first to the last bucket of any line: 4 for each doubling. */
function scaleOf(lines) {
  const all = lines.flatMap((line) => line.buckets);
  const first = Math.min(...all.map((bucket) => column(bucket)), Infinity);
  const last = Math.max(...all.map((bucket) => column(bucket)), -Infinity);
  return { first: Number.isFinite(first) ? first : 0, count: Number.isFinite(last) ? last - first + 1 : 1 };
}

/** Which column a bucket is, from 1 ns on; what is faster is in the first. */
function column(bucket) {
  return Math.max(0, Math.round(Math.log2(Math.max(bucket.to, 1)) * 4));
}

/** Values by column. */
function columns(line, value) {
  const values = new Array(SCALE.count).fill(0);
  for (const bucket of line.buckets) values[column(bucket) - SCALE.first] += value(bucket);
  return values;
}

/** The small one in a row of the table. */
function spark(line) {
  const canvas = make("canvas", { class: "spark", role: "img", "aria-label": told(line) });
  canvas.redraw = () => {
    const [ratio, width, height] = [devicePixelRatio || 1, 144, 22];
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    const context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    context.fillStyle = palette.faint;
    context.fillRect(0, height - 1, width, 1);
    context.fillStyle = palette.families[line.family ?? OTHER];
    const values = columns(line, (bucket) => bucket.count);
    const most = Math.max(...values);
    const step = width / SCALE.count;
    values.forEach((value, at) => {
      if (value === 0) return;
      const tall = Math.max(1.5, (value / most) * (height - 1));
      context.fillRect(at * step, height - tall, Math.max(1, step - 0.3), tall);
    });
  };
  canvas.redraw();
  return canvas;
}

function told(line) {
  return `${line.name}: half of ${plural(line.calls, "call")} took up to ${duration(line.p50)}, 99 % up to ${duration(line.p99)}, the longest ${duration(line.max)}`;
}

/** The large ones: how many calls took how long, and where their time is. */
function histograms(line) {
  const byCount = (bucket) => bucket.count;
  // A bucket is 19 % wide: its middle is at most 9 % off.
  const byTime = (bucket) => (bucket.count * (bucket.from + bucket.to)) / 2;
  return make(
    "div",
    { class: "histograms" },
    histogram(line, "How many calls took how long", byCount, (value) => plural(value, "call")),
    histogram(line, "Where their time is", byTime, (value) => `about ${duration(value)} in all`),
  );
}

function histogram(line, caption, value, say) {
  const values = columns(line, value);
  const most = Math.max(...values);
  const bars = make("div", { class: "columns", role: "img", "aria-label": told(line) });
  values.forEach((value, at) => {
    const to = 2 ** ((SCALE.first + at) / 4);
    const height = value === 0 ? "0" : `max(2px, ${(value / most) * 100}%)`;
    const title = value === 0 ? "" : `${duration(to / 2 ** 0.25)} to ${duration(to)}: ${say(value)}`;
    bars.append(make("span", { title, style: { height, background: cssColour(line.family ?? OTHER) } }));
  });
  return make("figure", {}, make("figcaption", {}, caption), bars, decades());
}

/** Marks at powers of ten, as many as there is room for. */
function decades() {
  const scale = make("div", { class: "scale" });
  const [first, last] = [SCALE.first - 1, SCALE.first + SCALE.count - 1].map((at) => at / 4 / Math.log2(10));
  const every = Math.ceil((last - first) / 7);
  for (let power = Math.ceil(first / every) * every; power < last - 0.3; power += every) {
    const left = `${((power - first) / (last - first)) * 100}%`;
    scale.append(make("span", { style: { left } }, roundDuration(10 ** power)));
  }
  return scale;
}

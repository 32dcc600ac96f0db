// Puts it all on the page.

function drawHead() {
  const what = `${data.title} ${duration(data.seconds * 1e9)}`;
  document.title = `${cut(oneLine(what), 80)} - ior-otel report`;
  byId("title").textContent = oneLine(what);
  const at = BigInt(data.begin) === 0n ? "" : `, ${unixTime(0).slice(0, 19).replace("T", " ")} UTC`;
  byId("when").textContent = `${data.version}${at}`;
  const total = (value) => data.families.reduce((sum, line) => sum + value(line), 0);
  const figures = [
    ["passed", duration(data.seconds * 1e9)],
    ["in system calls, all threads", duration(ALL_TIME)],
    ["calls", number(total((line) => line.calls))],
    ["failed", number(total((line) => line.errors))],
    ["slow calls", number(data.kept.calls)],
    ["processes", number(Math.max(processes.length, data.kept.processes))],
  ];
  byId("figures").replaceChildren(...figures.map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value))));
  byId("drawn").textContent = shown(data.drawn);
  byId("words").replaceChildren(...data.words.map((sentence) => make("li", { dir: "auto" }, shown(sentence))));
}

function drawShare() {
  const shares = data.families.map((line) => [line, ALL_TIME === 0 ? 0 : line.time / ALL_TIME]);
  const bar = make("div", { class: "bar", "aria-hidden": "true" });
  const legend = make("ul", { class: "legend" });
  for (const [line, part] of shares) {
    const family = line.family ?? OTHER;
    bar.append(make("span", { title: `${line.name} ${percent(part)}`, style: { flex: `${part} 1 0`, background: cssColour(family) } }));
    legend.append(make("li", {}, dot(family), `${line.name} ${duration(line.time)} (${percent(part)})`));
  }
  byId("share").replaceChildren(bar, legend);
}

function drawLedger() {
  const { is_whole: isWhole, words, account } = data.ledger;
  const said = isWhole ? [make("p", { class: "good" }, "Nothing: every call was counted, and every slow one is on this page.")] : words.map((word) => make("p", { class: "bad" }, shown(word)));
  byId("ledger").replaceChildren(...said, make("pre", {}, shown(account.trimEnd())));
}

function drawChips(update) {
  const present = families.filter((family) => calls.some((call) => call.family === family));
  const chips = present.map((family) => {
    const chip = make("button", { type: "button", "aria-pressed": "false" }, dot(family), data.family_names[family]);
    chip.addEventListener("click", () => {
      if (!filter.only.delete(family)) filter.only.add(family);
      chip.setAttribute("aria-pressed", String(filter.only.has(family)));
      byId("chips").toggleAttribute("data-some", filter.only.size !== 0);
      update();
    });
    return chip;
  });
  byId("chips").replaceChildren(...(chips.length > 1 ? chips : []));
}

/** Searches for something. */
function find(text) {
  byId("search").value = text;
  byId("search").dispatchEvent(new Event("input"));
}

function start() {
  drawHead();
  drawShare();
  drawFailures();
  drawLedger();
  const tables = [countTable(byId("families"), "family", data.families), countTable(byId("syscalls"), "syscall", data.syscalls)];
  // A few are shown at once; of many, those where something happened.
  byId("idle").checked = processes.length <= 30;
  const update = () => {
    filter.text = byId("search").value;
    applyFilter();
    const isAll = filter.calls.length === calls.length;
    byId("found").textContent = isAll ? plural(calls.length, "slow call") : `${number(filter.calls.length)} of ${plural(calls.length, "slow call")}`;
    updateTimeline();
    drawSlowest();
    for (const table of tables) {
      table.holds = lineFilter();
      table.draw();
    }
  };
  const everything = () => {
    redraw();
    document.querySelectorAll("canvas.spark").forEach((canvas) => canvas.redraw());
  };
  drawChips(update);
  byId("filter").addEventListener("submit", (event) => event.preventDefault());
  byId("search").addEventListener("input", update);
  byId("idle").addEventListener("change", updateTimeline);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target.matches("input")) return;
    event.preventDefault();
    byId("search").focus();
  });
  themes(everything);
  update();
  listen();
  drawNow();
  // For whoever measures: milliseconds from the beginning of navigation to the first drawing.
  performance.mark("drawn");
}

function themes(everything) {
  byId("theme").addEventListener("click", () => setTheme(THEMES[(THEMES.indexOf(currentTheme()) + 1) % THEMES.length], everything));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => setTheme(currentTheme(), everything));
  let before = "auto";
  // Paper is light.
  addEventListener("beforeprint", () => {
    before = currentTheme();
    setTheme("light", everything);
    drawNow();
  });
  addEventListener("afterprint", () => setTheme(before, everything));
  setTheme("auto", everything);
}

start();

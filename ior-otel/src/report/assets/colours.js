// Colours: named in the style, read from there for what is drawn.

function cssColour(family) {
  return `var(--${data.family_names[family]})`;
}

/** The colours in effect, as a canvas takes them. */
let palette = readPalette();

function readPalette() {
  const probe = document.body.appendChild(document.createElement("i"));
  const read = (name) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const readAll = (names) => Object.fromEntries(names.map((name) => [name, read(name)]));
  const colours = {
    ...readAll(["card", "line", "text", "quiet", "faint", "life", "accent", "bad"]),
    families: data.family_names.map(read),
  };
  colours.onFamily = colours.families.map(readable);
  probe.remove();
  return colours;
}

/** Black or white, whichever is better to read on a colour (WCAG 2.2, relative luminance). */
function readable(colour) {
  const [r, g, b] = colour.match(/[\d.]+/g).map((part) => {
    const value = Number(part) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return luminance > 0.28 ? "#101318" : "#ffffff";
}

const THEMES = ["auto", "light", "dark"];

/** Sets one of the themes; tells whoever draws. */
function setTheme(theme, redraw) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  byId("theme").textContent = { auto: "Theme: as the system", light: "Theme: light", dark: "Theme: dark" }[theme];
  palette = readPalette();
  redraw();
}

function currentTheme() {
  return document.documentElement.dataset.theme ?? "auto";
}

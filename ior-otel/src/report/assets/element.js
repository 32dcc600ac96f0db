// Elements. Texts are only ever set as texts.

function byId(id) {
  return document.getElementById(id);
}

/** An element with properties (`class`, `on...`, `aria-...`, others as they are) and children, which are elements or texts. */
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "class") element.className = value;
    else if (name === "style") Object.assign(element.style, value);
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name.startsWith("aria-") || name === "role" || name === "colspan" || name === "scope") element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

/** A list of names and values. */
function pairs(entries) {
  const list = make("dl", { class: "pairs" });
  for (const [name, value] of entries) {
    list.append(make("dt", {}, oneLine(name)), make("dd", { dir: "auto" }, shown(value)));
  }
  return list;
}

/** The mark of a family's colour. */
function dot(family) {
  return make("span", { class: "dot", style: { background: cssColour(family) } });
}

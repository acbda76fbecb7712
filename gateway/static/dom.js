// Elements of the page and of its drawings. Text only ever enters as text, never as markup.

const SVG = "http://www.w3.org/2000/svg";

export const at = (id) => document.getElementById(id);
export const percent = (value, digits = 1) => `${(value * 100).toFixed(digits)}%`;
export const words = (name) => name.replaceAll("_", " ").replace(/^./, (first) => first.toUpperCase());

export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

export function draw(name, attributes, text) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

export function show(id, visible) {
  at(id).hidden = !visible;
}

/** A chance or a weight as a row of a list: its name, a bar, the number. */
export function barred(name, value, kind = "") {
  const bar = make("span", { class: `share ${kind}` }, make("span"));
  bar.firstChild.style.width = percent(value);
  return make("li", {}, make("span", { class: "name" }, name), bar, make("b", {}, percent(value, 0)));
}

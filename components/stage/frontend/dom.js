/** Small DOM builders for the panes: elements with text content only, and the inline icons. */

const SVG = "http://www.w3.org/2000/svg";

/** Icon name -> path data on a 24 px grid; "fill:" marks a filled outline, everything else is stroked. */
const ICONS = {
  start: ["M6 5v14", "fill:M19 5.5v13L9 12z"],
  back: ["fill:M16 5.5v13L6.5 12z"],
  play: ["fill:M7 4.8v14.4L19 12z"],
  pause: ["fill:M7 5h3.5v14H7z", "fill:M13.5 5H17v14h-3.5z"],
  replay: ["M5 12a7 7 0 1 0 2.3-5.2", "M5 4.5V9h4.5"],
  step: ["fill:M8 5.5v13L17.5 12z"],
  end: ["fill:M5 5.5v13L15 12z", "M18 5v14"],
  undo: ["M8.5 5.5 4.5 9.5l4 4", "M5 9.5h9a5 5 0 0 1 0 10h-3"],
  redo: ["M15.5 5.5l4 4-4 4", "M19 9.5h-9a5 5 0 0 0 0 10h3"],
  fit: ["M4 9V4h5", "M20 9V4h-5", "M4 15v5h5", "M20 15v5h-5"],
  minus: ["M5 12h14"],
  plus: ["M5 12h14", "M12 5v14"],
  view: ["M4 7h10", "M18 7h2", "M14 4.500v5", "M4 17h4", "M12 17h8", "M8 14.500v5"],
  search: ["M10.5 4a6.500 6.500 0 1 0 0 13a6.500 6.500 0 0 0 0-13z", "M15.500 15.500 20 20"],
  help: ["M9 9.2a3 3 0 1 1 4.3 2.7c-.9.5-1.3 1-1.3 2.1", "M12 17.5v.3"],
  copy: ["M9 9h10v11H9z", "M15 9V4H5v11h4"],
  done: ["M5 12.5l4.5 4.5L19 7.5"],
  tab: ["M4 12h13", "M12.5 7l5 5-5 5", "M20 6v12"],
  edit: ["M5 19l1-4L16 5l3 3L9 18z"],
  close: ["M6 6l12 12", "M18 6 6 18"],
  alert: ["M12 4 2.8 20h18.4z", "M12 10v4.5", "M12 17v.3"],
  menu: ["M7 10l5 5 5-5"],
  dock: ["M4 5h16v14H4z", "M4 14h16", "fill:M5 15h14v3H5z"],
  guide: ["M4 5h16v14H4z", "M15 5v14", "fill:M16 6h3v12h-3z"],
  compare: ["M4 5h6v14H4z", "M14 5h6v14h-6z", "M6 9h2", "M16 9h2", "M16 13h2"],
  swap: ["M5 8.500h13l-4-4", "M19 15.500H6l4 4"],
  more: ["fill:M5 10.500h3v3H5z", "fill:M10.500 10.500h3v3h-3z", "fill:M16 10.500h3v3h-3z"],
  trash: ["M5 7h14", "M9 7V4.5h6V7", "M7 7l1 13h8l1-13"],
};

/** One element; `props` may hold attributes, `class`, `dataset`, `style` and `on<event>` handlers. */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) assign(element, name, value);
  append(element, children);
  return element;
}

function assign(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name === "dataset") Object.assign(element.dataset, value);
  else if (name === "style") for (const [key, text] of Object.entries(value)) element.style.setProperty(key, text);
  else if (name === "value" || name === "checked" || name === "disabled") element[name] = value;
  else element.setAttribute(name === "class" ? "class" : name, value === true ? "" : String(value));
}

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/** Replaces all children of `element`. */
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

/** One of the inline icons, hidden from assistive technology. */
export function icon(name, size = 20) {
  const svg = document.createElementNS(SVG, "svg");
  const attributes = { viewBox: "0 0 24 24", width: size, height: size, "aria-hidden": "true", focusable: "false" };
  for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, value);
  svg.classList.add("icon");
  for (const path of ICONS[name]) {
    const shape = document.createElementNS(SVG, "path");
    const filled = path.startsWith("fill:");
    shape.setAttribute("d", filled ? path.slice(5) : path);
    shape.setAttribute("class", filled ? "icon-fill" : "icon-line");
    svg.append(shape);
  }
  return svg;
}

/** A button with an icon and, when `text` is given, words beside it. */
export function button(name, props, text = null) {
  const label = text === null ? null : h("span", { class: "button-text" }, text);
  const classes = text === null ? "button icon-button" : "button";
  const more = props?.class ? ` ${props.class}` : "";
  return h("button", { type: "button", ...props, class: classes + more }, name ? icon(name) : null, label);
}

/** Swaps the icon of a button made by `button`. */
export function setIcon(element, name) {
  if (element.dataset.icon === name) return;
  element.dataset.icon = name;
  element.querySelector(".icon")?.replaceWith(icon(name));
}

/** Gives a button an accessible name and the same words as its tooltip. */
export function name(element, words, key = null) {
  element.setAttribute("aria-label", words);
  element.title = key ? `${words} (${key})` : words;
}

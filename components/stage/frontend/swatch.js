/** Small pictures of the marks for the legend and the inspector, in the colours of the canvas. */

const SVG = "http://www.w3.org/2000/svg";

/** Kind -> [path, what to fill it with, stroke width, dash]; drawn in a box of 40 × 24. */
const SHAPES = {
  leaf_grad: ["M3 3h34v18H3z", "leaf_grad", 3],
  leaf_plain: ["M3 3h34v18H3z", "leaf_plain", 3],
  result_tracked: ["M8 3h24a5 5 0 0 1 5 5v8a5 5 0 0 1-5 5H8a5 5 0 0 1-5-5V8a5 5 0 0 1 5-5z", "result_tracked", 1.75],
  result_untracked: ["M8 3h24a5 5 0 0 1 5 5v8a5 5 0 0 1-5 5H8a5 5 0 0 1-5-5V8a5 5 0 0 1 5-5z", "result_untracked", 1.5],
  fn: ["M12 3h16a9 9 0 0 1 0 18H12a9 9 0 0 1 0-18z", "fn", 1.5],
  fn_unrecorded: ["M12 3h16a9 9 0 0 1 0 18H12a9 9 0 0 1 0-18z", "fn_unrecorded", 1.5, "3 3"],
  fn_freed: ["M12 3h16a9 9 0 0 1 0 18H12a9 9 0 0 1 0-18z", "freed", 1.5, "3 3"],
  group: ["M8 7h20a7 7 0 0 1 0 14H8a7 7 0 0 1 0-14zM12 4h20a7 7 0 0 1 0 14", "fn", 1.5],
  virtual_L: ["M3 12 10 3h20l7 9-7 9H10z", "virtual_L", 2, "4 3"],
  accumulate: ["M5 3h30l-5 18H10z", "accumulate", 2],
};
// Leaves carry a bar on their left; tensors the badge that says whether they are tracked.
const BADGES = { leaf_grad: true, leaf_plain: false, result_tracked: true, result_untracked: false };
const LANES = { lane_value: "var(--edge-value)", lane_back: "var(--edge-back)" };

function path(attributes) {
  const element = document.createElementNS(SVG, "path");
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

function lane(name) {
  const back = name === "lane_back";
  const line = path({ d: "M4 12h32", fill: "none", stroke: LANES[name], "stroke-width": back ? 2.5 : 2 });
  if (back) line.setAttribute("stroke-dasharray", "5 3");
  const head = path({ d: back ? "M11 6 3 12l8 6z" : "M29 6l8 6-8 6z", fill: LANES[name] });
  return [line, head];
}

function shape(kind) {
  if (!(kind in SHAPES)) return constant();
  const [d, name, width, dash] = SHAPES[kind];
  const border = `var(--kind-${name}-border)`;
  const element = path({ d, "stroke-width": width });
  element.setAttribute("style", `fill: var(--kind-${name}-fill); stroke: ${border}`);
  if (dash) element.setAttribute("stroke-dasharray", dash);
  const bar = kind.startsWith("leaf") ? [path({ d: "M3 3h4v18H3z", fill: border })] : [];
  return [element, ...bar, ...(kind in BADGES ? badge(border, BADGES[kind]) : [])];
}

function badge(border, solid) {
  const [inner, outer] = solid ? [border, "var(--canvas)"] : ["var(--canvas)", border];
  const disc = path({ d: "M35.5 .5a5 5 0 1 1 0 10a5 5 0 1 1 0-10z", fill: inner, stroke: outer, "stroke-width": 1 });
  const sign = path({ d: "M33.2 3.8h4.600l-2.300 4.200z", fill: "none", stroke: outer, "stroke-width": 1 });
  return solid ? [disc, sign] : [disc, sign, path({ d: "M32.5 8.5l6-6", stroke: outer, "stroke-width": 1 })];
}

/** A number without a box, underlined. */
function constant() {
  const text = document.createElementNS(SVG, "text");
  const attributes = { x: 20, y: 15, "text-anchor": "middle", "font-size": 13 };
  for (const [key, value] of Object.entries(attributes)) text.setAttribute(key, value);
  text.setAttribute("style", "fill: var(--kind-constant-text)");
  text.textContent = "2";
  return [text, path({ d: "M13 19h14", stroke: "var(--kind-constant-border)", "stroke-width": 1.5 })];
}

/** The picture of one kind of mark, or of "lane_value" / "lane_back". */
export function swatch(kind) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 40 24", width: 40, height: 24, "aria-hidden": "true" })) {
    svg.setAttribute(key, value);
  }
  svg.classList.add("swatch");
  svg.append(...(kind in LANES ? lane(kind) : shape(kind)));
  return svg;
}

/** What the inspector shows while nothing is selected: every variable that holds a tensor at the tape head. */

import { h } from "./dom.js";
import { kindOf } from "./legend.js";
import { swatch } from "./swatch.js";

/** The variables at the tape head in the order they first appeared: [{name, mark, fields}]. */
export function variablesOf(marks, state) {
  const rows = [];
  for (const mark of marks) {
    if (mark.role !== "tensor") continue;
    const fields = state.get(mark.id);
    for (const name of fields?.names ?? []) rows.push({ name, mark, fields });
  }
  return rows;
}

/** The hint and the list. */
export function overview(app) {
  const rows = variablesOf(app.payload.marks, app.state);
  if (!rows.length) return [h("p", { class: "hint" }, app.word("insp.empty"))];
  return [
    h("p", { class: "hint" }, app.word("insp.hint")),
    h("ul", { class: "variables", "aria-label": app.word("insp.variables") }, rows.map((row) => rowOf(app, row))),
  ];
}

function rowOf(app, { name, mark, fields }) {
  const value = app.value(fields.value)?.preview ?? "";
  const grad = app.value(fields.grad)?.preview ?? null;
  return h("li", null, h("button", {
    type: "button",
    class: "variable",
    title: `${name} = ${value}, grad ${grad ?? "None"}`,
    "data-key": `mark:${mark.id}:${name}`,
    onclick: () => app.do.select(mark.id),
  },
  swatch(kindOf(mark, fields)),
  h("span", { class: "variable-name" }, name),
  h("span", { class: "variable-value" }, value),
  h("span", { class: "variable-grad" }, h("span", { class: "variable-key" }, "grad"), " ",
    grad === null ? h("i", null, "None") : grad)));
}

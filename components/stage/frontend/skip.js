/** Where the keyboard may jump to at once: buttons that are seen while they have the focus. */

import { fill, h } from "./dom.js";

/** The row of jumps, the first thing in the stage. */
export function createSkip(app) {
  const to = {
    graph: () => app.root.querySelector('.stage-mark[tabindex="0"]'),
    steps: () => app.root.querySelector('.line-key[aria-current]') ?? app.root.querySelector(".edit-button"),
    guide: () => document.querySelector('.st-key-guide [role="tab"][aria-selected="true"]'),
  };
  const element = h("nav", { class: "stage-skip" });
  const draw = () => {
    element.setAttribute("aria-label", app.word("ui.skip"));
    fill(element, Object.keys(to).map((place) => h("button", {
      type: "button", class: "button", onclick: () => to[place]()?.focus({ preventScroll: true }),
    }, app.word(`ui.skip.${place}`))));
  };
  return { element, update: (what) => { if (what.has("words")) draw(); } };
}

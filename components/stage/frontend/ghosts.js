/** Dotted outlines of what marks would be, had a leaf been declared otherwise. */

import { h } from "./dom.js";

const AWAY = 6; // px around the mark

/** The layer; `canvas` = {shown(), toView(x, y), scale()}. */
export function createGhosts(app, canvas) {
  const element = h("div", { class: "stage-cells", "aria-hidden": "true" });
  const shown = new Map();
  function place() {
    const kinds = app.ghost?.kinds ?? {};
    for (const [id, ghost] of shown) {
      if (id in kinds) continue;
      ghost.remove();
      shown.delete(id);
    }
    for (const [id, kind] of Object.entries(kinds)) stand(id, kind);
  }
  function stand(id, kind) {
    const box = boxOf(id);
    if (!box) return;
    const ghost = shown.get(id) ?? h("span", { class: "ghost" });
    Object.assign(ghost.style, {
      transform: `translate(${box.left - AWAY}px, ${box.top - AWAY}px)`,
      width: `${box.width + 2 * AWAY}px`,
      height: `${box.height + 2 * AWAY}px`,
      borderRadius: kind.startsWith("result") ? "24px" : "6px",
    });
    ghost.style.setProperty("--ghost", `var(--kind-${kind}-border)`);
    if (!shown.has(id)) element.append(ghost);
    shown.set(id, ghost);
  }
  /** Where a mark lies in the canvas, in CSS px; null while it is not shown. */
  function boxOf(id) {
    const mark = canvas.shown().find((each) => each.id === id);
    if (!mark) return null;
    const at = canvas.toView(mark.x, mark.y);
    const [width, height] = [mark.width * canvas.scale(), mark.height * canvas.scale()];
    return { left: at.x - width / 2, top: at.y - height / 2, width, height };
  }
  return { element, place, boxOf };
}

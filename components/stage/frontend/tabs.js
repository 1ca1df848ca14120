/** The groups that were opened in place: a pale ground under what they hold, and a button that folds them again. */

import { boundsOf } from "./camera.js";
import { titleOf } from "./draw_group.js";
import { boxPath } from "./shapes.js";

const AROUND = 13;

/** The layer of buttons and what it draws; `canvas` as for the overlay. */
export function createTabs(app, canvas) {
  const element = document.createElement("div");
  element.className = "stage-tabs";
  element.setAttribute("role", "group");
  const self = { app, canvas, element, rows: [] };
  return {
    element,
    focus: (id) => [...element.children].find((button) => button.dataset.group === id)?.focus({ preventScroll: true }),
    sync: () => sync(self),
    place: () => place(self),
    draw: (ctx, look) => draw(self, ctx, look),
  };
}

/** Opened groups with those of their marks that are seen. */
function rowsOf({ app, canvas }) {
  const known = canvas.marks();
  const born = new Set(canvas.shown().map((mark) => mark.id));
  return app.folding.opened(app.payload).map((group) => ({
    group: { ...group, group: group.kind, name: group.title },
    marks: [...known.values()].filter((mark) => born.has(mark.id)
      && (group.marks.includes(mark.id) || (mark.inside ?? []).some((id) => group.marks.includes(id)))),
  })).filter((row) => row.marks.length);
}

function sync(self) {
  const { app, element } = self;
  self.rows = rowsOf(self).map((row) => ({ ...row, box: own(row.marks, self.canvas.shown()) }));
  element.setAttribute("aria-label", app.word("ui.fold.opened"));
  element.hidden = !self.rows.length;
  // The same buttons stay while they mean the same, so that the focus is not lost when the tape moves.
  const key = JSON.stringify([app.payload.lang, self.rows.map(({ group }) => group.id)]);
  if (key === self.key) return place(self);
  self.key = key;
  element.replaceChildren(...self.rows.map(({ group }) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "fold-tab";
    button.dataset.group = group.id;
    button.setAttribute("aria-label", app.word("ui.fold.again", { name: titleOf(group, app) }));
    button.title = button.getAttribute("aria-label");
    button.textContent = titleOf(group, app);
    button.addEventListener("click", () => app.do.fold(group.id));
    return button;
  }));
  return place(self);
}

/** The box around marks, if no other mark stands in it. */
function own(marks, shown) {
  const box = boundsOf(marks);
  const inside = (mark) => Math.abs(mark.x - (box[0] + box[2]) / 2) < (box[2] - box[0] + mark.width) / 2 + AROUND
    && Math.abs(mark.y - (box[1] + box[3]) / 2) < (box[3] - box[1] + mark.height) / 2 + AROUND;
  const mine = new Set(marks.map((mark) => mark.id));
  return shown.some((mark) => !mine.has(mark.id) && inside(mark)) ? null : box;
}

function place({ canvas, element, rows }) {
  rows.forEach(({ marks }, i) => {
    const [left, top] = boundsOf(marks);
    const at = canvas.toView(left - AROUND, top - AROUND);
    element.children[i].style.transform = `translate(${at.x.toFixed(1)}px, calc(${at.y.toFixed(1)}px - 100%))`;
  });
}

function draw({ rows }, ctx, look) {
  ctx.save();
  ctx.fillStyle = look.paint.panel;
  for (const { marks, box } of rows) {
    if (box) {
      boxPath(ctx, (box[0] + box[2]) / 2, (box[1] + box[3]) / 2, box[2] - box[0] + 2 * AROUND, box[3] - box[1] + 2 * AROUND, 16);
      ctx.fill();
      continue;
    }
    for (const mark of marks) {
      boxPath(ctx, mark.x, mark.y, mark.width + 2 * AROUND, mark.height + 2 * AROUND, 16);
      ctx.fill();
    }
    bridges(ctx, marks);
  }
  ctx.restore();
}

/** The ground runs on between neighbours of one row, so that it reads as one. */
function bridges(ctx, marks) {
  const sorted = [...marks].sort((a, b) => a.x - b.x);
  for (let i = 1; i < sorted.length; i += 1) {
    const [a, b] = [sorted[i - 1], sorted[i]];
    if (Math.abs(a.y - b.y) > 40 || b.x - a.x > 190) continue;
    const height = Math.min(a.height, b.height) + AROUND;
    ctx.fillRect(a.x, Math.min(a.y, b.y) - height / 2, b.x - a.x, height);
  }
}

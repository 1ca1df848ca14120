/** The view of a canvas: what it shows of the plane, and how it moves there. */

import { boundsOf, fitView, MAX_SCALE, MIN_SCALE, viewWith, within } from "./camera.js";
import { withLabel } from "./flip.js";

const EASE_MS = 300;
const ROOM = 16;
// A picture that would have to be smaller than this is not shown whole: the view follows what happens instead.
const SMALLEST = { tall: 0.82, wide: 0.4 };
const FOLLOWING = { tall: 0.82, wide: 0.72 };

/** The marks that are there at this step. */
export function shownMarks(self) {
  if (!self.frame || !self.score) return [];
  const { score, frame: { born } } = self;
  // Asked for several times in a frame: kept until the step or the layout is another one.
  if (self.seen?.score !== score || self.seen.born !== born) {
    self.seen = { score, born, marks: [...score.marks.values()].filter((mark) => mark.born <= born) };
  }
  return self.seen.marks;
}

/** Width and height of the picture in CSS px. */
export function size(self) {
  // Reading it makes the browser lay out the page: the observer of sizes keeps it.
  return self.box ?? [self.element.clientWidth, self.element.clientHeight];
}

/** Shows everything there is, or follows what happens where that would be too small to read. */
export function fit(self, eased) {
  const [width, height] = size(self);
  const there = self.whole ? shownMarks(self) : [];
  const marks = there.length || !self.score ? there : [...self.score.marks.values()];
  const box = boundsOf(self.tall ? marks.map(withLabel) : marks);
  if (!self.network || !width || !height || !box) return;
  self.fitted = true;
  const view = fitView([box[0] - ROOM, box[1] - ROOM, box[2] + ROOM, box[3] + ROOM], width, height);
  const shape = self.tall ? "tall" : "wide";
  self.follows = !self.whole && view.scale < SMALLEST[shape];
  if (!self.follows) self.accompanied = false;
  if (self.follows) accompany(self, { ...view, scale: FOLLOWING[shape] }, eased);
  else go(self, view, eased);
}

/** Looks at what takes part in the step, for a picture that is larger than the screen. */
function accompany(self, { scale, position }, eased) {
  const step = self.frame?.step;
  const ids = new Set([step?.who ?? (self.accompanied ? null : lately(self))]);
  for (const pulse of [...(step?.in ?? []), ...(step?.out ?? [])]) {
    const link = self.store.links.get(pulse.link);
    if (link) ids.add(link.from).add(link.to);
  }
  const all = [...self.score.marks.values()];
  const known = all.filter((mark) => ids.has(mark.id));
  // A step about no mark leaves the view alone; the first time it shows the latest mark.
  if (!known.length && self.accompanied) return;
  self.accompanied = known.length > 0;
  const marks = known.length ? known : all.filter((mark) => mark.born <= (self.frame?.born ?? 0)).slice(-1);
  const box = boundsOf(marks.map(withLabel));
  const at = box ? { x: (box[0] + box[2]) / 2, y: (box[1] + box[3]) / 2 } : position;
  go(self, { scale, position: within(at, boundsOf(all.map(withLabel)), scale, ...size(self)) }, eased);
}

/** What the latest step that is about a mark was about. */
function lately({ store, frame }) {
  const before = store.steps.slice(0, (frame?.index ?? -1) + 1);
  return before.findLast((step) => step.who && step.kind !== "statement")?.who ?? null;
}

/** Asks for one drawing in the next frame, however often it is asked. */
export function redraw(self) {
  self.network?.moveTo({});
}

/** The user has moved the view: it stays where she put it. */
export function touch(self) {
  self.touched = true;
  self.trip = null;
}

function go(self, to, eased) {
  const { network } = self;
  self.trip = null;
  if (!eased || self.host.reduced()) {
    network.moveTo({ ...to });
    return;
  }
  self.trip = { from: { scale: network.getScale(), position: network.getViewPosition() }, to, begun: performance.now() };
  redraw(self);
}

/** Takes the view on its way to where it shall look, before a frame is drawn. */
export function travel(self) {
  if (!self.trip) return;
  const { from, to, begun } = self.trip;
  const u = Math.min(1, (performance.now() - begun) / EASE_MS);
  if (u === 1) self.trip = null;
  const mix = (a, b) => a + (b - a) * (1 - (1 - u) ** 3);
  const scale = mix(from.scale, to.scale);
  // On the screen the way is straight.
  const at = (axis) => mix(from.position[axis] * from.scale, to.position[axis] * to.scale) / scale;
  self.network.moveTo({ scale, position: { x: at("x"), y: at("y") } });
}

/** The next frame of a view that is on its way. */
export function onward(self) {
  if (self.trip) redraw(self);
}

/** Moves the view no further than it takes to show marks. */
export function look(self, marks) {
  if (!marks.length) return;
  const now = { scale: self.network.getScale(), position: self.network.getViewPosition() };
  const target = viewWith(marks, [...self.score.marks.values()], now, ...size(self));
  if (target && !self.touched) fit(self, true);
  else if (target) go(self, target, true);
}

/** Moves the view to one mark, if it is out of sight. */
export function show(self, id) {
  const mark = self.score?.marks.get(id);
  if (mark && self.network) look(self, [mark]);
}

/** Zooms in (1) or out (−1). */
export function zoom(self, by) {
  if (!self.network) return;
  touch(self);
  const scale = self.network.getScale() * (by > 0 ? 1.25 : 0.8);
  go(self, { scale: Math.max(MIN_SCALE, Math.min(MAX_SCALE, scale)), position: self.network.getViewPosition() }, true);
}

/** Keeps the zoom within its bounds. */
export function clampZoom(self) {
  const scale = self.network.getScale();
  const inside = Math.max(MIN_SCALE, Math.min(MAX_SCALE, scale));
  if (inside !== scale) self.network.moveTo({ scale: inside });
}

/** The part of the plane that is on the screen, with room for arrow heads. */
export function windowOf(self, scale) {
  const { x, y } = self.network.getViewPosition();
  const [halfX, halfY] = size(self).map((length) => length / 2 / scale + 20);
  return [x - halfX, y - halfY, x + halfX, y + halfY];
}

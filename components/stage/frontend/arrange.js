/**
 * Where marks stand once groups are folded: the rules of layout.py for what is left, in the order they were made.
 * Columns alternate between tensors and functions; rows are counted in half rows.
 */

import { createColumn } from "./columns.js";

const TENSOR = 108;
const FUNCTION = 70;
const GAP = 42;
const HALF_ROW = 59;
const CONSTANT_UP = 0.9;
const CONSTANT_ROOM = 32;
const CONSTANT_GAP = 12;
const STUB = 8;
const STEEP = 1.2;

const isFunction = (mark) => mark.role === "function" || mark.role === "group";

/** {marks, links} with x and y of every mark, and a way for every link that the straight line does not serve. */
export function arrange(marks, links) {
  const widest = Math.max(FUNCTION, ...marks.filter((mark) => mark.role === "group").map((mark) => mark.width));
  const self = {
    widest, column: (TENSOR + widest) / 2 + GAP,
    marks: new Map(marks.map((mark) => [mark.id, mark])), places: new Map(), ways: new Map(), columns: new Map(),
    leaves: 0, front: new Map(), roads: new Map(), into: new Map(), out: new Map(),
  };
  for (const link of links) {
    if (link.lane !== "value") continue;
    self.into.set(link.to, [...(self.into.get(link.to) ?? []), link.from]);
    self.out.set(link.from, [...(self.out.get(link.from) ?? []), link.to]);
  }
  for (const mark of ordered(self, marks)) put(self, mark);
  const moved = marks.map((mark) => ({ ...mark, ...self.places.get(mark.id) }));
  return { marks: moved, links: links.map((link) => ({ ...link, way: wayOf(self, link) })) };
}

/** What a capsule made comes after it, with what hangs on it; all else stays in order. */
function ordered(self, marks) {
  const done = new Set();
  const late = new Map();
  const list = [];
  const emit = (mark) => {
    done.add(mark.id);
    list.push(mark);
    for (const waiting of late.get(mark.id) ?? []) emit(waiting);
  };
  for (const mark of marks) {
    const needs = mark.role === "bucket" || mark.role === "constant" ? mark.of : (self.into.get(mark.id) ?? [])[0];
    const waits = mark.role !== "constant" && !isFunction(mark) && self.marks.has(needs) && !done.has(needs);
    if (waits) late.set(needs, [...(late.get(needs) ?? []), mark]);
    else emit(mark);
  }
  return [...list, ...marks.filter((mark) => !done.has(mark.id))];
}

function columnAt(self, layer) {
  if (!self.columns.has(layer)) self.columns.set(layer, createColumn());
  return self.columns.get(layer);
}

function stand(self, id, layer, row) {
  self.places.set(id, { layer, row, x: layer * self.column, y: row * HALF_ROW });
}

function put(self, mark) {
  if (isFunction(mark)) putFunction(self, mark);
  else if (mark.role === "tensor") putTensor(self, mark);
  else if (mark.role === "bucket") putBucket(self, mark);
}

function putTensor(self, { id }) {
  const maker = self.places.get((self.into.get(id) ?? [])[0]);
  if (!maker) {
    columnAt(self, 0).take(self.leaves - 1, 3);
    stand(self, id, 0, self.leaves);
    self.front.set(id, 0);
    self.leaves += 3;
    return;
  }
  const start = columnAt(self, maker.layer + 1).nearest(Math.round(maker.row) - 1, 2);
  columnAt(self, maker.layer + 1).take(start, 2);
  stand(self, id, maker.layer + 1, start + 1);
  self.front.set(id, maker.layer + 1);
}

function putFunction(self, { id, group }) {
  const inputs = (self.into.get(id) ?? []).filter((source) => self.front.has(source));
  const layer = 1 + Math.max(0, ...inputs.map((source) => self.front.get(source)));
  const inner = inputs.filter((source) => self.places.get(source).layer > 0);
  const rows = (inner.length ? inner : inputs).map((source) => self.places.get(source).row);
  const wanted = rows.length ? rows.reduce((sum, row) => sum + row, 0) / rows.length : 0;
  const start = columnAt(self, layer).nearest(Math.round(wanted) - 1, 2, group === "pass");
  columnAt(self, layer).take(start, 2);
  stand(self, id, layer, start + 1);
  constants(self, id);
  for (const source of inputs) road(self, source, id);
  for (const result of self.out.get(id) ?? []) {
    if (self.front.has(result)) self.front.set(result, Math.max(self.front.get(result), layer + 1));
  }
}

function constants(self, id) {
  const here = self.places.get(id);
  const docked = (self.into.get(id) ?? []).map((source) => self.marks.get(source)).filter((mark) => mark?.role === "constant");
  const room = docked.map((mark) => Math.max(mark.width, CONSTANT_ROOM) + CONSTANT_GAP);
  let left = here.x - room.reduce((sum, width) => sum + width, 0) / 2;
  docked.forEach((mark, i) => {
    const row = here.row - CONSTANT_UP;
    self.places.set(mark.id, { layer: here.layer, row, x: left + room[i] / 2, y: row * HALF_ROW });
    left += room[i];
  });
}

function putBucket(self, { id, of }) {
  const over = self.places.get(of);
  if (!over) return;
  let cell = Math.round(over.row) + 1;
  if (over.layer > 0) {
    cell = columnAt(self, over.layer).nearest(cell, 1);
    columnAt(self, over.layer).take(cell, 1);
  }
  stand(self, id, over.layer, cell + 0.5);
}

/** Keeps the columns between two marks free for the link between them. */
function road(self, source, target) {
  const [a, b] = [self.places.get(source), self.places.get(target)];
  const runs = self.roads.get(source) ?? [];
  self.roads.set(source, runs);
  const reached = runs.length ? runs[runs.length - 1][1] : a.layer;
  let cell = runs.length ? runs[runs.length - 1][2] : Math.round(a.row) - (b.row <= a.row ? 1 : 0);
  for (let layer = reached + 1; layer < b.layer; layer += 1) {
    cell = columnAt(self, layer).nearest(cell, 1);
    columnAt(self, layer).take(cell, 1);
    if (runs.length && runs[runs.length - 1][2] === cell) runs[runs.length - 1][1] = layer;
    else runs.push([layer, layer, cell]);
  }
}

function side(self, layer, sign) {
  return layer * self.column + sign * ((layer % 2 ? self.widest : TENSOR) / 2 + STUB);
}

/** The inner points of a link in its own direction. */
function wayOf(self, link) {
  const [from, to] = [self.places.get(link.from), self.places.get(link.to)];
  if (!from || !to || from.layer === to.layer) return [];
  const forward = from.layer < to.layer;
  const [left, right, id] = forward ? [from, to, link.from] : [to, from, link.to];
  const points = [];
  for (const [first, last, cell] of self.roads.get(id) ?? []) {
    if (first >= right.layer || right.layer - left.layer < 2) break;
    const y = (cell + 0.5) * HALF_ROW;
    points.push([side(self, first, -1), y], [side(self, Math.min(last, right.layer - 1), 1), y]);
  }
  const [start, end] = points.length ? [points[0][1], points[points.length - 1][1]] : [right.y, left.y];
  if (Math.abs(start - left.y) > STEEP * HALF_ROW * (points.length ? 1 : 2)) points.unshift([side(self, left.layer, 1), left.y]);
  if (Math.abs(end - right.y) > STEEP * 2 * HALF_ROW) points.push([side(self, right.layer, -1), right.y]);
  return forward ? points : points.reverse();
}

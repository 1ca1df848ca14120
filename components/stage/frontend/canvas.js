/** The picture: a vis-network view for panning, zooming and hit tests, with marks, roads and messages drawn on it. */

import { changedCells, createCells } from "./cells.js";
import { createGhosts } from "./ghosts.js";
import { drawMark } from "./draw.js";
import { flipLink, flipMark, isTall } from "./flip.js";
import { drawFog } from "./fog.js";
import { groupFields } from "./fold.js";
import { appearance, makeScore, render } from "./frame.js";
import { drawLanes } from "./lanes.js";
import { createLinking } from "./linking.js";
import { createMinimap } from "./minimap.js";
import { createOverlay, nameOf } from "./overlay.js";
import { drawPulses } from "./pulses.js";
import { makeRoads } from "./roads.js";
import { levelOf } from "./shapes.js";
import { shownStore } from "./shown.js";
import { createTabs } from "./tabs.js";
import { clampZoom, fit, look, onward, redraw, show, shownMarks, size, touch, travel, windowOf, zoom } from "./viewing.js";

const OPTIONS = {
  physics: false,
  layout: { improvedLayout: false },
  interaction: { hover: true, keyboard: false, multiselect: false, tooltipDelay: 1e9, zoomSpeed: 0.6 },
  nodes: { shape: "custom", physics: false },
};

/** The canvas of one stage; `host` = {paint(), reduced(), caption(step)}. */
export function createCanvas(app, host) {
  const element = document.createElement("div");
  element.className = "stage-canvas";
  const view = document.createElement("div");
  // What the canvas shows is said by the buttons of the overlay.
  view.setAttribute("aria-hidden", "true");
  view.style.cssText = "position:absolute;inset:0";
  element.append(view);
  if (!element.style.position) element.style.position = "relative";
  const self = { element, network: null, nodes: null, score: null, frame: null, moved: new Map(), hovered: null };
  self.outlined = new Set();
  self.touched = false;
  self.whole = false; // she asked to see everything there is
  self.paced = true;
  const overlay = createOverlay(app, handles(self, app));
  const tabs = createTabs(app, handles(self, app));
  self.tabs = tabs;
  self.overlay = overlay;
  self.cells = createCells(app, handles(self, app));
  self.minimap = createMinimap(app, handles(self, app));
  self.linking = createLinking(app, handles(self, app), self.cells, element);
  self.ghosts = createGhosts(app, handles(self, app));
  element.append(self.ghosts.element, overlay.element, self.cells.element, tabs.element);
  self.host = host;
  self.app = app;
  return Object.assign(self, {
    attach: (vis) => attach(self, view, vis),
    load: (store) => load(self, store),
    draw: (t) => draw(self, t),
    redraw: () => redraw(self),
    buttonOf: overlay.buttonOf,
    boxOf: self.ghosts.boxOf,
    /** Lights up the numbers that differ between two states of the tape's head. */
    compare: (before, now) => self.cells.flash(changedCells(shownMarks(self), before, now)),
    /** The marks of the picture at this step, capsules and the hidden L among them. */
    shown: () => shownMarks(self),
    fit: () => { self.touched = false; self.whole = true; fit(self, true); },
    zoom: (by) => zoom(self, by),
    /** Lights up what a cell was computed from; null puts the light out. */
    cell: self.linking.point,
    follow: (id) => { show(self, id); overlay.focus(id); },
    /** Outlines marks: those of the line of the program that the pointer is on. */
    hover: (ids) => { self.outlined = new Set(ids); redraw(self); },
    refold: () => { if (self.full) load(self, self.full, true); },
    rename: () => { if (self.frame) { overlay.sync(); overlay.rename(); tabs.sync(); } },
    lengths: () => self.score?.lengths ?? [],
    pace: (on) => { if (self.paced !== on) { self.paced = on; score(self); } },
    destroy: () => { self.sleep?.(); self.watch?.disconnect(); self.network?.destroy(); },
  });
}

function handles(self, app) {
  return {
    shown: () => shownMarks(self),
    links: () => self.store.payload.links,
    marks: () => self.score?.marks ?? new Map(),
    press: (id) => press(self, id),
    toCanvas: (event) => toCanvas(self, event),
    view: () => ({ scale: self.network.getScale(), position: self.network.getViewPosition(), width: size(self)[0], height: size(self)[1] }),
    lookAt(x, y) {
      touch(self);
      self.network.moveTo({ position: { x, y }, animation: false });
    },
    toView: (x, y) => self.network?.canvasToDOM({ x, y }) ?? { x, y },
    scale: () => self.network?.getScale() ?? 1,
    nudge(id, dx, dy) {
      const mark = self.score.marks.get(id);
      self.network.moveNode(id, mark.x + dx, mark.y + dy);
      move(self, id);
      app.touch();
    },
    reveal: (id) => show(self, id),
    redraw: () => redraw(self),
  };
}

function toCanvas(self, event) {
  const box = self.element.getBoundingClientRect();
  return self.network?.DOMtoCanvas({ x: event.clientX - box.left, y: event.clientY - box.top }) ?? { x: NaN, y: NaN };
}

function attach(self, view, vis) {
  self.nodes = new vis.DataSet([]);
  self.network = new vis.Network(view, { nodes: self.nodes, edges: new vis.DataSet([]) }, OPTIONS);
  keepSize(self, view);
  self.network.on("initRedraw", () => travel(self));
  self.network.on("beforeDrawing", (ctx) => drawUnder(self, ctx));
  self.network.on("afterDrawing", (ctx) => { drawOver(self, ctx); placeButtons(self); standOver(self); onward(self); });
  self.network.on("oncontext", (event) => menuAt(self, event));
  self.network.on("hold", (event) => { if (event.nodes.length) self.menu?.(event.nodes[0]); });
  self.network.on("click", (event) => click(self, event));
  self.network.on("hoverNode", (event) => hover(self, event.node));
  self.network.on("blurNode", () => hover(self, null));
  self.network.on("dragging", (event) => event.nodes.forEach((id) => move(self, id)));
  self.network.on("dragStart", (event) => { if (!event.nodes.length) touch(self); });
  self.network.on("zoom", () => { touch(self); clampZoom(self); });
  view.querySelector("[tabindex]")?.setAttribute("tabindex", "-1");
  const awake = (event) => { self.element.dataset.active = String(event.composedPath().includes(self.element)); };
  // On a touch screen the picture takes the finger's drags only after a tap: until then they scroll the page.
  self.element.getRootNode().addEventListener("pointerup", awake);
  self.sleep = () => self.element.getRootNode().removeEventListener("pointerup", awake);
  self.watch = new ResizeObserver(() => resized(self));
  self.watch.observe(self.element);
  if (self.store) fill(self);
}

/** vis-network asks for the size of its canvas several times a frame, and each time the browser would lay out the page. */
function keepSize(self, view) {
  for (const element of [view.firstElementChild, view.querySelector("canvas")]) {
    Object.defineProperties(element, { clientWidth: { get: () => size(self)[0] }, clientHeight: { get: () => size(self)[1] } });
  }
}

/** A new size: the picture turns where the screen has become narrow or wide, and fits again unless it was moved. */
function resized(self) {
  self.box = [self.element.clientWidth, self.element.clientHeight];
  self.network.setSize(); // now, so that vis-network does not move the view for it later
  if (self.store && self.tall !== isTall(self.element.clientWidth)) {
    self.moved.clear();
    self.touched = false;
    score(self);
    fill(self);
    self.app.touch();
  }
  if (!self.touched) fit(self, false);
  redraw(self);
}

/** Moves the buttons only when the view or the marks have moved: while the tape plays they stand still. */
function placeButtons(self) {
  const { x, y } = self.network.getViewPosition();
  const key = [x, y, self.network.getScale(), ...size(self), self.frame?.born, self.layouts].join();
  if (key === self.placed) return;
  self.placed = key;
  self.overlay.place();
  self.tabs.place();
}

/** Everything that lies over the picture follows it. */
function standOver(self) {
  self.cells.place();
  self.ghosts.place();
  self.drawn?.();
}

function click(self, event) {
  const id = event.nodes[0];
  const seen = id !== undefined && shownMarks(self).some((mark) => mark.id === id);
  self.network.unselectAll();
  const { ctrlKey, metaKey } = event.event?.srcEvent ?? {};
  if (seen) press(self, id, ctrlKey || metaKey);
  else self.app.do.select(null);
}

/** A click on a mark selects it, or takes it to the others that are chosen; a folded group opens in its place. */
function press(self, id, more) {
  const mark = self.score.marks.get(id);
  if (mark?.role === "group") self.app.do.unfold(id);
  else if (!mark || mark.role === "virtual") self.app.do.select(null);
  else if (more) self.app.do.choose(id);
  else self.app.do.select(id);
}

function menuAt(self, event) {
  const id = self.network.getNodeAt(event.pointer.DOM);
  if (!self.store.marks.has(id) || !shownMarks(self).some((mark) => mark.id === id)) return;
  event.event.preventDefault();
  self.menu?.(id);
}

/** The pointer is on a mark: it is outlined, named in full, and its line of the program is pointed out. */
function hover(self, id) {
  const mark = shownMarks(self).find((each) => each.id === id) ?? null;
  self.hovered = mark && id;
  self.element.title = mark ? nameOf(self.app, mark) : "";
  self.app.hovered = mark;
  self.app.touch("hover");
}

function move(self, id) {
  const at = self.network.getPosition(id);
  self.moved.set(id, { x: at.x, y: at.y });
  score(self);
  draw(self, self.app.tape.t);
}

function score(self) {
  self.tall = isTall(self.element.clientWidth);
  const { marks: known } = self.store;
  const [place, lead] = self.tall ? [(mark) => flipMark(mark, known), flipLink] : [(mark) => mark, (link) => link];
  const stand = (mark) => ({ ...place(mark), ...self.moved.get(mark.id) });
  const marks = new Map(self.store.payload.marks.map((mark) => [mark.id, stand(mark)]));
  const still = (link) => !self.moved.has(link.from) && !self.moved.has(link.to);
  const links = self.store.payload.links.map((link) => (still(link) ? lead(link) : { ...link, way: [] }));
  const roads = makeRoads(links, marks);
  self.score = makeScore({ ...self.store, marks }, roads, self.host.caption, self.store.payload.lang, self.paced);
  self.score.marks = marks;
  self.layouts = (self.layouts ?? 0) + 1;
  self.sisters = new Map();
  for (const mark of marks.values()) {
    if (!self.sisters.has(mark.born)) self.sisters.set(mark.born, []);
    self.sisters.get(mark.born).push(mark.id);
  }
  const values = new Set(links.filter((link) => link.lane === "value").map((link) => `${link.to} ${link.from}`));
  self.paired = new Set(links.filter((link) => values.has(`${link.from} ${link.to}`)).map((link) => link.id));
}

/** Takes a run; when only the folding has changed, what is on the screen stays where it can. */
function load(self, full, refolded = false) {
  const known = self.score?.marks ?? new Map();
  const store = shownStore(full, self.app.folding);
  if (refolded) self.moved.clear();
  self.full = full;
  self.store = store;
  for (const id of self.moved.keys()) if (!store.marks.has(id)) self.moved.delete(id);
  score(self);
  if (!self.network) return;
  fill(self);
  const stays = (mark) => known.has(mark.id) && known.get(mark.id).x === mark.x && known.get(mark.id).y === mark.y;
  const fresh = [...self.score.marks.values()].filter((mark) => !stays(mark));
  if (fresh.length === self.score.marks.size) self.touched = self.whole = false;
  if (refolded && !self.touched) fit(self, true);
  else if (fresh.length) look(self, fresh);
}

/** Brings the rows of vis-network in line with the marks, touching only what differs. */
function fill(self) {
  const marks = self.score.marks;
  self.nodes.remove(self.nodes.getIds().filter((id) => !marks.has(id)));
  const changed = [...marks.values()].filter((mark) => {
    const row = self.nodes.get(mark.id);
    return !row || row.x !== mark.x || row.y !== mark.y || row.width !== mark.width || row.height !== mark.height;
  });
  self.nodes.update(changed.map((mark) => ({
    id: mark.id, x: mark.x, y: mark.y, width: mark.width, height: mark.height, physics: false, shape: "custom",
    ctxRenderer: ({ ctx, id }) => ({
      drawNode: () => drawOne(self, ctx, id),
      nodeDimensions: { width: mark.width, height: mark.height },
    }),
  })));
  if (!self.fitted) fit(self, false);
}

function draw(self, t) {
  if (!self.score) return;
  const before = self.frame?.index;
  self.frame = render(self.score, t);
  if (self.network && !self.touched && before !== self.frame.index) {
    if (self.follows) fit(self, true);
    else if (self.whole) look(self, shownMarks(self));
  }
  redraw(self);
}

function lookNow(self) {
  const scale = self.network.getScale();
  const pulses = self.frame.pulses;
  const failing = self.frame.step?.kind === "error" && self.frame.part.name !== "arrive";
  return {
    paint: self.host.paint(),
    scale,
    level: levelOf(scale),
    view: self.app.view,
    tall: self.tall,
    marks: self.score.marks,
    paired: self.paired,
    window: windowOf(self, scale),
    activeLinks: new Set(pulses.filter((pulse) => pulse.active).map((pulse) => pulse.link)),
    failed: new Set(failing ? (self.frame.step.in ?? []).map((pulse) => pulse.link) : []),
    value: self.app.value,
    word: self.app.word,
    placed: self.cells.placed,
  };
}

function drawUnder(self, ctx) {
  if (!self.frame || self.frame.born < 0) return;
  self.look = lookNow(self);
  self.cells.begin();
  self.tabs.draw(ctx, self.look);
  drawFog(ctx, self.store.payload.links, self.frame, self.look);
  drawLanes(ctx, self.store.payload.links, self.frame, self.score.roads, self.look);
}

function drawOne(self, ctx, id) {
  const mark = self.score.marks.get(id);
  const frame = self.frame;
  if (!mark || !frame || !self.look) return;
  const grow = appearance(frame, mark, self.sisters.get(mark.born));
  if (grow <= 0) return;
  const selected = self.app.chosen.some((one) => one === id || mark.inside?.includes(one));
  const step = frame.step;
  const fields = mark.role === "group" ? groupFields(mark, frame.state) : frame.state.get(id) ?? {};
  drawMark(ctx, mark, fields, {
    ...self.look,
    selected,
    focused: self.overlay.focused() === id,
    hovered: self.hovered === id || self.outlined.has(id),
    level: selected && mark.role !== "function" && self.look.level === 2 ? 3 : self.look.level,
    grow,
    alpha: grow * (1 - 0.55 * frame.dim(id)),
    working: step.who === id && frame.part.name === "compute" ? Math.sin(Math.PI * Math.min(1, frame.part.u)) : 0,
    fade: (step.freed ?? []).includes(id) && frame.part.name === "free" ? frame.part.u : null,
    pour: step.who === id && frame.part.name === "pour" ? Math.max(0, frame.part.u * 2 - 1) : null,
  });
}

function drawOver(self, ctx) {
  if (!self.frame || !self.look) return;
  self.linking.draw(ctx, self.look);
  drawPulses(ctx, self.frame, self.look);
  self.minimap.draw(self.look.paint);
}

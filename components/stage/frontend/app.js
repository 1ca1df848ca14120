/** The one object the panes read: payload, tape, folded state, selection, words and everything they may do. */

import { createCanvas } from "./canvas.js";
import { setCssVars } from "./css_vars.js";
import { around } from "./fold.js";
import { createOutbox } from "./outbox.js";
import { paintOf, themeOf } from "./palette.js";
import { createPlayer } from "./playback.js";
import { createFolding } from "./shown.js";
import { createStore, sameMark, stepAt, tapeAfter } from "./store.js";

const BRISK = 1.8;

/** Fills {placeholders} of a catalogue entry; an unknown key is its own text. */
export function fill(words, key, args = {}) {
  const template = words[key] ?? key;
  return String(template).replace(/\{(\w+)\}/g, (all, name) => (name in args ? String(args[name]) : all));
}

function reducedMotion() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** The app of one mounted stage; `assets` = {tokens, words}, `send(event)` hands an edit to Python. */
export function createApp(root, payload, assets, send) {
  const app = { root, payload, selected: null, chosen: [], view: "both", editing: false, brisk: false };
  app.store = createStore(payload);
  app.folding = createFolding();
  app.listeners = new Set();
  app.tokens = assets.tokens;
  app.lines = assets.lines;
  const words = () => assets.words[app.payload.lang] ?? assets.words.en;
  app.word = (key, args) => fill(words(), key, args);
  app.caption = (step) => (step?.cap ? app.word(step.cap.key, step.cap.args) : "");
  app.value = (index) => app.store.value(index);
  app.mark = (id) => app.store.marks.get(id) ?? null;
  app.link = (id) => app.store.links.get(id) ?? null;
  app.stepOf = (index) => app.store.steps[index] ?? null;
  app.touch = (...what) => changed(app, new Set(what));
  const canvas = createCanvas(app, {
    paint: () => (app.paint ??= paintOf(assets.tokens, themeOf(app.payload, root))),
    reduced: reducedMotion,
    caption: app.caption,
  });
  const player = createPlayer({
    steps: () => app.store.steps,
    lengths: () => (app.brisk ? canvas.lengths().map((ms) => ms / BRISK) : canvas.lengths()),
    reduced: reducedMotion,
    changed(kind) {
      if (app.brisk && !player.tape.playing) hurry(app, false);
      changed(app, new Set(kind === "frame" ? [] : [kind === "play" ? "play" : "step"]));
    },
  });
  Object.defineProperties(app, {
    tape: { get: () => player.tape },
    step: { get: () => stepAt(player.tape.t, app.store.steps.length) },
    state: { get: () => app.store.stateAt(player.tape.t <= 0 ? -1 : app.step) },
  });
  app.canvas = canvas;
  app.player = player;
  app.outbox = createOutbox(send, () => app.payload.rev);
  app.do = actions(app);
  return app;
}

/** The first time it plays by itself it leaves no time to read: one look is enough, and Replay is there. */
function hurry(app, on) {
  app.brisk = on;
  app.canvas.pace(!on);
}

function actions(app) {
  const { player, canvas } = app;
  return {
    play: player.play,
    pause: player.pause,
    toggle: player.toggle,
    step: player.step,
    statement: player.statement,
    seek: player.seek,
    start: player.start,
    end: player.end,
    speed: player.speed,
    fit: canvas.fit,
    zoom: canvas.zoom,
    /** Shows a mark, opening what hides it. */
    follow(id) {
      const closed = app.folding.closed(app.payload);
      const hiding = around(app.payload.groups ?? [], id).filter((group) => closed.has(group.id) && group.marks.includes(id));
      if (hiding.length) refold(app, () => hiding.forEach((group) => app.folding.open(group.id)));
      canvas.follow(id);
    },
    // The focus goes from the capsule to the button that folds it again, and back.
    unfold(id) {
      const had = focusOf(app)?.mark === id;
      refold(app, () => app.folding.open(id));
      if (had) canvas.tabs.focus(id);
    },
    fold(id) {
      const had = focusOf(app)?.group === id;
      refold(app, () => app.folding.close(id));
      if (had) canvas.overlay.focus(id);
    },
    level: (name) => refold(app, () => app.folding.choose(name)),
    hiddenL: (on) => refold(app, () => app.folding.showHidden(on)),
    hover: canvas.hover,
    cell: canvas.cell,
    select(id) {
      if (app.selected === id && app.chosen.length < 2) return;
      choose(app, id === null ? [] : [id]);
    },
    /** Takes a mark to those that are chosen, or away from them. */
    choose(id) {
      choose(app, app.chosen.includes(id) ? app.chosen.filter((one) => one !== id) : [...app.chosen, id].slice(-2));
    },
    /** The cell that the inspector explains. */
    pick(flat) {
      app.picked = flat;
      changed(app, new Set(["select"]));
    },
    askGradient(id) {
      app.do.select(id);
      app.askedGradient = id;
      changed(app, new Set(["select"]));
    },
    /** Shows what marks would be: {mark, kinds: {id: kind}}, or null for nothing. */
    ghost(ghost) {
      app.ghost = ghost;
      canvas.redraw();
    },
    view(name) {
      app.view = name;
      changed(app, new Set(["words"]));
    },
    edit(open) {
      app.editing = open;
      changed(app, new Set(["select"]));
    },
    send(op, fields = {}) {
      app.outbox.add({ op, t: Number(player.tape.t.toFixed(3)), ...fields });
    },
  };
}

function focusOf(app) {
  return app.root.getRootNode().activeElement?.dataset;
}

function refold(app, change) {
  change();
  app.canvas.refold();
  changed(app, new Set(["words", "fold"]));
}

function choose(app, ids) {
  app.chosen = ids;
  if (app.selected !== ids[ids.length - 1]) app.picked = 0;
  app.selected = ids[ids.length - 1] ?? null;
  changed(app, new Set(["select"]));
}

/** Takes a new payload: keeps the view, moves the tape by the rule of store.tapeAfter. */
export function takePayload(app, next) {
  const previous = app.canvas.store ? app.payload : null;
  const { t, play } = tapeAfter(previous, next, app.player.tape.t);
  const lang = previous?.lang;
  app.payload = next;
  app.outbox.heard(next.seq);
  app.paint = null;
  const known = app.store;
  const before = app.state;
  app.store = createStore(next);
  app.chosen = app.chosen.map((id) => sameMark(known, app.store, id)).filter((id) => id !== null);
  app.selected = app.chosen[app.chosen.length - 1] ?? null;
  app.canvas.load(app.store);
  if (play || (previous && previous.rev !== next.rev)) app.player.pause();
  app.player.place(t);
  const theme = themeOf(next, app.root);
  if (app.root.dataset.theme !== theme) setCssVars(app.root, app.tokens[theme]);
  app.root.dataset.theme = theme;
  app.root.lang = next.lang;
  changed(app, new Set(["payload", "step", "play", "select", ...(lang === next.lang ? [] : ["words"])]));
  if (previous && previous.rev !== next.rev && !play) {
    const valueAt = (store, state) => (id) => store.value(state.get(id)?.value);
    app.canvas.compare(valueAt(known, before), valueAt(app.store, app.state));
  }
  if (play && !reducedMotion()) {
    hurry(app, !previous);
    app.player.play();
  } else if (play) {
    app.player.end();
  }
}

/** Tells the root, the canvas and the panes what changed. */
function changed(app, what) {
  const { root } = app;
  const { t, playing } = app.player.tape;
  root.dataset.frame = t.toFixed(3);
  root.dataset.step = String(app.step);
  root.dataset.rev = String(app.payload.rev);
  root.dataset.playing = String(playing);
  root.dataset.dimmed = String(Boolean(app.payload.dimmed));
  app.canvas.draw(t);
  if (!what.size) return;
  app.canvas.rename();
  for (const listener of app.listeners) listener(what);
}

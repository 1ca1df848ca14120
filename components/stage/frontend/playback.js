/** Time: how long each step lasts, which part of it a tape position is in, and the loop that moves the position. */

import { progressAt, stepAt } from "./store.js";

const BETWEEN = 140;
const STARTS = new Set(["statement", "pass"]);
const STATEMENT = [["appear", 380], ["lanes", 260]];

/** Milliseconds a pulse needs for a road of `length` canvas px. */
export function travelTime(length) {
  return Math.max(360, Math.min(900, 260 + 0.9 * length));
}

/** Milliseconds it takes to read a caption line. */
export function dwellTime(caption, lang) {
  return [...(caption ?? "")].length * (String(lang).startsWith("zh") ? 60 : 22);
}

function longest(pulses, roads) {
  return Math.max(0, ...(pulses ?? []).map((pulse) => roads.get(pulse.link)?.length ?? 0));
}

function travel(name, pulses, roads) {
  return (pulses ?? []).length ? [[name, travelTime(longest(pulses, roads))]] : [];
}

/** The parts of a step in order: [[name, ms], …], without the time to read; `docked` messages need no travel. */
export function phasesOf(step, roads, docked = new Set()) {
  const moving = (step.in ?? []).filter((pulse) => !docked.has(pulse.link));
  const arrive = travel("arrive", moving, roads);
  switch (step.kind) {
    case "seed": return [...arrive, ["seed", 500]];
    case "visit": return [...arrive, ["compute", 420], ...travel("leave", step.out, roads)];
    case "fan_in": return [...arrive, ["merge", 520]];
    case "accumulate": return [...arrive, ["pour", 700]];
    case "retain": return [...arrive, ["pour", 700]];
    case "free": return [["free", 320]];
    case "error": return [...arrive, ["error", 300]];
    case "pass": return [["pass", 120]];
    default: return STATEMENT;
  }
}

/** Plan of one step: {parts: [[name, start, end]…] in ms, length} with `length` = max(parts, reading) + a breath. */
export function planStep(step, roads, { docked, reading = 0 } = {}) {
  const parts = [];
  let at = 0;
  for (const [name, ms] of phasesOf(step, roads, docked)) {
    parts.push([name, at, at + ms]);
    at += ms;
  }
  return { parts, length: Math.max(at, reading) + BETWEEN };
}

/** Where a plan is at progress p: {name, u} of the running part; name is "rest" once all parts are over. */
export function partAt(plan, p) {
  const ms = p * plan.length;
  for (const [name, start, end] of plan.parts) {
    if (ms < end) return { name, u: (ms - start) / (end - start) };
  }
  return { name: "rest", u: 1 };
}

/** Tape position after `ms` of playing from t; `lengths` are the steps' milliseconds at normal speed. */
export function advance(t, ms, lengths, speed = 1) {
  let left = ms * speed;
  let at = t;
  while (left > 0 && at < lengths.length) {
    const index = Math.min(lengths.length - 1, Math.floor(at + 1e-9));
    const rest = (index + 1 - at) * lengths[index];
    if (rest > left) return at + left / lengths[index];
    left -= rest;
    at = index + 1;
  }
  return Math.min(at, lengths.length);
}

/** The position one statement before or after t: statements, and passes folded into one step. */
export function statementFrom(t, by, steps) {
  const now = stepAt(t, steps.length);
  const starts = steps.map((step, i) => [step, i]).filter(([step]) => STARTS.has(step.kind)).map(([, i]) => i);
  const target = by > 0 ? starts.find((i) => i > now) : starts.filter((i) => i < now).pop();
  if (target === undefined) return by > 0 ? steps.length : Math.min(1, steps.length);
  return target + 1;
}

/** The player of one stage; `host` = {steps(), lengths(), reduced(), changed(kind)}, kind "frame" | "step" | "play". */
export function createPlayer(host) {
  const self = { host, tape: { t: 0, playing: false, speed: 1, last: 0 }, frame: 0, before: 0, held: 0 };
  const count = () => host.steps().length;
  const here = () => stepAt(self.tape.t, count());
  const partly = () => self.tape.t > 0 && progressAt(self.tape.t, count()) < 1;
  const still = (t) => { pause(self); move(self, t); };
  return {
    tape: self.tape,
    play: () => play(self),
    pause: () => pause(self),
    toggle: () => (self.tape.playing ? pause(self) : play(self)),
    seek: (index) => still(index + 1),
    step: (by) => still(by > 0 && partly() ? here() + 1 : Math.max(1, here() + 1 + by)),
    statement: (by) => still(statementFrom(self.tape.t, by, host.steps())),
    start: () => still(Math.min(1, count())),
    end: () => still(count()),
    speed: (x) => { self.tape.speed = Math.max(0.25, Math.min(4, x)); host.changed("play"); },
    /** Puts the position without stopping or announcing anything: used when a payload arrives. */
    place: (t) => {
      self.tape.t = Math.max(0, Math.min(count(), t));
      self.tape.last = Math.max(0, count() - 1);
    },
    stop: () => { cancelAnimationFrame(self.frame); self.tape.playing = false; },
  };
}

function move({ host, tape }, t) {
  const count = host.steps().length;
  const old = stepAt(tape.t, count);
  tape.t = Math.max(0, Math.min(count, t));
  host.changed(stepAt(tape.t, count) === old ? "frame" : "step");
}

function tick(self, now) {
  const { host, tape } = self;
  self.frame = requestAnimationFrame((next) => tick(self, next));
  const ms = Math.max(0, Math.min(100, now - self.before));
  self.before = now;
  if (host.reduced()) jump(self, ms);
  else move(self, advance(tape.t, ms, host.lengths(), tape.speed));
  if (tape.t >= host.steps().length) pause(self);
}

// Without movement every step is a still picture that stays long enough to be read.
function jump(self, ms) {
  const { host, tape } = self;
  self.held += ms * tape.speed;
  const length = Math.max(1600, host.lengths()[stepAt(tape.t, host.steps().length)] ?? 0);
  if (tape.t > 0 && self.held < length) return;
  self.held = 0;
  move(self, Math.floor(tape.t + 1e-9) + 1);
}

function play(self) {
  const { host, tape } = self;
  if (tape.playing || !host.steps().length) return;
  tape.playing = true;
  if (tape.t >= host.steps().length) tape.t = 0;
  self.before = performance.now();
  self.held = 0;
  self.frame = requestAnimationFrame((now) => tick(self, now));
  host.changed("play");
}

function pause(self) {
  if (!self.tape.playing) return;
  self.tape.playing = false;
  cancelAnimationFrame(self.frame);
  self.host.changed("play");
}

/** The payload's steps folded to the state of every mark at a tape position; it only reads, it never computes. */

import { positionAfter } from "./passes.js";

const KEYFRAME = 20;

/** Index of the step a tape position lies in: (i, i + 1] belongs to step i, and 0 to step 0. */
export function stepAt(t, count) {
  return Math.max(0, Math.min(count - 1, Math.ceil(t - 1e-9) - 1));
}

/** Progress 0..1 inside the step a tape position lies in. */
export function progressAt(t, count) {
  return Math.max(0, Math.min(1, t - stepAt(t, count)));
}

function copyState(state) {
  const copy = new Map();
  for (const [id, fields] of state) copy.set(id, { ...fields });
  return copy;
}

function applyWrites(state, writes) {
  for (const [id, field, value] of writes ?? []) {
    let fields = state.get(id);
    if (!fields) state.set(id, (fields = {}));
    fields[field] = value;
  }
}

function makeKeyframes(steps) {
  const frames = [];
  const state = new Map();
  steps.forEach((step, index) => {
    applyWrites(state, step.writes);
    if (index % KEYFRAME === 0) frames.push(copyState(state));
  });
  return frames;
}

const linksOf = (pulse) => pulse.links ?? [pulse.link];

/** Messages that have arrived somewhere and wait there after each step: [{link, value, chip}] per step. */
function makeWaiting(steps, links) {
  const waiting = [];
  let now = [];
  steps.forEach((step, index) => {
    const taken = new Set((step.in ?? []).map((pulse) => pulse.link));
    const from = new Set((step.in ?? []).map((pulse) => links.get(pulse.link)?.from));
    if (step.kind === "fan_in" || step.kind === "accumulate") from.add(step.who);
    const used = (pulse) => linksOf(pulse).some((id) => taken.has(id)) || from.has(links.get(pulse.link)?.to);
    now = now.filter((pulse) => !used(pulse)).concat(step.kind === "fan_in" ? mergedAt(steps, index, links) : []);
    now = now.concat(step.out ?? []);
    if (["free", "statement", "pass"].includes(step.kind)) now = [];
    waiting.push(now);
  });
  return waiting;
}

/** The one message that several became: it carries what the next step to leave that mark carries. */
function mergedAt(steps, index, links) {
  const step = steps[index];
  const all = (step.in ?? []).filter((pulse) => links.has(pulse.link));
  if (!all.length || (step.out ?? []).length) return [];
  const mark = links.get(all[0].link).to;
  for (const later of steps.slice(index + 1)) {
    if (later.moment !== step.moment) break;
    const sum = (later.in ?? []).find((pulse) => links.get(pulse.link)?.from === mark);
    if (sum) return [{ ...all[0], value: sum.value, chip: sum.chip, merged: true, links: linksOfAll(all) }];
  }
  return [{ ...all[0], merged: true, links: linksOfAll(all) }];
}

function linksOfAll(pulses) {
  return pulses.map((pulse) => pulse.link);
}

/** A read-only view of one payload. */
export function createStore(payload) {
  const marks = new Map(payload.marks.map((mark) => [mark.id, mark]));
  const links = new Map(payload.links.map((link) => [link.id, link]));
  const keyframes = makeKeyframes(payload.steps);
  const waiting = makeWaiting(payload.steps, links);
  const memo = new Map();
  return {
    payload,
    marks,
    links,
    steps: payload.steps,
    last: payload.steps.length - 1,
    /** State after step `step`; -1 is the empty state before the first. The Map is shared: read only. */
    stateAt(step) {
      if (!memo.has(step)) {
        if (memo.size > 8) memo.clear();
        memo.set(step, fold(keyframes, payload.steps, step));
      }
      return memo.get(step);
    },
    waitingAfter: (step) => waiting[step] ?? [],
    visibleMarks: (step) => payload.marks.filter((mark) => mark.born <= step),
    visibleLinks: (step) => payload.links.filter((link) => link.born <= step),
    value: (index) => (index === null || index === undefined ? null : payload.values[index] ?? null),
  };
}

function fold(keyframes, steps, step) {
  if (step < 0) return new Map();
  const at = Math.floor(Math.min(step, steps.length - 1) / KEYFRAME);
  const state = keyframes[at] ? copyState(keyframes[at]) : new Map();
  for (let index = at * KEYFRAME + 1; index <= step && index < steps.length; index += 1) {
    applyWrites(state, steps[index].writes);
  }
  return state;
}

/** First step of `next` that differs from `previous`: their common prefix of statements and messages ends there. */
export function firstNewStep(previous, next) {
  const limit = Math.min(previous.steps.length, next.steps.length);
  for (let index = 0; index < limit; index += 1) {
    if (stepKey(previous, index) !== stepKey(next, index)) return index;
  }
  return limit;
}

function stepKey(payload, index) {
  const step = payload.steps[index];
  const source = (payload.shown ?? payload.text ?? "").split("\n").slice(step.span?.[0] - 1, step.span?.[2]).join("\n");
  const pulses = [...(step.in ?? []), ...(step.out ?? [])].map((pulse) => [pulse.link, pulse.chip]);
  return JSON.stringify([step.kind, step.who, step.label, source, pulses, step.freed ?? []]);
}

/** Where the tape stands after an update: {t, play}. */
export function tapeAfter(previous, next, t) {
  const end = next.steps.length;
  if (!previous) return { t: next.autoplay ? firstRide(next) : end, play: Boolean(next.autoplay) };
  if (previous.rev === next.rev) return { t: Math.min(positionAfter(previous, next, t), end), play: false };
  // Undo and redo bring back the tape with the program; a program left at its end is shown to its end.
  const { at = null } = next;
  if (at !== null) return { t: Math.min(at, end), play: false };
  const fresh = firstNewStep(previous, next);
  const unchanged = fresh === end && previous.steps.length === end;
  if (unchanged || (!next.autoplay && sameCourse(previous, next))) return { t: Math.min(t, end), play: false };
  // A pass that was appended is shown; one that comes back with undo is known already.
  const appended = fresh === previous.steps.length && endsInBackward(next);
  if (fresh < end && (next.autoplay || appended)) return { t: fresh, play: true };
  return { t: t < previous.steps.length ? keptPosition(previous, next, t, fresh) : end, play: false };
}

/** Where a tape that stood before its end stands after an edit: at the same step, or as near to it as there is one. */
function keptPosition(previous, next, t, fresh) {
  const [before, after] = [previous.steps.length, next.steps.length];
  const at = stepAt(t, before);
  let alike = 0;
  while (alike < Math.min(before, after) - fresh
    && courseOf(previous.steps[before - 1 - alike]) === courseOf(next.steps[after - 1 - alike])) alike += 1;
  const moved = at >= before - alike ? t + after - before : t;
  return Math.max(0, Math.min(after, moved));
}

/** What a step is, apart from its numbers, its line and the ids that its place gives to marks. */
function courseOf({ kind, label, in: arriving, out }) {
  return JSON.stringify([kind, kind === "statement" ? label : "", (arriving ?? []).length, (out ?? []).length]);
}

/** The mark of `next` that stands for mark `id` of `previous`: the same by name, where ids have moved on; or null. */
export function sameMark(previous, next, id) {
  const keyOf = (mark) => JSON.stringify([mark.role, mark.name, mark.op ?? ""]);
  const old = previous.marks.get(id);
  if (!old) return null;
  const alike = (store) => [...store.marks.values()].filter((mark) => keyOf(mark) === keyOf(old));
  const place = alike(previous).findIndex((mark) => mark.id === id);
  return alike(next)[place]?.id ?? null;
}

/** Whether two runs take the same steps over the same marks: then only numbers differ, and the tape may stay. */
function sameCourse(previous, next) {
  const course = ({ kind, who, line, in: arriving, out }) => JSON.stringify(
    [kind, who, line, [...(arriving ?? []), ...(out ?? [])].map((pulse) => pulse.link)],
  );
  return previous.steps.length === next.steps.length
    && previous.steps.every((step, index) => course(step) === course(next.steps[index]));
}

/** Where a program that opens by itself starts to play: everything is built, and the way back begins. */
function firstRide({ steps }) {
  return Math.max(0, steps.findIndex((step) => step.kind === "seed"));
}

function endsInBackward(payload) {
  const steps = payload.steps;
  const moment = steps.length ? steps[steps.length - 1].moment : null;
  return steps.some((step) => step.moment === moment && step.kind === "seed");
}

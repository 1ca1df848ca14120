/** What the picture shows at a tape position: a pure function of the payload, the roads and t. */

import { planStep, dwellTime, partAt } from "./playback.js";
import { makeRoad, pointAt } from "./roads.js";
import { progressAt, stepAt } from "./store.js";

const BACKWARD = new Set(["seed", "visit", "fan_in", "accumulate", "retain"]);
const DIM_MS = 160;

export const easeOut = (u) => 1 - (1 - u) ** 3;
export const easeInOut = (u) => (u < 0.5 ? 4 * u ** 3 : 1 - (-2 * u + 2) ** 3 / 2);

/** cubic-bezier(.45, .05, .35, 1) at x. */
export function easeTravel(x) {
  const curve = (s, a, b) => 3 * s * (1 - s) ** 2 * a + 3 * s * s * (1 - s) * b + s ** 3;
  let [low, high] = [0, 1];
  for (let k = 0; k < 22; k += 1) {
    const middle = (low + high) / 2;
    if (curve(middle, 0.45, 0.35) < x) low = middle;
    else high = middle;
  }
  return curve((low + high) / 2, 0.05, 1);
}

function centreOf(points) {
  return [0, 1].map((n) => points.reduce((sum, point) => sum + point[n], 0) / points.length);
}

function roadEnd(road) {
  return road?.points[road.points.length - 1];
}

/** Where a waiting message stands: the end of its road, or between the ends of the roads it was added from. */
function dockOf(pulse, roads) {
  const ends = (pulse.links ?? [pulse.link]).map((id) => roadEnd(roads.get(id))).filter(Boolean);
  return ends.length ? centreOf(ends) : null;
}

/** The road an arriving message takes: from where it waited, through its tensor, along the lane. */
function arrivalRoad(pulse, waiting, store, roads) {
  const road = roads.get(pulse.link);
  if (!road) return null;
  const from = store.links.get(pulse.link).from;
  const before = waiting.find((other) => store.links.get(other.link)?.to === from);
  const dock = before && dockOf(before, roads);
  return dock ? makeRoad([dock, ...road.points]) : road;
}

function preparePlan(store, roads, index, read, hanging) {
  const step = store.steps[index];
  const waiting = store.waitingAfter(index - 1);
  const docked = new Set(waiting.flatMap((pulse) => pulse.links ?? [pulse.link]));
  const arriving = new Map();
  for (const pulse of step.in ?? []) {
    const road = docked.has(pulse.link) ? roads.get(pulse.link) : arrivalRoad(pulse, waiting, store, roads);
    if (road) arriving.set(pulse.link, road);
  }
  const longer = { get: (id) => arriving.get(id) ?? roads.get(id) };
  const plan = planStep(step, longer, { docked, reading: read(step) });
  const leftOver = new Set(store.waitingAfter(index));
  const others = waiting.filter((pulse) => leftOver.has(pulse));
  return { ...plan, docked, arriving, others, active: activeMarks(step, store, hanging) };
}

function activeMarks(step, store, hanging) {
  if (!BACKWARD.has(step.kind)) return null;
  const active = new Set(step.who ? [step.who] : []);
  for (const pulse of [...(step.in ?? []), ...(step.out ?? [])]) {
    const link = store.links.get(pulse.link);
    if (link) active.add(link.from).add(link.to);
  }
  for (const id of [...active]) for (const part of hanging.get(id) ?? []) active.add(part);
  return active;
}

/** Everything that depends on the payload but not on t. `caption` gives the first caption line of a step. */
export function makeScore(store, roads, caption = () => "", lang = "en", paced = true) {
  const read = (step) => (paced && step.kind !== "pass" ? dwellTime(caption(step), lang) : 0);
  const hanging = new Map();
  for (const { id, of } of store.payload.marks) if (of) hanging.set(of, [...(hanging.get(of) ?? []), id]);
  const plans = store.steps.map((_, index) => preparePlan(store, roads, index, read, hanging));
  return { store, roads, plans, lengths: plans.map((plan) => plan.length) };
}

function isSettled(step, part) {
  switch (step?.kind) {
    case "visit": return part.name !== "arrive";
    case "fan_in": return part.name === "rest" || (part.name === "merge" && part.u > 0.6);
    case "accumulate":
    case "retain": return part.name === "rest" || (part.name === "pour" && part.u > 0.5);
    case "error": return part.name !== "arrive";
    default: return true;
  }
}

/** The whole picture at tape position t, ready to draw. */
export function render(score, t) {
  const { store, plans } = score;
  const count = store.steps.length;
  if (!count) return { index: 0, step: null, part: { name: "rest", u: 1 }, state: new Map(), born: -1, pulses: [] };
  const index = stepAt(t, count);
  const step = store.steps[index];
  const p = t <= 0 ? 0 : progressAt(t, count);
  const part = partAt(plans[index], p);
  const empty = t <= 0;
  return {
    index,
    step,
    part,
    state: store.stateAt(empty ? -1 : isSettled(step, part) ? index : index - 1),
    born: empty ? -1 : index,
    dim: dimming(score, index, p),
    active: plans[index].active,
    pulses: empty ? [] : pulsesAt(score, index, part),
    fading: fadingAt(score, index, part),
    sum: sumAt(score, index, part),
    ring: step.kind === "seed" && part.name === "seed" ? { who: step.who, u: part.u } : null,
  };
}

/** Gradients that pass a result without a bucket: each fades below it, where a bucket would be. */
function fadingAt({ store }, index, part) {
  const step = store.steps[index];
  if (step.kind !== "visit" || part.name !== "arrive") return [];
  const state = store.stateAt(index);
  return (step.in ?? []).flatMap((pulse) => {
    const who = store.links.get(pulse.link)?.from;
    const kept = state.get(who)?.retains_grad ?? true;
    return store.marks.get(who)?.role === "tensor" && !kept ? [{ ...pulse, who, u: part.u }] : [];
  });
}

/** What is added while messages merge: their values, and where they meet. */
function sumAt({ store, roads }, index, part) {
  const step = store.steps[index];
  if (step.kind !== "fan_in" || part.name !== "merge" || (step.in ?? []).length < 2) return null;
  const at = dockOf({ links: step.in.map((pulse) => pulse.link) }, roads);
  return at && { x: at[0], y: at[1], values: step.in.map((pulse) => pulse.value), total: store.waitingAfter(index).at(-1)?.value };
}

/** How far a mark that is not taking part is dimmed, from this step's and the step before's cast. */
function dimming(score, index, p) {
  const { store, plans } = score;
  const ms = p * plans[index].length;
  const mix = Math.min(1, ms / DIM_MS);
  const ends = store.steps[index + 1]?.moment !== store.steps[index].moment;
  const now = ends ? null : plans[index].active;
  const before = index > 0 ? plans[index - 1].active : null;
  const value = (cast, id) => (cast && !cast.has(id) ? 1 : 0);
  return (id) => value(before, id) * (1 - mix) + value(now, id) * mix;
}

/** Opacity and size of a mark in the frame, 0 when it is not born yet: {shown, u}. */
export function appearance(frame, mark, sisters) {
  if (mark.born > frame.born) return 0;
  if (mark.born < frame.index || frame.part.name !== "appear") return 1;
  const place = Math.max(0, sisters.indexOf(mark.id));
  const slope = 1 + 0.4 * Math.max(0, sisters.length - 1);
  return easeOut(Math.max(0, Math.min(1, frame.part.u * slope - 0.4 * place)));
}

/** Drawn fraction of a link in the frame. */
export function drawnPart(frame, link) {
  if (link.born > frame.born) return 0;
  if (link.born < frame.index || frame.part.name === "rest") return 1;
  if (frame.part.name === "lanes") return easeOut(frame.part.u);
  return frame.part.name === "appear" ? 0 : 1;
}

const isUpright = ({ dx, dy }) => Math.abs(dy) > 2 * Math.abs(dx);

function onRoad(pulse, road, u, extra = {}) {
  const at = pointAt(road, u);
  const tail = [0.14, 0.27, 0.4].map((back) => pointAt(road, Math.max(0, u - (back * 60) / Math.max(60, road.length))));
  const moving = u > 0.02 && u < 0.98;
  return { ...pulse, x: at.x, y: at.y, upright: isUpright(at), size: 1, tail: moving ? tail : [], ...extra };
}

function still(pulse, roads, extra = {}) {
  const at = dockOf(pulse, roads);
  if (!at) return [];
  const road = roads.get(pulse.link);
  const upright = Boolean(road) && isUpright(pointAt(road, 1));
  return [{ ...pulse, x: at[0], y: at[1], upright, size: 1, tail: [], waiting: true, ...extra }];
}

function pulsesAt(score, index, part) {
  const { store, plans, roads } = score;
  const step = store.steps[index];
  const plan = plans[index];
  const others = plan.others.flatMap((pulse) => still(pulse, roads));
  if (step.kind === "seed" && part.name !== "arrive") return [...others, ...seedPulse(score, index, part)];
  if (part.name === "rest") {
    return store.waitingAfter(index).flatMap((pulse) => still(pulse, roads)).concat(stopped(score, index));
  }
  if (part.name === "leave") return others.concat(leaving(step, roads, part.u));
  return others.concat(incoming(score, index, part));
}

function leaving(step, roads, u) {
  return (step.out ?? []).flatMap((pulse) => {
    const road = roads.get(pulse.link);
    return road ? [onRoad(pulse, road, easeTravel(u), { active: true })] : [];
  });
}

/** Messages that reached a function that then failed stay in front of it. */
function stopped(score, index) {
  const step = score.store.steps[index];
  return step.kind === "error" ? (step.in ?? []).flatMap((pulse) => still(pulse, score.roads, { failed: true })) : [];
}

function incoming(score, index, part) {
  const { store, plans, roads } = score;
  const step = store.steps[index];
  const plan = plans[index];
  const target = step.kind === "fan_in" ? dockOf({ links: (step.in ?? []).map((pulse) => pulse.link) }, roads) : null;
  return (step.in ?? []).flatMap((pulse) => {
    const road = plan.arriving.get(pulse.link);
    if (!road) return [];
    const u = plan.docked.has(pulse.link) ? 1 : easeTravel(part.u);
    if (part.name === "arrive") return [onRoad(pulse, road, u, { active: true })];
    return [sinking(pulse, road, part, target, store)];
  });
}

function sinking(pulse, road, part, target, store) {
  const [x, y] = roadEnd(road);
  const mark = store.marks.get(store.links.get(pulse.link).to);
  const at = onRoad(pulse, road, 1, { active: true });
  if (part.name === "merge") {
    const u = easeInOut(Math.min(1, part.u * 1.4));
    return { ...at, x: x + (target[0] - x) * u, y: y + (target[1] - y) * u, merging: part.u };
  }
  if (part.name === "error") return { ...at, failed: true };
  const u = easeInOut(Math.min(1, part.u * 2.2));
  const deep = Math.min(1, 16 / Math.max(1, Math.hypot(mark.x - x, mark.y - y)));
  const gone = part.u > 0.46 && part.name !== "rest";
  return { ...at, x: x + (mark.x - x) * deep * u, y: y + (mark.y - y) * deep * u, size: gone ? 0 : 1 - u, quiet: gone };
}

/** The first message of a backward pass, standing where its journey will start. */
function seedPulse(score, index, part) {
  const { store, roads } = score;
  const step = store.steps[index];
  const next = (store.steps[index + 1]?.in ?? []).find((pulse) => store.links.get(pulse.link)?.from === step.who);
  const first = (step.out ?? [])[0] ?? next ?? (step.in ?? [])[0];
  const mark = store.marks.get(step.who);
  if (!first || !mark) return [];
  const road = roads.get(first.link);
  const [x, y] = road ? road.points[0] : [mark.x, mark.y];
  const u = part.name === "seed" ? Math.max(0, part.u * 2 - 1) : 1;
  return u > 0 ? [{ ...first, x, y, size: easeOut(u), tail: [], active: true }] : [];
}

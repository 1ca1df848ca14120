/** The folded state at every tape position, and where the tape stands after an edit. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { createStore, firstNewStep, progressAt, sameMark, stepAt, tapeAfter } from "../../components/stage/frontend/store.js";
import { samplePayload } from "./sample.mjs";

test("a tape position belongs to the step it is finishing", () => {
  const cases = [[0, 0, 0], [0.4, 0, 0.4], [1, 0, 1], [1.25, 1, 0.25], [8, 7, 1], [99, 7, 1]];
  for (const [t, step, progress] of cases) {
    assert.equal(stepAt(t, 8), step, `step at ${t}`);
    assert.ok(Math.abs(progressAt(t, 8) - progress) < 1e-12, `progress at ${t}`);
  }
  assert.equal(stepAt(0, 0), 0);
});

test("the state holds all writes up to the step and none after it", () => {
  const store = createStore(samplePayload());
  assert.deepEqual([...store.stateAt(-1)], []);
  assert.deepEqual([...store.stateAt(0)], [["x", { value: 0, grad: null }]]);
  assert.equal(store.stateAt(5).get("b"), undefined);
  assert.deepEqual(store.stateAt(6).get("b"), { value: 4 });
  assert.equal(store.stateAt(6).get("f").state, "recorded");
  assert.equal(store.stateAt(7).get("f").state, "freed");
});

test("seeking backwards forgets what came later", () => {
  const store = createStore(samplePayload());
  assert.equal(store.stateAt(7).get("x").grad, 4);
  assert.equal(store.stateAt(2).get("x").grad, null);
});

test("keyframes give the same state as folding from the start", () => {
  const steps = Array.from({ length: 97 }, (_, i) => ({
    kind: "statement", moment: i, span: [1, 0, 1, 1], writes: [["m", "value", i], [`m${i % 7}`, "seen", i]],
  }));
  const store = createStore({ marks: [], links: [], values: [], steps });
  for (const at of [0, 19, 20, 21, 40, 59, 60, 96, 3]) {
    assert.equal(store.stateAt(at).get("m").value, at);
    for (let k = 0; k < 7; k += 1) {
      const latest = k > at ? undefined : at - (((at - k) % 7) + 7) % 7;
      assert.equal(store.stateAt(at).get(`m${k}`)?.seen, latest, `m${k} after ${at}`);
    }
  }
});

test("messages wait where they arrived until they are used", () => {
  const store = createStore(samplePayload());
  const waiting = (step) => store.waitingAfter(step).map((pulse) => pulse.link);
  assert.deepEqual(waiting(3), []);
  assert.deepEqual(waiting(4), ["k0", "k1"]);
  assert.deepEqual(waiting(6), []);
  const [sum, ...rest] = store.waitingAfter(5);
  assert.deepEqual([sum.merged, sum.links, sum.value, rest.length], [true, ["k0", "k1"], 4, 0]);
});

test("only what was born is visible", () => {
  const store = createStore(samplePayload());
  assert.deepEqual(store.visibleMarks(0).map((mark) => mark.id), ["x", "b"]);
  assert.deepEqual(store.visibleLinks(0).map((link) => link.id), ["kb"]);
  assert.equal(store.visibleLinks(1).length, 7);
});

test("the first payload is shown finished, or played from where the way back begins when it asks for that", () => {
  assert.deepEqual(tapeAfter(null, samplePayload(), 0), { t: 8, play: false });
  assert.deepEqual(tapeAfter(null, samplePayload({ autoplay: true }), 0), { t: 3, play: true });
  const forward = samplePayload({ autoplay: true, steps: samplePayload().steps.slice(0, 2) });
  assert.deepEqual(tapeAfter(null, forward, 0), { t: 0, play: true });
});

test("an appended backward plays from its first new step", () => {
  const whole = samplePayload();
  const before = samplePayload({ steps: whole.steps.slice(0, 2) });
  assert.equal(firstNewStep(before, whole), 2);
  assert.deepEqual(tapeAfter(before, { ...whole, rev: 2 }, 2), { t: 2, play: true });
});

test("an appended plain statement jumps to the end", () => {
  const whole = samplePayload();
  const before = samplePayload({ steps: whole.steps.slice(0, 1) });
  const after = samplePayload({ steps: whole.steps.slice(0, 2), rev: 2 });
  assert.deepEqual(tapeAfter(before, after, 1), { t: 2, play: false });
});

test("the same program keeps the position", () => {
  assert.deepEqual(tapeAfter(samplePayload(), samplePayload({ lang: "zh-CN" }), 3.5), { t: 3.5, play: false });
  assert.deepEqual(tapeAfter(samplePayload(), samplePayload({ rev: 2 }), 3.5), { t: 3.5, play: false });
});

test("a tape that stood in the past stays at its step, whatever is written above, below or there", () => {
  const line = (label, at) => ({ kind: "statement", label, moment: at, line: at + 1, span: [at + 1, 0, at + 1, 9], writes: [] });
  const made = (rev, ...labels) => samplePayload({ rev, steps: labels.map(line), shown: labels.join("\n"), text: labels.join("\n") });
  const before = made(1, "a", "b", "c", "d");
  assert.deepEqual(tapeAfter(before, made(2, "a", "b", "c", "d", "e"), 2), { t: 2, play: false });
  assert.deepEqual(tapeAfter(before, made(2, "n", "a", "b", "c", "d"), 3), { t: 4, play: false });
  assert.deepEqual(tapeAfter(before, made(2, "a", "b", "x", "d"), 2), { t: 2, play: false });
  assert.deepEqual(tapeAfter(before, made(2, "a", "b", "c", "d", "e"), 4), { t: 5, play: false });
});

test("a selected mark is found again by its name when ids have moved on", () => {
  const moved = samplePayload();
  moved.marks = moved.marks.map((mark) => ({ ...mark, id: `${mark.id}9` }));
  const [before, after] = [createStore(samplePayload()), createStore(moved)];
  assert.equal(sameMark(before, after, "z"), "z9");
  assert.equal(sameMark(before, createStore(samplePayload()), "z"), "z");
  assert.equal(sameMark(before, after, "nothing"), null);
});

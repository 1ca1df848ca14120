/** How long things take, and how far the tape has come after a time. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  advance, createPlayer, dwellTime, partAt, phasesOf, planStep, statementFrom, travelTime,
} from "../../components/stage/frontend/playback.js";
import { samplePayload } from "./sample.mjs";

const roads = new Map(["k0", "k1", "k2", "kb"].map((id) => [id, { length: 200 }]));
const steps = samplePayload().steps;

test("travel takes 260 ms and 0.9 ms a pixel, within 360 and 900", () => {
  assert.deepEqual([0, 100, 200, 1000].map(travelTime), [360, 360, 440, 900]);
});

test("reading takes 22 ms a letter in English and 60 ms in Chinese", () => {
  assert.equal(dwellTime("0123456789", "en"), 220);
  assert.equal(dwellTime("从输出出发", "zh-CN"), 300);
  assert.equal(dwellTime(undefined, "en"), 0);
});

test("each kind of step has its parts", () => {
  const total = (step, docked) => phasesOf(step, roads, docked).reduce((sum, [, ms]) => sum + ms, 0);
  assert.equal(total(steps[0]), 380 + 260);
  assert.equal(total(steps[3]), 500);
  assert.equal(total(steps[4]), 440 + 420 + 440);
  assert.equal(total(steps[5]), 440 + 520);
  assert.equal(total(steps[5], new Set(["k0", "k1"])), 520);
  assert.equal(total(steps[6]), 440 + 700);
  assert.equal(total(steps[7]), 320);
});

test("a step lasts as long as its caption takes to read, and 140 ms more", () => {
  assert.equal(planStep(steps[3], roads, { reading: 0 }).length, 640);
  assert.equal(planStep(steps[3], roads, { reading: 2000 }).length, 2140);
});

test("a plan knows its running part", () => {
  const plan = planStep(steps[4], roads, {});
  assert.equal(plan.length, 1440);
  assert.equal(partAt(plan, 220 / 1440).name, "arrive");
  assert.ok(Math.abs(partAt(plan, 220 / 1440).u - 0.5) < 1e-9);
  assert.equal(partAt(plan, 500 / 1440).name, "compute");
  assert.equal(partAt(plan, 900 / 1440).name, "leave");
  assert.deepEqual(partAt(plan, 1), { name: "rest", u: 1 });
});

test("the tape advances by the time played, over the ends of steps", () => {
  assert.equal(advance(0, 250, [1000, 500]), 0.25);
  assert.equal(advance(0, 250, [1000, 500], 2), 0.5);
  assert.equal(advance(0.5, 750, [1000, 500]), 1.5);
  assert.equal(advance(1, 10_000, [1000, 500]), 2);
  assert.equal(advance(0, 10, []), 0);
});

test("statements are found in both directions", () => {
  assert.equal(statementFrom(1, 1, steps), 2);
  assert.equal(statementFrom(3, 1, steps), 8);
  assert.equal(statementFrom(6, -1, steps), 3);
  assert.equal(statementFrom(1, -1, steps), 1);
});

function makeHost(reduced = false) {
  const seen = [];
  const lengths = steps.map(() => 1000);
  const changed = (kind) => seen.push(kind);
  const host = { steps: () => steps, lengths: () => lengths, reduced: () => reduced, changed };
  return { host, seen };
}

function withFrames(run) {
  const waiting = [];
  const real = [globalThis.requestAnimationFrame, globalThis.cancelAnimationFrame, performance.now];
  let clock = 0;
  globalThis.requestAnimationFrame = (callback) => waiting.push(callback);
  globalThis.cancelAnimationFrame = () => { waiting.length = 0; };
  performance.now = () => clock;
  const frames = (count, ms) => {
    for (let k = 0; k < count; k += 1) {
      clock += ms;
      waiting.splice(0).forEach((callback) => callback(clock));
    }
  };
  try {
    run(frames, waiting);
  } finally {
    [globalThis.requestAnimationFrame, globalThis.cancelAnimationFrame, performance.now] = real;
  }
}

test("playing moves the tape by frames and leaves no loop behind at its end", () => withFrames((frames, waiting) => {
  const { host, seen } = makeHost();
  const player = createPlayer(host);
  assert.equal(waiting.length, 0);
  player.play();
  frames(5, 50);
  assert.ok(Math.abs(player.tape.t - 0.25) < 1e-9);
  frames(1000, 50);
  assert.deepEqual([player.tape.t, player.tape.playing, waiting.length], [8, false, 0]);
  assert.equal(seen.filter((kind) => kind === "play").length, 2);
}));

test("with less motion the tape only ever stands at the ends of steps, 1.6 s each", () => withFrames((frames) => {
  const { host } = makeHost(true);
  const player = createPlayer(host);
  player.play();
  frames(1, 50);
  assert.equal(player.tape.t, 1);
  frames(31, 50);
  assert.equal(player.tape.t, 1);
  frames(2, 50);
  assert.equal(player.tape.t, 2);
}));

test("stepping, seeking and the ends stop the playing", () => withFrames((frames, waiting) => {
  const { host } = makeHost();
  const player = createPlayer(host);
  player.play();
  frames(3, 50);
  player.step(1);
  assert.deepEqual([player.tape.t, player.tape.playing, waiting.length], [1, false, 0]);
  player.step(1);
  assert.equal(player.tape.t, 2);
  player.step(-1);
  assert.equal(player.tape.t, 1);
  player.step(-1);
  assert.equal(player.tape.t, 1);
  player.seek(4);
  assert.equal(player.tape.t, 5);
  player.end();
  assert.equal(player.tape.t, 8);
  player.start();
  assert.equal(player.tape.t, 1);
}));

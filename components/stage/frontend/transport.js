/** Playing the tape: the buttons, the slider with its tick marks, the speed. */

import { button, fill, h, name, setIcon } from "./dom.js";
import { laneOf, runsOf } from "./steps.js";

const SPEEDS = [0.25, 0.5, 1, 2, 4];
const THUMB = 16;

/** The transport pane. */
export function createTransport(app) {
  const keys = {
    start: button("start", { onclick: () => app.do.start() }),
    back: button("back", { onclick: () => app.do.step(-1) }),
    play: button("play", { class: "play-button", "data-do": "play", onclick: () => app.do.toggle() }, ""),
    step: button("step", { onclick: () => app.do.step(1) }),
    end: button("end", { onclick: () => app.do.end() }),
  };
  const slider = h("input", { type: "range", min: 0, step: 1, class: "tape-slider" });
  const ticks = h("div", { class: "tape-ticks", "aria-hidden": "true" });
  const tip = h("div", { class: "tape-tip", hidden: true, "aria-hidden": "true" });
  const tape = h("div", { class: "tape" }, slider, ticks, tip);
  const speed = h("select", { class: "speed", onchange: () => app.do.speed(Number(speed.value)) },
    SPEEDS.map((x) => h("option", { value: String(x) }, `${x}×`)));
  const element = h("div", { class: "stage-transport", role: "group" },
    h("div", { class: "transport-keys" }, Object.values(keys)), tape, speed);
  const parts = { element, keys, slider, ticks, tip, tape, speed };
  slider.addEventListener("input", () => app.do.seek(Number(slider.value)));
  tape.addEventListener("pointermove", (event) => preview(app, parts, event));
  tape.addEventListener("pointerleave", () => { tip.hidden = true; });
  return { element, update: (what) => update(app, parts, what) };
}

function update(app, parts, what) {
  if (what.has("payload") || what.has("words")) {
    rename(app, parts);
    drawTicks(app, parts);
  }
  const count = app.payload.steps.length;
  const { t, playing, speed } = app.tape;
  const state = playing ? "pause" : count > 0 && t >= count ? "replay" : "play";
  setIcon(parts.keys.play, state);
  parts.keys.play.querySelector(".button-text").textContent = app.word(`ui.${state}`);
  parts.keys.play.title = `${app.word(`ui.${state}`)} (K)`;
  parts.speed.value = String(speed);
  place(app, parts, count);
}

function place(app, { keys, slider, tape }, count) {
  const { t } = app.tape;
  slider.max = String(Math.max(0, count - 1));
  slider.value = String(app.step);
  slider.disabled = count < 2;
  const here = app.stepOf(app.step);
  slider.setAttribute("aria-valuetext", here ? stepWords(app, app.step) : "");
  tape.style.setProperty("--done", count > 1 ? String(app.step / (count - 1)) : "0");
  tape.dataset.lane = here ? laneOf(here) : "statement";
  keys.play.disabled = count === 0;
  keys.start.disabled = keys.back.disabled = count === 0 || t <= 1;
  keys.step.disabled = keys.end.disabled = count === 0 || t >= count;
}

/** "Step 3/8 · words" of a step. */
export function stepWords(app, index) {
  const where = app.word("ui.step_of", { n: index + 1, count: app.payload.steps.length });
  return `${where} · ${app.caption(app.stepOf(index))}`;
}

function rename(app, { element, keys, slider, speed }) {
  element.setAttribute("aria-label", app.word("ui.transport"));
  name(keys.start, app.word("ui.to_start"), "Home");
  name(keys.back, app.word("ui.step_back"), "J");
  name(keys.step, app.word("ui.step"), "L");
  name(keys.end, app.word("ui.to_end"), "End");
  slider.setAttribute("aria-label", app.word("ui.tape"));
  speed.setAttribute("aria-label", app.word("ui.speed"));
  speed.title = `${app.word("ui.speed")} ([ ])`;
}

/** One tick per step, in runs of the same lane; dense tapes keep only the lanes. */
function drawTicks(app, { ticks }) {
  const { steps } = app.payload;
  const dense = steps.length > 160 ? " is-dense" : "";
  fill(ticks, runsOf(steps).map(({ lane, count }) => h("span", {
    class: `tick-run tick-${lane}${dense}`,
    style: { "flex-grow": String(count), "--count": String(count) },
  })));
}

function preview(app, { slider, tip, tape }, event) {
  const count = app.payload.steps.length;
  if (event.pointerType === "touch" || count < 2) return;
  const box = slider.getBoundingClientRect();
  const u = (event.clientX - box.left - THUMB / 2) / Math.max(1, box.width - THUMB);
  const index = Math.max(0, Math.min(count - 1, Math.round(u * (count - 1))));
  tip.textContent = stepWords(app, index);
  tip.hidden = false;
  const room = tape.clientWidth - tip.offsetWidth;
  const left = Math.max(0, Math.min(room, event.clientX - box.left - tip.offsetWidth / 2));
  tip.style.setProperty("left", `${left}px`);
}

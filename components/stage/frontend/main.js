/** The stage as a Streamlit component: mounts once, then takes every new payload without losing the view. */

import { createApp, takePayload } from "./app.js";
import { loadVis, SMALL } from "./assets.js";
import { createCaption } from "./caption.js";
import { createCode } from "./code.js";
import { createDockTabs } from "./dock_tabs.js";
import { createErrorCard } from "./error_card.js";
import { createInspector } from "./inspector.js";
import { installKeys } from "./keys.js";
import { nodeMenu } from "./node_menu.js";
import { createOpBar } from "./op_bar.js";
import { createSkip } from "./skip.js";
import { askDelete, sayRefused } from "./asking.js";
import { createToolbar } from "./toolbar.js";
import { createTransport } from "./transport.js";

const stages = new WeakMap();

function box(className, ...children) {
  const element = document.createElement("div");
  element.className = className;
  element.append(...children);
  return element;
}

function layOut(root, app) {
  const panes = {
    skip: createSkip(app),
    toolbar: createToolbar(app),
    error: createErrorCard(app),
    caption: createCaption(app),
    transport: createTransport(app),
    code: createCode(app),
    inspector: createInspector(app),
  };
  const dock = box("stage-dock", panes.code.element, panes.inspector.element);
  panes.tabs = createDockTabs(app, dock, panes);
  dock.prepend(panes.tabs.element);
  const below = box("stage-below", panes.error.element, panes.caption.element, panes.transport.element);
  const bar = createOpBar(app);
  app.canvas.element.append(bar.element);
  app.canvas.drawn = bar.place;
  app.canvas.menu = (id) => nodeMenu(app, id);
  root.replaceChildren(panes.skip.element, panes.toolbar.element, app.canvas.element, below, dock, panes.toolbar.panel);
  app.listeners.add((what) => [...Object.values(panes), bar].forEach((pane) => pane.update(what)));
  app.listeners.add((what) => { if (what.has("payload")) hear(app); });
  return installKeys(app);
}

/** What Python answers to a question that changes nothing. */
function hear(app) {
  const { answer } = app.payload;
  if (JSON.stringify(answer) === app.answered) return;
  app.answered = JSON.stringify(answer);
  if (answer?.kind === "delete") askDelete(app, answer);
  else if (answer?.kind === "not_renamed") sayRefused(app, answer);
  else if (answer?.kind === "ghost" && app.menu) app.do.ghost(answer);
}

function trouble(root, error) {
  const note = document.createElement("p");
  note.className = "stage-trouble";
  note.setAttribute("role", "alert");
  note.textContent = String(error?.message ?? error);
  root.append(note);
}

// It is fetched while the rest of the scripts start.
loadVis().catch(() => {});

async function build(stage) {
  const app = createApp(stage.root, stage.payload, SMALL, (event) => stage.send("edit", event));
  stage.app = app;
  stage.keysOff = layOut(stage.root, app);
  takePayload(app, stage.payload);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  stage.themeOff = () => dark.removeEventListener("change", stage.repaint);
  dark.addEventListener("change", stage.repaint);
  const vis = await loadVis();
  if (!stage.gone) app.canvas.attach(vis);
}

function mount(parentElement, payload, send) {
  const root = box("stage");
  const stage = { root, payload, send, app: null, gone: false, calls: 0 };
  stage.repaint = () => stage.app && takePayload(stage.app, stage.payload);
  parentElement.append(root);
  build(stage).catch((error) => trouble(root, error));
  return stage;
}

function unmount(parentElement, stage) {
  stage.gone = true;
  stage.themeOff?.();
  if (typeof stage.keysOff === "function") stage.keysOff();
  stage.app?.player.stop();
  stage.app?.canvas.destroy();
  stage.root.remove();
  stages.delete(parentElement);
}

/** Called on mount and with every update; returns what takes the stage away again. */
export default function stageComponent({ parentElement, data, setTriggerValue }) {
  const payload = data && JSON.parse(new TextDecoder().decode(data));
  let stage = stages.get(parentElement);
  if (!payload?.steps) return () => {};
  if (!stage) {
    stage = mount(parentElement, payload, setTriggerValue);
    stages.set(parentElement, stage);
  } else {
    stage.send = setTriggerValue;
    stage.payload = payload;
    if (stage.app) takePayload(stage.app, payload);
  }
  // Streamlit may run the clean-up of a call that a later one has overtaken: only the latest takes the stage away.
  stage.calls += 1;
  const call = stage.calls;
  return () => stage.calls === call && !stage.gone && unmount(parentElement, stage);
}

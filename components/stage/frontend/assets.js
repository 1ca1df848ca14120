/** What the stage needs beside its scripts: colours and words, which come with them, vis-network, the editor. */

import tokens from "./tokens.json" with { type: "json" };
import lines from "./operations.json" with { type: "json" };
import enCaptions from "./locales/en/captions.json" with { type: "json" };
import enErrors from "./locales/en/errors.json" with { type: "json" };
import enStage from "./locales/en/stage.json" with { type: "json" };
import enApp from "./locales/en/app.json" with { type: "json" };
import zhCaptions from "./locales/zh-CN/captions.json" with { type: "json" };
import zhErrors from "./locales/zh-CN/errors.json" with { type: "json" };
import zhStage from "./locales/zh-CN/stage.json" with { type: "json" };
import zhApp from "./locales/zh-CN/app.json" with { type: "json" };

const words = {
  en: { ...enCaptions, ...enErrors, ...enStage, ...enApp },
  "zh-CN": { ...zhCaptions, ...zhErrors, ...zhStage, ...zhApp },
};
/** Colours, the lines that are offered, and both catalogues: {tokens, lines, words: {en, "zh-CN"}}. */
export const SMALL = { tokens, lines, words };

// The scripts are served joined, out of the folder vendor (see joined.py).
const here = (path) => new URL(path, import.meta.url).href;
let vis = null;
let editor = null;

async function json(path) {
  const answer = await fetch(here(path));
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

/** The vis-network library; its file is a classic script that leaves `vis` on the window. */
export function loadVis() {
  if (globalThis.vis?.Network) return Promise.resolve(globalThis.vis);
  vis ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = here("vis-network.min.js");
    script.async = true;
    script.onload = () => resolve(globalThis.vis);
    script.onerror = () => { vis = null; script.remove(); reject(new Error("vis-network.min.js")); };
    document.head.append(script);
  });
  return vis;
}

/** The editor, when it is wanted: {cm, vocabulary}. */
export function loadEditor() {
  const parts = () => Promise.all([import(here("codemirror.js")), json("names.json")]);
  editor ??= parts().then(([cm, vocabulary]) => ({ cm, vocabulary })).catch((error) => { editor = null; throw error; });
  return editor;
}

/** What the page loads once however many stages it shows, by URL beside this file: colours, words, vis-network, the editor. */

const LANGUAGES = ["en", "zh-CN"];
const PARTS = ["captions", "errors", "stage", "app"];
const here = (path) => new URL(path, import.meta.url).href;
let small = null;
let vis = null;
let editor = null;

async function json(path) {
  const answer = await fetch(here(path));
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

async function catalogue(lang) {
  const parts = await Promise.all(PARTS.map((part) => json(`locales/${lang}/${part}.json`).catch(() => ({}))));
  return Object.assign({}, ...parts);
}

async function fetchSmall() {
  const [tokens, lines, ...words] = await Promise.all([json("tokens.json"), json("operations.json"), ...LANGUAGES.map(catalogue)]);
  return { tokens, lines, words: Object.fromEntries(LANGUAGES.map((lang, i) => [lang, words[i]])) };
}

/** Colours, the lines that are offered, and both catalogues: {tokens, lines, words: {en, "zh-CN"}}. */
export function loadSmall() {
  small ??= fetchSmall().catch((error) => { small = null; throw error; });
  return small;
}

/** The vis-network library; its file is a classic script that leaves `vis` on the window. */
export function loadVis() {
  if (globalThis.vis?.Network) return Promise.resolve(globalThis.vis);
  vis ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = here("vendor/vis-network.min.js");
    script.async = true;
    script.onload = () => resolve(globalThis.vis);
    script.onerror = () => { vis = null; script.remove(); reject(new Error("vis-network.min.js")); };
    document.head.append(script);
  });
  return vis;
}

/** The editor, when it is wanted: {cm, vocabulary}. */
export function loadEditor() {
  const parts = () => Promise.all([import(here("vendor/codemirror.js")), json("vendor/names.json")]);
  editor ??= parts().then(([cm, vocabulary]) => ({ cm, vocabulary })).catch((error) => { editor = null; throw error; });
  return editor;
}

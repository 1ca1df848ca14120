/** Every word the scripts ask for is in both catalogues, with the same places to fill in. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { KEY_ROWS } from "../../components/stage/frontend/legend.js";
import { LEVELS } from "../../components/stage/frontend/shown.js";
import { VIEWS } from "../../components/stage/frontend/toolbar.js";

const FOLDER = new URL("../../components/stage/frontend/", import.meta.url);
const read = (path) => readFileSync(new URL(path, FOLDER), "utf8");
const parts = ["stage", "app", "errors"];
const words = (lang) => Object.assign({}, ...parts.map((part) => JSON.parse(read(`locales/${lang}/${part}.json`))));
const [en, zh] = [words("en"), words("zh-CN")];
const places = (text) => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort();

const KINDS = ["leaf_grad", "leaf_plain", "result_tracked", "result_untracked", "fn", "fn_unrecorded", "fn_freed",
  "accumulate", "constant"];
const SHOWN = [...KINDS, "group", "virtual_L"];
const ROLES = ["tensor", "function", "bucket", "constant"];
const STATES = ["recorded", "unrecorded", "freed"];

/** Names in template literals -> what they can stand for. */
const STANDS_FOR = {
  "kind": KINDS, "shown": SHOWN, "kindNow(mark, fields)": KINDS, "lane": ["value", "back"], "what": KEY_ROWS.map(([, what]) => what),
  "mark.role": ROLES, "VIEWS[i]": VIEWS, "LEVELS[i]": LEVELS, "op": ["undo", "redo"], "state": null, "side": ["from", "to"],
  "place": ["graph", "steps", "guide"],
  "fields.why": ["untracked", "not_yet", "not_retained", "no_path"], "key": null,
  "answer": null, "doing": ["retain_grad", "detach", "grad_none", "add_", "print"],
};
const STATE_OF = { "ui.": ["play", "pause", "replay"], "insp.fn.": STATES };

const sources = readdirSync(FOLDER).filter((name) => name.endsWith(".js")).map((name) => [name, read(name)]);

function expand(name, template) {
  const found = /\$\{([^}]+)\}/.exec(template);
  if (!found) return [template];
  const [whole, variable] = found;
  const choices = variable === "state" ? STATE_OF[template.slice(0, found.index)] : STANDS_FOR[variable];
  assert.ok(choices, `${name}: what does ${whole} in ${template} stand for?`);
  return choices.flatMap((choice) => expand(name, template.replace(whole, choice)));
}

function keysOf([name, source]) {
  const plain = [...source.matchAll(/"((?:ui|kind|legend|insp|ops|menu|ask|compare)\.[\w.]+)"/g)].map((found) => found[1]);
  const made = [...source.matchAll(/`((?:ui|kind|legend|insp|ops|menu|ask|compare)\.[^`\s]*\$\{[^`]+)`/g)].map((found) => found[1])
    .filter((template) => template !== "insp.gradient.${key}")
    .flatMap((template) => expand(name, template));
  const form = name === "gradient_form.js" ? [...source.matchAll(/\bword\("([a-z._]+)"/g)].map((found) => found[1])
    .filter((key) => !/^(ui|insp)\./.test(key)).map((key) => `insp.gradient.${key}`) : [];
  return [...plain, ...made, ...form];
}

// The titles of what is compared come with the programs themselves.
const SENT = ["before", "after", "as_is", "detach", "data", "no_grad"].map((title) => `compare.${title}`);
const used = new Set([...sources.flatMap(keysOf), ...SENT]);

test("every word that is asked for exists in both languages", () => {
  assert.ok(used.size > 120, `${used.size}`);
  assert.deepEqual([...used].filter((key) => !(key in en)), []);
  assert.deepEqual([...used].filter((key) => !(key in zh)), []);
});

test("the stage's catalogue holds no word that nothing asks for", () => {
  assert.deepEqual(Object.keys(JSON.parse(read("locales/en/stage.json"))).filter((key) => !used.has(key)), []);
});

test("both languages have the same keys with the same places", () => {
  assert.deepEqual(Object.keys(zh).sort(), Object.keys(en).sort());
  for (const key of Object.keys(en)) assert.deepEqual(places(zh[key]), places(en[key]), key);
});

test("the two catalogues of the stage list their words in the same order", () => {
  const keys = (lang) => Object.keys(JSON.parse(read(`locales/${lang}/stage.json`)));
  assert.deepEqual(keys("zh-CN"), keys("en"));
});

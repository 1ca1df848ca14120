/**
 * Builds CodeMirror into one file: node build.mjs [FOLDER], after npm ci.
 *
 * Writes codemirror.js, the licences of everything in it, and codemirror.json: versions and hashes, which a test compares
 * with the files and with a second build. FOLDER is ../frontend/vendor unless another one is named.
 */

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const target = resolve(process.argv[2] ?? join(HERE, "../frontend/vendor"));
const read = (path) => readFileSync(join(HERE, path), "utf8");
const sha256 = (text) => createHash("sha256").update(text).digest("hex");

const made = await build({
  absWorkingDir: HERE, entryPoints: ["codemirror.js"], bundle: true, minify: true, format: "esm", target: "es2022",
  charset: "utf8", legalComments: "none", metafile: true, write: false,
});

/** The packages of which something is in the file, by name. */
const packages = [...new Set(Object.keys(made.metafile.inputs).map(
  (path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1],
))].filter(Boolean).sort();
const about = Object.fromEntries(packages.map((name) => [name, JSON.parse(read(`node_modules/${name}/package.json`))]));

const script = made.outputFiles[0].text;
const licences = packages.map(
  (name) => `${name} ${about[name].version}\n\n${read(`node_modules/${name}/LICENSE`).trim()}\n`,
).join(`\n${"-".repeat(80)}\n\n`);
const record = {
  sha256: sha256(script),
  licences: sha256(licences),
  lock: sha256(read("package-lock.json")),
  entry: sha256(read("codemirror.js")),
  packages: Object.fromEntries(packages.map((name) => [name, about[name].version])),
};

mkdirSync(target, { recursive: true });
writeFileSync(join(target, "codemirror.js"), script);
writeFileSync(join(target, "codemirror.LICENSES.txt"), licences);
writeFileSync(join(target, "codemirror.json"), `${JSON.stringify(record, null, 2)}\n`);

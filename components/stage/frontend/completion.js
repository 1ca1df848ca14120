/** What may stand at the caret: the names and attributes that run here (names.json) and the program's own names. */

const ID = "[\\p{L}_][\\p{L}\\p{N}_]*";
const LONGEST_LINE = 2000;
const BINDS = new RegExp(`\\b(?:for|as|def|class|import)\\s+(${ID}(?:\\s*,\\s*${ID})*)`, "gu");
const ASSIGNS = new RegExp(`^\\s*[(*]*(${ID}(?:\\)*\\s*,\\s*[(*]*${ID})*)[\\s,)]*(?::[^=]+)?(?:[-+*/@%&|^]|//|\\*\\*|<<|>>)?=(?!=)`, "u");
const PARAMETERS = new RegExp(`\\bdef\\s+${ID}\\s*\\(([^)]*)\\)`, "u");
const MAKES = new RegExp(`^\\s*(${ID}(?:\\.${ID})?)\\s*=(?!=)\\s*(?:(?:${ID}\\.)*(${ID})\\(|(['"[{]))?`, "u");
const NAME = new RegExp(ID, "gu");
const OWNER = new RegExp(`((?:${ID}\\.)*${ID}|[)\\]])\\.((?:${ID})?)$`, "u");
const WORD = new RegExp(`(?:^|[^\\p{L}\\p{N}_.])(${ID})$`, "u");
const FROM = new RegExp(`^\\s*from\\s+([\\w.]+)\\s+import\\s+(?:[\\w\\s,]*[\\s,])?((?:${ID})?)$`, "u");
const MODULE = /^\s*(?:from|import)\s+([\w.]*)$/;

const USUAL = { torch: "torch", nn: "torch.nn", F: "torch.nn.functional", optim: "torch.optim", math: "math" };
const ATTRIBUTE_TYPES = { grad_fn: "Node", shape: "Size", dtype: "dtype" };
const LITERALS = { "'": "str", '"': "str", "[": "list", "{": "dict" };

const list = (words) => (words ?? "").split(" ").filter(Boolean);
const shortLines = (text) => text.split("\n").filter((line) => line.length <= LONGEST_LINE);

/** The names a program binds, each once, in order. */
export function ownNames(text) {
  const found = new Set();
  const add = (part) => { for (const [name] of (part ?? "").matchAll(NAME)) found.add(name); };
  for (const whole of shortLines(text)) {
    const line = whole.replace(/#.*$/, "");
    add(ASSIGNS.exec(line)?.[1]);
    for (const [, names] of line.matchAll(BINDS)) add(names);
    add(PARAMETERS.exec(line)?.[1].replace(/[:=][^,]*/g, ""));
  }
  return [...found];
}

/** Name -> full name of the module it stands for. */
export function modulesOf(text, { modules }) {
  const found = { ...USUAL };
  const bind = (name, module) => { if (module in modules) found[name] = module; };
  for (const line of shortLines(text)) {
    const plain = /^\s*import\s+(.+)$/.exec(line);
    for (const part of plain ? plain[1].split(",") : []) {
      const [module, as] = part.trim().split(/\s+as\s+/);
      bind(as ?? module.split(".")[0], as ? module : module.split(".")[0]);
    }
    const from = /^\s*from\s+([\w.]+)\s+import\s+(.+)$/.exec(line);
    for (const part of from ? from[2].split(",") : []) {
      const [name, as] = part.trim().split(/\s+as\s+/);
      bind(as ?? name, `${from[1]}.${name}`);
    }
  }
  return found;
}

/** Name -> type, where the line that binds it shows that it is no tensor. */
export function typesOf(text, { made }) {
  const kinds = Object.entries(made).flatMap(([type, names]) => list(names).map((name) => [name, type]));
  const makers = new Map(kinds);
  const found = new Map();
  for (const line of shortLines(text)) {
    const own = /^\s*class\s+(\w+)\s*\((?:[\w.]*\.)?(\w+)\)/.exec(line);
    if (own && makers.has(own[2])) {
      makers.set(own[1], makers.get(own[2]));
      found.set("self", makers.get(own[2]));
    }
    const [, name, maker, literal] = MAKES.exec(line) ?? [];
    const type = makers.get(maker) ?? LITERALS[literal];
    if (name && type) found.set(name, type);
    else if (name) found.delete(name);
  }
  return found;
}

function membersOf(owner, text, words) {
  const modules = modulesOf(text, words);
  const parts = owner.split(".");
  let module = Object.hasOwn(modules, parts[0]) ? modules[parts[0]] : null;
  let at = 1;
  while (module && at < parts.length && `${module}.${parts[at]}` in words.modules) module = `${module}.${parts[at++]}`;
  if (module) return at === parts.length ? list(words.modules[module]) : [];
  const types = typesOf(text, words);
  const type = types.get(owner) ?? ATTRIBUTE_TYPES[parts.length > 1 ? parts.at(-1) : ""] ?? "Tensor";
  return list(words.types[type]);
}

/**
 * What may follow `before`, the line up to the caret, in the program `text`: {typed, names: [{label, type}]} or null.
 * `typed` is how many characters of the name are there already; `asked` offers names even if it is none.
 */
export function optionsAt(before, text, words, asked = false) {
  const offer = (typed, names, type) => ({ typed: typed.length, names: names.map((label) => ({ label, type })) });
  const from = FROM.exec(before);
  if (from) return from[1] in words.modules ? offer(from[2], list(words.modules[from[1]]), "member") : null;
  const module = MODULE.exec(before);
  if (module) return offer(module[1], Object.keys(words.modules), "module");
  const owner = OWNER.exec(before);
  if (owner) return offer(owner[2], membersOf(owner[1], text, words), "member");
  const word = WORD.exec(before);
  if (!word && !(asked && /(^|[\s([{,=:+\-*/])$/.test(before))) return null;
  const typed = word?.[1] ?? "";
  const own = ownNames(text);
  const rest = [...list(words.keywords), ...list(words.builtins)].filter((name) => !own.includes(name));
  const names = [...own.map((label) => ({ label, type: "own" })), ...rest.map((label) => ({ label, type: "builtin" }))];
  return { typed: typed.length, names };
}

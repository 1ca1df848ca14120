/** Program text for the eye: one line split into coloured pieces, and cut where the current span begins and ends. */

const KEYWORDS = new Set(("and as assert break continue def del elif else False for from if import in is lambda None not "
  + "or pass raise return True try while with").split(" "));
const TOKEN = /(#.*$)|("(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?)|(\b\d[\w.]*)|(\b[A-Za-z_]\w*)|(\s+|[^\s\w]|\w)/gu;

// What is not drawn, or changes the order in which its neighbours are drawn.
const HIDDEN = /([\0-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff])/;

/** A hidden character by its number, as Python would write it. */
export function codeOf(character) {
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
}

/** Pieces of one line: [{text, kind}], kind "comment" | "string" | "number" | "keyword" | "hidden" | null. */
export function piecesOf(line) {
  const pieces = joined(line);
  if (!HIDDEN.test(line)) return pieces;
  return pieces.flatMap(({ text, kind }) => text.split(HIDDEN).map(
    (part, i) => ({ text: part, kind: i % 2 ? "hidden" : kind }),
  )).filter(({ text }) => text);
}

/** Header line -> last line of the block below it, lines counted from 1: what can be folded. */
export function blocksOf(lines) {
  const blocks = new Map();
  const open = [];
  let last = 0;
  const close = (indent) => {
    while (open.length && open.at(-1).indent >= indent) {
      const { number } = open.pop();
      if (last > number) blocks.set(number, last);
    }
  };
  lines.forEach((line, i) => {
    if (!line.trim() || /^\s*#/.test(line)) return;
    const indent = line.length - line.trimStart().length;
    close(indent);
    if (/^\s*(for|while|def|class|with|if|elif|else|try|except|finally|match|case)\b.*:\s*(#.*)?$/.test(line)) {
      open.push({ indent, number: i + 1 });
    }
    last = i + 1;
  });
  close(0);
  return blocks;
}

function joined(line) {
  const pieces = [];
  for (const [text, comment, string, number, word] of line.matchAll(TOKEN)) {
    let kind = null;
    if (comment) kind = "comment";
    else if (string) kind = "string";
    else if (number) kind = "number";
    else if (word && KEYWORDS.has(word)) kind = "keyword";
    const last = pieces[pieces.length - 1];
    if (last && last.kind === kind) last.text += text;
    else pieces.push({ text, kind });
  }
  return pieces;
}

/** Columns [from, to] of a span on line `number`, or null; `span` = [line, column, end line, end column], lines from 1. */
export function columnsOf(span, number, line) {
  if (!span || number < span[0] || number > span[2]) return null;
  const length = [...line].length;
  const from = number === span[0] ? span[1] : length - [...line.trimStart()].length;
  const to = number === span[2] ? span[3] : length;
  return from < to ? [from, Math.min(to, length)] : null;
}

/** Where a column (counted in characters) is in a line counted as JavaScript does, where some characters are two. */
export function unitsAt(line, column) {
  return [...line].slice(0, column).join("").length;
}

/** The pieces cut at two columns (counted in characters), each with `marked` when it lies between them. */
export function cutPieces(pieces, columns) {
  if (!columns) return pieces;
  const [from, to] = columns;
  let at = 0;
  return pieces.flatMap(({ text, kind }) => {
    const chars = [...text];
    const cut = (low, high, marked) => ({ text: chars.slice(Math.max(0, low - at), Math.max(0, high - at)).join(""), kind, marked });
    const parts = [cut(0, from, false), cut(from, to, true), cut(to, Infinity, false)].filter((part) => part.text);
    at += chars.length;
    return parts;
  });
}

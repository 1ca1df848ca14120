/** Program text for the eye: one line split into coloured pieces, and cut where the current span begins and ends. */

const KEYWORDS = new Set(("and as assert break continue def del elif else False for from if import in is lambda None not "
  + "or pass raise return True try while with").split(" "));
const TOKEN = /(#.*$)|("(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?)|(\b\d[\w.]*)|(\b[A-Za-z_]\w*)|(\s+|[^\s\w]|\w)/gu;

/** Pieces of one line: [{text, kind}], kind "comment" | "string" | "number" | "keyword" | null. */
export function piecesOf(line) {
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

/** The editor's CodeMirror: Python, completion, folding, keys. It knows nothing of the stage but what it is told. */

import { optionsAt } from "./completion.js";
import { codeOf } from "./python_text.js";

const UNIT = "    ";
const MOST_TEXT = 100_000;

/** How the lines of a text end: only a text in which all end alike can be kept as it is. */
export function lineEndOf(text) {
  const all = text.split("\n").length - 1;
  return all > 0 && text.split("\r\n").length - 1 === all ? "\r\n" : "\n";
}

/** The smallest change that makes `before` into `after`: {from, to, insert}, or null. */
export function changeBetween(before, after) {
  if (before === after) return null;
  let from = 0;
  while (from < before.length && from < after.length && before[from] === after[from]) from += 1;
  let back = 0;
  const most = Math.min(before.length, after.length) - from;
  while (back < most && before[before.length - 1 - back] === after[after.length - 1 - back]) back += 1;
  return { from, to: before.length - back, insert: after.slice(from, after.length - back) };
}

function completion(cm, names) {
  const source = (context) => {
    const { state, pos, explicit } = context;
    const inside = cm.syntaxTree(state).resolveInner(pos, -1).name;
    const words = names();
    if (!words || /Comment|^String|FormatString/.test(inside)) return null;
    const line = state.doc.lineAt(pos);
    const before = state.sliceDoc(Math.max(line.from, pos - 300), pos);
    // Names are those of the other lines: the one being written has no name yet.
    const rest = state.doc.length > MOST_TEXT ? "" : `${state.sliceDoc(0, line.from)}\n${state.sliceDoc(line.to)}`;
    const found = optionsAt(before, rest, words.vocabulary, explicit);
    if (!found) return null;
    const options = found.names.map(({ label, type }) => ({
      label, type, boost: type === "own" ? 50 : 0, detail: type === "own" ? words.made.get(label) : undefined,
    }));
    return { from: pos - found.typed, options, validFor: /^[\p{L}_][\p{L}\p{N}_]*$/u };
  };
  return cm.autocompletion({
    override: [source], icons: false, selectOnOpen: false, defaultKeymap: false, activateOnTypingDelay: 60, maxRenderedOptions: 60,
    interactionDelay: 0,
  });
}

/** A character that cannot be seen, by its number: what it does to its neighbours ends here. */
function hidden(code, description) {
  const element = document.createElement("span");
  element.className = "cm-specialChar";
  element.textContent = codeOf(String.fromCharCode(code));
  element.title = description ?? "";
  return element;
}

function highlighting(cm) {
  const { tags: t } = cm;
  const style = cm.HighlightStyle.define([
    { tag: t.comment, class: "py-comment" },
    { tag: [t.string, t.special(t.string)], class: "py-string" },
    { tag: t.number, class: "py-number" },
    { tag: [t.keyword, t.bool, t.null], class: "py-keyword" },
    { tag: [t.function(t.definition(t.variableName)), t.definition(t.className)], class: "py-definition" },
  ]);
  return cm.syntaxHighlighting(style);
}

function tab(cm, on, back) {
  return (view) => {
    if (cm.completionStatus(view.state) === "active" && !back) {
      if ((cm.selectedCompletionIndex(view.state) ?? -1) < 0) cm.moveCompletionSelection(true)(view);
      return cm.acceptCompletion(view);
    }
    if (!on.indents()) return false;
    if (back || !view.state.selection.main.empty) return back ? cm.indentLess(view) : cm.indentMore(view);
    const line = view.state.doc.lineAt(view.state.selection.main.head);
    const column = view.state.selection.main.head - line.from;
    view.dispatch(view.state.replaceSelection(UNIT.slice(column % UNIT.length)));
    return true;
  };
}

function keys(cm, on) {
  const always = (act) => (view) => act(view) !== false;
  return [
    cm.Prec.highest(cm.keymap.of([
      { key: "Mod-Enter", run: always(on.run), preventDefault: true },
      { key: "Ctrl-m", mac: "Shift-Alt-m", run: always(on.toggleTab), preventDefault: true },
      { key: "F8", run: always(on.error), preventDefault: true },
      { key: "Alt-Enter", run: always((view) => on.seek(view.state.doc.lineAt(view.state.selection.main.head).number)) },
      { key: "Tab", run: tab(cm, on, false), shift: tab(cm, on, true) },
    ])),
    cm.keymap.of([
      ...cm.closeBracketsKeymap, ...cm.completionKeymap, ...cm.foldKeymap, ...cm.historyKeymap, ...cm.defaultKeymap,
    ]),
    cm.Prec.lowest(cm.keymap.of([{ key: "Escape", run: always(on.leave) }])),
  ];
}

function folding(cm, words) {
  const chevron = (open) => {
    const element = document.createElement("span");
    element.className = "fold-mark";
    element.dataset.open = String(open);
    element.title = words(open ? "ui.code.fold" : "ui.code.unfold");
    return element;
  };
  const placeholder = (view, onclick, count) => {
    const element = document.createElement("button");
    Object.assign(element, { type: "button", className: "fold-rest", title: words("ui.code.unfold") });
    element.textContent = words("ui.code.folded", { count });
    element.addEventListener("click", onclick);
    return element;
  };
  return [
    cm.codeFolding({
      preparePlaceholder: (state, { from, to }) => state.doc.lineAt(to).number - state.doc.lineAt(from).number,
      placeholderDOM: placeholder,
    }),
    cm.foldGutter({ markerDOM: chevron }),
  ];
}

/**
 * A CodeMirror in `parent`. `on`: {changed, run, leave, error, seek, hover, indents, toggleTab}; `names()` = {vocabulary, made};
 * `marks` = extension. Returns {view, text, isChoosing, isBroken, replace}.
 */
export function createView(cm, { parent, root, tips, text, on, names, words, marks }) {
  const theirs = cm.Annotation.define();
  const lineEnd = { now: lineEndOf(text) };
  const extensions = () => [
    cm.EditorState.lineSeparator.of(lineEnd.now),
    cm.EditorState.tabSize.of(4),
    cm.indentUnit.of(UNIT),
    cm.pythonLanguage,
    cm.pythonLanguage.data.of({ closeBrackets: { brackets: ["(", "[", "{"] }, commentTokens: { line: "#" } }),
    highlighting(cm),
    cm.history(),
    cm.closeBrackets(),
    cm.bracketMatching(),
    cm.indentOnInput(),
    cm.highlightSpecialChars({ render: hidden }),
    cm.EditorView.lineWrapping,
    cm.EditorView.clipboardInputFilter.of((pasted) => pasted.replace(/\r\n?/g, lineEnd.now)),
    cm.EditorView.contentAttributes.of(() => (
      { "aria-label": words("ui.program"), "aria-describedby": "stage-editor-hint", inputmode: "text" }
    )),
    cm.EditorView.updateListener.of((update) => {
      if (update.docChanged && !update.transactions.some((one) => one.annotation(theirs))) on.changed();
    }),
    cm.EditorView.domEventHandlers({
      mousemove: (event, view) => on.hover(view.state.doc.lineAt(view.posAtCoords(event, false)).number),
      mouseleave: () => on.hover(null),
    }),
    cm.tooltips({ parent: tips, position: "fixed" }),
    completion(cm, names),
    marks,
    folding(cm, words),
    keys(cm, on),
  ];
  const create = (doc) => cm.EditorState.create({ doc, extensions: extensions() });
  const view = new cm.EditorView({ state: create(text), parent, root });
  const current = () => view.state.sliceDoc();
  return {
    view,
    text: current,
    /** Whether names are offered and what stands there is none of them yet. */
    isChoosing() {
      const { head } = view.state.selection.main;
      const offered = cm.completionStatus(view.state) === "active" ? cm.currentCompletions(view.state) : [];
      const typed = /[\p{L}\p{N}_]*$/u.exec(view.state.sliceDoc(Math.max(0, head - 80), head))[0];
      return offered.length > 0 && view.hasFocus && !offered.some(({ label }) => label === typed);
    },
    /** Whether the text does not parse as Python, as far as it has been parsed. */
    isBroken() {
      let broken = false;
      cm.syntaxTree(view.state).iterate({ enter: ({ type }) => { broken ||= type.isError; return !broken; } });
      return broken;
    },
    /** Takes a text from outside: the caret stays where it is, and undo here does not reach it. */
    replace(next) {
      if (next === current()) return;
      if (lineEndOf(next) !== lineEnd.now) {
        lineEnd.now = lineEndOf(next);
        view.setState(create(next));
        return;
      }
      const plain = next.split(lineEnd.now).join("\n");
      const change = changeBetween(view.state.doc.toString(), plain);
      if (!change) return;
      const insert = view.state.toText(change.insert.split("\n").join(lineEnd.now));
      view.dispatch({
        changes: { ...change, insert }, annotations: [theirs.of(true), cm.Transaction.addToHistory.of(false)],
      });
    },
  };
}

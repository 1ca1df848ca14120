/** What the recording says inside the editor: the current line, what lines made, their moments, and where it went wrong. */

import { columnsOf, unitsAt } from "./python_text.js";

function lineAt(doc, number) {
  return number >= 1 && number <= doc.lines ? doc.line(number) : null;
}

/** Positions [from, to] of the columns of a span on one line; the whole line's text where they are empty. */
function placeOn(line, number, span) {
  const columns = columnsOf(span, number, line.text);
  if (columns) return [line.from + unitsAt(line.text, columns[0]), line.from + unitsAt(line.text, columns[1])];
  const indent = line.text.length - line.text.trimStart().length;
  return line.text.trim() ? [line.from + indent, line.to] : null;
}

/** Where an error is underlined, line by line: [[from, to], …]; empty if the text has no such place. */
export function placesOf(doc, error) {
  if (!error?.line) return [];
  const span = error.span ?? [error.line, 0, error.line, 0];
  const places = [];
  for (let number = span[0]; number <= Math.min(span[2], doc.lines, span[0] + 50); number += 1) {
    const line = lineAt(doc, number);
    const place = line && placeOn(line, number, span);
    if (place) places.push(place);
  }
  return places;
}

/** The extension and what drives it: {extension, show, goToError}; `note(error)` makes the content of the tooltip. */
export function createMarks(cm, { note, seek }) {
  const { Decoration, EditorView, GutterMarker, RangeSet, StateEffect, StateField, WidgetType } = cm;
  const NOTHING = { deco: Decoration.none, moments: RangeSet.empty, places: [], error: null, open: false };

  class Hint extends WidgetType {
    constructor(text) { super(); this.text = text; }
    eq(other) { return other.text === this.text; }
    toDOM() {
      const element = document.createElement("span");
      element.className = "line-hint";
      element.textContent = this.text;
      return element;
    }
    ignoreEvent() { return false; }
  }

  class Moment extends GutterMarker {
    constructor(number, state, title) { super(); Object.assign(this, { number, state, title }); }
    eq(other) { return other.number === this.number && other.state === this.state && other.title === this.title; }
    toDOM() {
      const element = document.createElement("span");
      element.className = "line-moment";
      element.dataset.at = this.state;
      element.textContent = this.number;
      element.title = this.title;
      return element;
    }
  }

  const shown = StateEffect.define();
  const opened = StateEffect.define();

  function build(doc, { current, hints, moments, error }) {
    const ranges = [];
    for (let number = current?.span[0] ?? 1; current && number <= Math.min(current.span[2], current.last); number += 1) {
      const line = lineAt(doc, number);
      if (!line) break;
      ranges.push(Decoration.line({ class: `is-current${current.back ? " is-back" : ""}` }).range(line.from));
      const place = current.error ? null : placeOn(line, number, current.span);
      if (place && place[0] < place[1]) ranges.push(Decoration.mark({ class: "is-span" }).range(...place));
    }
    for (const [number, text] of hints) {
      const line = lineAt(doc, number);
      if (line) ranges.push(Decoration.widget({ widget: new Hint(text), side: 1, hint: true }).range(line.to));
    }
    const places = placesOf(doc, error);
    for (const [from, to] of places) if (from < to) ranges.push(Decoration.mark({ class: "code-error", inclusive: true }).range(from, to));
    const markers = [...moments].filter(([number]) => lineAt(doc, number)).map(
      ([number, { step, state, title }]) => new Moment(step, state, title).range(doc.line(number).from),
    );
    return { deco: Decoration.set(ranges, true), moments: RangeSet.of(markers, true), places, error, open: false };
  }

  /** After typing everything moves along; what a line made is no longer said of a line that was changed. */
  function moved(value, transaction) {
    const { changes, startState } = transaction;
    const touched = new Set();
    changes.iterChangedRanges((from, to) => {
      for (let at = startState.doc.lineAt(from); ; at = startState.doc.line(at.number + 1)) {
        touched.add(at.to);
        if (at.to >= to || at.number === startState.doc.lines) break;
      }
    });
    const kept = value.deco.update({ filter: (from, to, { spec }) => !spec.hint || !touched.has(from) });
    return {
      ...value, deco: kept.map(changes), moments: value.moments.map(changes), open: false,
      places: value.places.map(([from, to]) => [changes.mapPos(from, 1), changes.mapPos(to, -1)]),
    };
  }

  const field = StateField.define({
    create: () => NOTHING,
    update(value, transaction) {
      let next = transaction.docChanged ? moved(value, transaction) : value;
      for (const effect of transaction.effects) {
        if (effect.is(shown)) next = { ...build(transaction.state.doc, effect.value), open: next.open };
        if (effect.is(opened)) next = { ...next, open: effect.value && Boolean(next.error) };
      }
      return next;
    },
    provide: (self) => [
      EditorView.decorations.from(self, (value) => value.deco),
      cm.showTooltip.from(self, (value) => (value.open && value.places.length ? tip(value) : null)),
    ],
  });

  function tip({ error, places }) {
    return { pos: places[0][0], end: places.at(-1)[1], above: true, create: () => ({ dom: note(error) }) };
  }

  const hover = cm.hoverTooltip((view, pos) => {
    const value = view.state.field(field);
    const inside = value.places.some(([from, to]) => pos >= from && pos <= to);
    return inside && !value.open ? tip(value) : null;
  });

  const click = (view, block) => { seek(view.state.doc.lineAt(block.from).number); return true; };
  return {
    extension: [
      field, hover,
      cm.lineNumbers({ domEventHandlers: { mousedown: click } }),
      cm.gutter({ class: "cm-moments", markers: (view) => view.state.field(field).moments, domEventHandlers: { mousedown: click } }),
    ],
    show: (view, what) => view.dispatch({ effects: shown.of(what) }),
    isOpen: (view) => view.state.field(field).open,
    close: (view) => view.dispatch({ effects: opened.of(false) }),
    /** Puts the caret where it went wrong, opens the note and says `words`; false if there is no such place. */
    goToError(view, words) {
      const { places } = view.state.field(field);
      if (!places.length) return false;
      view.dispatch({
        selection: { anchor: places[0][0] }, scrollIntoView: true, effects: [opened.of(true), EditorView.announce.of(words)],
      });
      return true;
    },
  };
}

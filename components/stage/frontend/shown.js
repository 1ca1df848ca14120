/** What the picture shows of a run: which groups are folded, whether the hidden L stands there; kept in the address. */

import { arrange } from "./arrange.js";
import { closedAt, foldPayload } from "./fold.js";
import { withHidden } from "./hidden.js";
import { createStore } from "./store.js";

export const LEVELS = ["blocks", "lines", "ops"];
const MANY = 150; // marks above which a program opens folded

/** Reads a part of the view from the address; null where there is none. */
export function fromAddress(name) {
  try {
    return new URLSearchParams(globalThis.location?.search ?? "").get(name);
  } catch {
    return null;
  }
}

/** Writes a part of the view into the address, so that a copied link shows the same; null takes it out. */
export function toAddress(name, value) {
  const { location, history } = globalThis;
  if (!location || !history || fromAddress(name) === value) return;
  const query = new URLSearchParams(location.search);
  if (value === null) query.delete(name);
  else query.set(name, value);
  history.replaceState(history.state, "", `${location.pathname}?${query}${location.hash}`);
}

/** The folding of one stage: {level(), levels(), closed(), opened(), hidden(), set…}. */
export function createFolding() {
  const asked = fromAddress("f");
  const self = { level: LEVELS.includes(asked) ? asked : null, opened: new Set(), hidden: fromAddress("L") === "1" };
  const level = (payload) => self.level ?? (payload.marks.length > MANY ? "blocks" : "ops");
  return {
    level,
    /** The levels that differ for a payload: without calls and passes there are no blocks. */
    levels: ({ groups }) => LEVELS.filter((name) => name === "ops"
      || (groups ?? []).some((group) => group.levels.includes(name) && (name === "lines" || group.levels.length === 1))),
    choose(name) {
      self.level = name;
      self.opened = new Set();
      toAddress("f", name);
    },
    open(id) { self.opened.add(id); },
    close(id) { self.opened.delete(id); },
    /** The groups somebody has opened by hand, which can be folded again. */
    opened: (payload) => (payload.groups ?? []).filter((group) => self.opened.has(group.id)
      && group.levels.includes(level(payload))),
    closed(payload) {
      const closed = closedAt(payload.groups ?? [], level(payload));
      for (const id of self.opened) closed.delete(id);
      return closed;
    },
    hidden: () => self.hidden,
    showHidden(on) {
      self.hidden = on;
      toAddress("L", on ? "1" : null);
    },
  };
}

/** The store of what is shown: `store` itself while nothing is folded and no L stands there. */
export function shownStore(store, folding) {
  const folded = foldPayload(store.payload, folding.closed(store.payload));
  const placed = folded === store.payload ? folded : { ...folded, ...arrange(folded.marks, folded.links) };
  const shown = withHidden(placed, folding.hidden());
  return shown === store.payload ? store : createStore(shown);
}

/** Edits on their way to Python: one at a time, the others wait in order, and none is lost. */

const PATIENCE = 8000;
const TRIES = 4;
// These point at a line or a button of the program as it was when they were sent: they keep its revision.
const POINTED = new Set(["fix", "fix_warning", "delete", "show_partial"]);

/** Whether `later` says all that `earlier` said: the same field with a newer number, or a newer whole text. */
export function replaces(earlier, later) {
  if (earlier.op !== later.op) return false;
  if (later.op === "replace_all") return true;
  return later.op === "set_element" && later.gesture !== undefined && later.gesture === earlier.gesture
    && earlier.name === later.name && earlier.line === later.line && String(earlier.index) === String(later.index);
}

/** `post(event)` hands an event to Python; `rev()` is the revision of the program on the screen. */
export function createOutbox(post, rev, later = (act, wait) => setTimeout(act, wait)) {
  const self = { waiting: [], flying: null, sequence: 0, tries: 0 };

  function next() {
    if (self.flying || !self.waiting.length) return;
    const { event, base } = self.waiting.shift();
    self.sequence += 1;
    self.flying = { seq: self.sequence, base_rev: POINTED.has(event.op) ? base : rev(), ...event };
    self.tries = 0;
    launch(self.flying);
  }

  /** An event that was sent twice is heard once: Python knows it by its number. */
  function launch(event) {
    if (self.flying !== event) return;
    self.tries += 1;
    if (self.tries > TRIES) {
      self.flying = null;
      next();
      return;
    }
    post(event);
    later(() => launch(event), PATIENCE);
  }

  return {
    add(event) {
      const last = self.waiting[self.waiting.length - 1];
      if (last && replaces(last.event, event)) last.event = event;
      else self.waiting.push({ event, base: rev() });
      next();
    },
    /** Python has answered all events up to `seq`. */
    heard(seq = self.sequence) {
      if (self.flying && seq >= self.flying.seq) self.flying = null;
      self.sequence = Math.max(self.sequence, seq);
      // Not now: what is sent while the answer is still being taken in may not arrive.
      later(next, 0);
    },
    /** Whether an event of this kind is on its way, or waits to be. */
    holds: (op) => self.flying?.op === op || self.waiting.some(({ event }) => event.op === op),
    idle: () => !self.flying && !self.waiting.length,
  };
}

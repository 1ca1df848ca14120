/** How the panes ask Python for a change: the stage shows that it waits until the answer is here. */

/** Sends an edit event and marks the stage as waiting. */
export function send(app, op, fields = {}) {
  app.do.send(op, fields);
  app.root.dataset.waiting = "true";
}

/** Whether an event has been sent, of this `op` or of any, that the payload does not answer yet. */
export function isWaiting(app, op = null) {
  return op === null ? app.root.dataset.waiting === "true" : (app.outbox?.holds(op) ?? false);
}

/** Ends the waiting once Python has answered everything that was sent. */
export function settle(app) {
  if (app.outbox?.idle() ?? true) app.root.dataset.waiting = "false";
}

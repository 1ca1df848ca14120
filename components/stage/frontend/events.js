/** How the panes ask Python for a change: the stage shows that it waits until the answer is here. */

/** Sends an edit event and marks the stage as waiting. */
export function send(app, op, fields = {}) {
  app.do.send(op, fields);
  app.root.dataset.waiting = "true";
}

/** Whether an event has been sent that the payload does not answer yet. */
export function isWaiting(app) {
  return app.root.dataset.waiting === "true";
}

/** Ends the waiting once the payload has heard of the last event. */
export function settle(app) {
  const heard = app.payload.seq;
  if (heard === undefined || app.sequence === undefined || heard >= app.sequence) app.root.dataset.waiting = "false";
}

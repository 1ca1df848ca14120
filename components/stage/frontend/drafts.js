/** What was typed and not yet answered, kept in this tab: a page that is loaded again gets it back. */

const KEY = "autograd-explorer.draft";

/** Keeps `text`, typed over `base`, the last program the server is known to have. */
export function keepDraft(base, text) {
  // A private window may refuse; then the program is only as safe as the page.
  try { sessionStorage.setItem(KEY, JSON.stringify({ base, text })); } catch { /* nothing more can be done */ }
}

/** The text that was typed over `base`, or null. */
export function draftOver(base) {
  try {
    const draft = JSON.parse(sessionStorage.getItem(KEY));
    return draft?.base === base && typeof draft.text === "string" ? draft.text : null;
  } catch {
    return null;
  }
}

/** Forgets the draft: the server has it. */
export function dropDraft() {
  try { sessionStorage.removeItem(KEY); } catch { /* there was none */ }
}

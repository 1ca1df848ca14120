/** What this tab keeps of a program that nobody else has yet: a page that is loaded again gets it back. */

const KEY = "autograd-explorer.draft";
// A text as short as this fits into the address of the page, however badly it packs.
const ADDRESSED = 1200;

function write(draft) {
  // A private window may refuse; then the program is only as safe as the page.
  try {
    if (draft) sessionStorage.setItem(KEY, JSON.stringify(draft));
    else sessionStorage.removeItem(KEY);
  } catch { /* nothing more can be done */ }
}

/** Keeps `text`, typed over `base`, the last program the server is known to have. */
export function keepDraft(base, text) {
  write({ base, text });
}

/** The server has `text`: it is kept on only where the address may not hold it. */
export function settleDraft(text) {
  write(text.length > ADDRESSED ? { base: null, text } : null);
}

/** What to go on with on a page that opens `text` at the address `search`: a draft over it, or null. */
export function draftOver(text, search) {
  let draft = null;
  try { draft = JSON.parse(sessionStorage.getItem(KEY)); } catch { /* there is none */ }
  if (typeof draft?.text !== "string" || draft.text === text) return null;
  const address = new URLSearchParams(search);
  const asked = address.has("p") || address.has("l");
  return draft.base === text || (draft.base === null && !asked) ? draft.text : null;
}

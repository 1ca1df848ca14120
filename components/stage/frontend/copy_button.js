/** A button that copies a text, and shows for a moment that it did. */

import { button, name, setIcon } from "./dom.js";

const COPIED = 1600; // milliseconds

/** `props` are those of the button. Where the clipboard refuses, nothing changes. */
export function copyButton(app, text, props) {
  const element = button("copy", props);
  const look = (sign, word) => { setIcon(element, sign); name(element, app.word(word)); };
  name(element, app.word("ui.copy"));
  element.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      return;
    }
    look("done", "ui.copied");
    setTimeout(look, COPIED, "copy", "ui.copy");
  });
  return element;
}

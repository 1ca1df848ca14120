/** Colours for the canvas, taken from tokens.json and the theme that is on. */

/** Whether a CSS colour is dark; null when it cannot be read. */
export function isDark(color) {
  const hex = /^#([0-9a-f]{6})/i.exec(String(color).trim());
  const rgb = /^rgba?\(\s*([\d.]+)[ ,]+([\d.]+)[ ,]+([\d.]+)/.exec(String(color).trim());
  let parts = null;
  if (hex) parts = [0, 2, 4].map((at) => parseInt(hex[1].slice(at, at + 2), 16));
  else if (rgb) parts = rgb.slice(1, 4).map(Number);
  if (!parts) return null;
  return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2] < 128;
}

/** "light" or "dark": the payload's wish, else Streamlit's background, else the system's. */
export function themeOf(payload, root) {
  if (payload.theme === "light" || payload.theme === "dark") return payload.theme;
  const dark = isDark(getComputedStyle(root).getPropertyValue("--st-background-color"));
  if (dark !== null) return dark ? "dark" : "light";
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** The colours of one theme in the shape the drawing functions use. */
export function paintOf(tokens, theme) {
  const { canvas, panel, text, text2, primary, pulse, kinds, edges, ramp } = tokens[theme];
  return {
    kinds,
    ramp,
    canvas,
    panel,
    text,
    text2,
    primary,
    pulse,
    value: edges.value,
    plain: edges.value_untracked,
    back: edges.back,
    error: edges.error,
    shadow: theme === "dark" ? "rgba(0, 0, 0, 0.6)" : "rgba(20, 28, 45, 0.18)",
  };
}

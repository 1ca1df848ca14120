/** The colours of tokens.json as CSS custom properties, so that the style sheet states none of them again. */

const PLAIN = ["canvas", "panel", "text", "text2", "primary", "pulse", "line", "current", "error"];

/** Property name -> colour for one theme of tokens.json. */
export function cssVars(theme) {
  const found = PLAIN.map((name) => [`--${name}`, theme[name]]);
  for (const [kind, colors] of Object.entries(theme.kinds)) {
    for (const [part, color] of Object.entries(colors)) found.push([`--kind-${kind}-${part}`, color]);
  }
  for (const [name, color] of Object.entries(theme.edges)) found.push([`--edge-${name}`, color]);
  for (const [name, colors] of Object.entries(theme.ramp)) {
    colors.forEach((color, i) => found.push([`--ramp-${name}-${i + 1}`, color]));
  }
  return Object.fromEntries(found);
}

/** Sets them on the root of a stage. */
export function setCssVars(root, theme) {
  for (const [name, color] of Object.entries(cssVars(theme))) root.style.setProperty(name, color);
}

/** What a line made, in a few quiet words beside it, and which step of the tape it is: read off the store, as of one step. */

const MOST = 2;

/** A shape as Python writes it: (2,3), (3,), (). */
export function shapeOf(shape) {
  return `(${shape.join(",")}${shape.length === 1 ? "," : ""})`;
}

function wordsOf(mark, fields) {
  const flag = fields.requires_grad ? "True" : "False";
  return `${mark.name}  ${shapeOf(mark.shape ?? [])}  ${fields.grad_fn ?? `requires_grad=${flag}`}`;
}

/** Line -> what it has made up to `step`: its latest named tensors, or the buckets it has filled. */
export function hintsAt(store, step) {
  if (!store.steps.length) return new Map();
  const state = store.stateAt(step);
  const made = new Map();
  const note = (line, when, text) => {
    const known = made.get(line);
    if (known?.when === when) known.texts.push(text);
    else if (!known || known.when < when) made.set(line, { when, texts: [text] });
  };
  for (const mark of store.visibleMarks(step)) {
    if (mark.role !== "tensor" || mark.temp) continue;
    note(mark.line, mark.born, wordsOf(mark, state.get(mark.id) ?? {}));
  }
  for (const { kind, who, line, moment } of store.steps.slice(0, step + 1)) {
    const bucket = kind === "accumulate" ? store.marks.get(who) : null;
    const of = store.marks.get(bucket?.of);
    if (of) note(line, 1e9 + moment, `${bucket.name}  ${shapeOf(of.shape ?? [])}`);
  }
  return new Map([...made].map(([line, { texts }]) => {
    const different = [...new Set(texts)];
    const rest = different.length - MOST;
    return [line, different.slice(0, MOST).join("  ·  ") + (rest > 0 ? `  ·  +${rest}` : "")];
  }));
}

/** The step that stands beside a line at step `now`: its latest run so far, else its first; null if it never ran. */
export function momentOf(entry, now) {
  if (!entry) return null;
  const all = entry.starts.length ? entry.starts : [...entry.subs.values()].flat();
  return all.filter((index) => index <= now).pop() ?? all[0] ?? null;
}

/** The steps of a line in words, numbered as the caption does: "3", "3, 6, 9 …". */
export function stepsOf(entry, most = 6) {
  const all = entry.starts.length ? entry.starts : [...entry.subs.values()].flat();
  return all.slice(0, most).map((index) => index + 1).join(", ") + (all.length > most ? " …" : "");
}

/** Name -> shape of the tensor it stands for at a step, for the list of completions. */
export function namesAt(store, step) {
  const named = store.visibleMarks(step).filter((mark) => mark.role === "tensor" && !mark.temp);
  return new Map(named.map((mark) => [mark.name, shapeOf(mark.shape ?? [])]));
}

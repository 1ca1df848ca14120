/** How the steps of a tape are grouped for the panes: runs for the tick marks, lines for the program. */

const FORWARD = new Set(["statement", "error", "pass"]);

/** The lane of a step on the tape: "statement", "pass" (folded passes of a loop), "back" or "error". */
export function laneOf(step) {
  return FORWARD.has(step.kind) ? step.kind : "back";
}

/** Neighbouring steps of one lane together: [{lane, count}]. */
export function runsOf(steps) {
  const runs = [];
  for (const step of steps) {
    const lane = laneOf(step);
    const last = runs[runs.length - 1];
    if (last?.lane === lane) last.count += 1;
    else runs.push({ lane, count: 1 });
  }
  return runs;
}

/** Line -> {starts: step indexes of its statement, subs: Map moment -> step indexes of its backward steps};
    the folded passes of one execution of a loop are together in the subs of its line. */
export function linesOf(steps) {
  const lines = new Map();
  steps.forEach((step, index) => {
    if (step.line === null || step.line === undefined) return;
    if (!lines.has(step.line)) lines.set(step.line, { starts: [], subs: new Map() });
    const entry = lines.get(step.line);
    const key = step.fold ? `passes ${step.passes.slice(0, -1)}` : step.moment;
    if (step.kind === "statement") entry.starts.push(index);
    else if (entry.subs.has(key)) entry.subs.get(key).push(index);
    else entry.subs.set(key, [index]);
  });
  return lines;
}

/** Where a click on a line goes: the next time it runs after step `now`, else the first time; null if it never ran. */
export function seekOf(entry, now) {
  if (!entry) return null;
  const all = entry.starts.length ? entry.starts : [...entry.subs.values()].flat();
  return all.find((index) => index > now) ?? all[0] ?? null;
}

/** The backward steps to list under a line at step `now`: those of its latest run so far, else of its first. */
export function subStepsOf(entry, now) {
  const runs = [...(entry?.subs.values() ?? [])];
  return runs.filter((run) => run[0] <= now + 1).pop() ?? runs[0] ?? [];
}

/** At most `size` entries of `list` around the one equal to `here`: {before, shown, after}. */
export function windowOf(list, here, size) {
  if (list.length <= size) return { before: 0, shown: list, after: 0 };
  const at = Math.max(0, list.findIndex((entry) => entry >= here));
  const from = Math.max(0, Math.min(list.length - size, at - Math.floor(size / 2)));
  return { before: from, shown: list.slice(from, from + size), after: list.length - from - size };
}

/** How many leading lines two texts share: on those a picture of one text is true for the other as well. */
export function commonLines(a, b) {
  const [left, right] = [a.split("\n"), b.split("\n")];
  let count = 0;
  while (count < left.length && count < right.length && left[count] === right[count]) count += 1;
  return count;
}

/** The loop passes of a step as [[pass, of how many], …], outermost first; `entry` holds the steps of its line. */
export function passesOf(step, entry, steps) {
  const passes = step?.passes ?? [];
  return passes.map((pass, depth) => {
    if (step.fold && depth === passes.length - 1) return [pass, step.fold.of];
    const same = (other) => passes.slice(0, depth).every((outer, i) => outer === other[i]);
    const alike = (entry?.starts ?? []).map((index) => steps[index].passes ?? []).filter(same);
    return [pass, Math.max(pass, ...alike.map((other) => other[depth] ?? 0))];
  });
}

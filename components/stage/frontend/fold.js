/** Folding: a payload with some groups closed is a payload in which a capsule stands for what each of them hides. */

const MOST_LANES = 3; // parallel lanes between the same two marks; further ones share the last
const NARROWEST = 92;
const WIDEST = 146;

/** Mark id -> id of the outermost closed group that hides it. */
export function ownersOf(groups, closed) {
  const owners = new Map();
  const shut = new Set();
  for (const group of groups) {
    if (shut.has(group.parent)) shut.add(group.id);
    else if (closed.has(group.id)) {
      shut.add(group.id);
      for (const id of group.marks) if (!owners.has(id)) owners.set(id, group.id);
    }
  }
  return owners;
}

/** The groups that are closed at a level: "ops" closes none, "lines" the lines, "blocks" calls and passes too. */
export function closedAt(groups, level) {
  return new Set(groups.filter((group) => group.levels.includes(level)).map((group) => group.id));
}

/** The groups around a mark or group, outermost first. */
export function around(groups, id) {
  const known = new Map(groups.map((group) => [group.id, group]));
  const found = [];
  let inner = known.get(id) ?? groups.filter((group) => group.marks.includes(id)).pop();
  for (; inner; inner = known.get(inner.parent)) found.unshift(inner);
  return found;
}

/** What a capsule says of what it hides: state, error, and how many functions it stands for. */
export function groupFields(group, state) {
  const inner = group.functions.map((id) => state.get(id) ?? {});
  const all = (name) => inner.every((fields) => fields.state === name || fields.state === "unrecorded");
  const unrecorded = inner.every((fields) => fields.state === "unrecorded");
  const error = group.inside.some((id) => state.get(id)?.error);
  return { state: unrecorded ? "unrecorded" : all("freed") ? "freed" : "recorded", error };
}

/** The payload as the picture shows it with the groups of `closed` folded; the same object when none is. */
export function foldPayload(payload, closed) {
  const groups = payload.groups ?? [];
  const owners = ownersOf(groups, closed);
  if (!owners.size) return payload;
  const known = new Map(payload.marks.map((mark) => [mark.id, mark]));
  const { links, lanes } = foldLinks(payload.links, owners);
  const marks = foldMarks(payload.marks, groups, owners, known);
  const steps = payload.steps.map((step) => foldStep(step, owners, lanes));
  return { ...payload, marks, links, steps };
}

function foldMarks(all, groups, owners, known) {
  const members = new Map();
  for (const mark of all) {
    const owner = owners.get(mark.id);
    if (owner) members.set(owner, [...(members.get(owner) ?? []), mark.id]);
  }
  const last = new Map([...members].map(([owner, ids]) => [ids[ids.length - 1], owner]));
  const described = new Map(groups.map((group) => [group.id, group]));
  return all.flatMap((mark) => {
    if (last.has(mark.id)) return [capsule(described.get(last.get(mark.id)), members.get(last.get(mark.id)), known)];
    return owners.has(mark.id) ? [] : [mark];
  });
}

function capsule(group, inside, known) {
  const functions = inside.map((id) => known.get(id)).filter((mark) => mark.role === "function");
  const counted = new Map();
  for (const { grad_fn: name } of functions) if (name) counted.set(name, (counted.get(name) ?? 0) + 1);
  const names = [...counted].map(([name, count]) => (count > 1 ? `${name} ×${count}` : name));
  return {
    id: group.id, role: "group", kind: "fn", group: group.kind, name: group.title, line: group.line, inside,
    functions: functions.map((mark) => mark.id), count: functions.length,
    under: names.length <= 1 ? names[0] ?? "" : "", grad_fn: names.length ? names.join(", ") : null,
    born: Math.min(...functions.map((mark) => mark.born)), x: 0, y: 0, width: widthOf(group), height: 46,
  };
}

function widthOf({ kind, title }) {
  const letters = [...title].length + (kind === "pass" ? 5 : 0);
  return Math.max(NARROWEST, Math.min(WIDEST, 40 + 9 * letters));
}

/** Links between what is seen, in at most three lanes between the same two; `lanes`: link id -> the lane it uses. */
function foldLinks(all, owners) {
  const lanes = new Map();
  const between = new Map();
  const links = [];
  for (const link of all) {
    const [from, to] = [owners.get(link.from) ?? link.from, owners.get(link.to) ?? link.to];
    if (from === to && owners.has(link.from)) continue;
    const moved = from !== link.from || to !== link.to;
    const key = JSON.stringify([link.lane, from, to]);
    const same = between.get(key) ?? [];
    if (moved && same.length >= MOST_LANES) {
      lanes.set(link.id, same[same.length - 1]);
      continue;
    }
    between.set(key, [...same, link.id]);
    lanes.set(link.id, link.id);
    links.push(moved ? { ...link, from, to, argument: link.argument === null ? null : same.length, way: [] } : link);
  }
  return { links, lanes };
}

function foldStep(step, owners, lanes) {
  const unique = (ids) => [...new Set(ids.map((id) => owners.get(id) ?? id))];
  return {
    ...step, who: owners.get(step.who) ?? step.who, in: foldPulses(step.in ?? [], lanes),
    out: foldPulses(step.out ?? [], lanes), freed: unique(step.freed ?? []),
  };
}

function foldPulses(pulses, lanes) {
  const seen = new Set();
  return pulses.flatMap((pulse) => {
    const link = lanes.get(pulse.link);
    if (!link || seen.has(link)) return [];
    seen.add(link);
    return [link === pulse.link ? pulse : { ...pulse, link }];
  });
}

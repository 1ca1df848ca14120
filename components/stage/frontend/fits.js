/** Which operations of the bar fit the chosen tensors, by their shapes and dtypes alone: null, or why not. */

/** Whether two shapes stretch to one. */
export function broadcasts(a, b) {
  const length = Math.min(a.length, b.length);
  return Array.from({ length }, (_, i) => [a[a.length - 1 - i], b[b.length - 1 - i]])
    .every(([one, other]) => one === other || one === 1 || other === 1);
}

/** Whether `a @ b` has a result. */
export function multiplies(a, b) {
  if (!a.length || !b.length) return false;
  const inner = b.length === 1 ? b[0] : b[b.length - 2];
  return a[a.length - 1] === inner && broadcasts(a.slice(0, -2), b.slice(0, -2));
}

/** A shape as it is read, "2×3"; a single number is "()". */
export function readShape(shape) {
  return shape.length ? shape.join("×") : "()";
}

const FLOATING = /float|complex/;
const NEEDS_FLOAT = new Set(["mean()", "mean(dim)"]);

/** Why `row` does not fit {a, b}, each {shape, dtype} (b null for a number): {key, args} of the catalogue, or null. */
export function misfit(row, a, b) {
  if (b && row.pattern.includes("@") && !multiplies(a.shape, b.shape)) return shapes("ops.misfit.matmul", a, b);
  if (b && !row.pattern.includes("@") && !broadcasts(a.shape, b.shape)) return shapes("ops.misfit.broadcast", a, b);
  if (NEEDS_FLOAT.has(row.sign) && !FLOATING.test(a.dtype)) return { key: "ops.misfit.float", args: { dtype: a.dtype } };
  if (row.pattern.endsWith(".T") && a.shape.length > 2) return { key: "ops.misfit.two_dims", args: {} };
  if (row.second === "dim" && !a.shape.length) return { key: "ops.misfit.no_dims", args: {} };
  return null;
}

function shapes(key, a, b) {
  return { key, args: { a: readShape(a.shape), b: readShape(b.shape) } };
}

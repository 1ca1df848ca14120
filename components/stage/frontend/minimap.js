/** The whole picture in a corner while part of it is out of view; dragging in it moves the view. */

import { boundsOf } from "./camera.js";

const WIDTH = 168;
const HEIGHT = 104;
const EDGE = 6;
const ROOM = 30;

/** `canvas` = {shown(), view() {scale, position, width, height}, lookAt(x, y)}; {element, draw(paint)}. */
export function createMinimap(app, canvas) {
  const element = document.createElement("canvas");
  element.className = "stage-minimap";
  // The same marks are buttons already, and the view follows the one that has the focus.
  element.setAttribute("aria-hidden", "true");
  const self = { app, canvas, element, map: null };
  const move = (event) => {
    if (!self.map || (event.type === "pointermove" && !event.buttons)) return;
    const box = element.getBoundingClientRect();
    const { scale, left, top } = self.map;
    canvas.lookAt((event.clientX - box.left) / scale + left, (event.clientY - box.top) / scale + top);
  };
  for (const type of ["pointerdown", "pointermove"]) element.addEventListener(type, move);
  return { element, draw: (paint) => draw(self, paint) };
}

/** Whether anything lies outside the view. */
export function isCut([x0, y0, x1, y1], { scale, position, width, height }) {
  const [halfX, halfY] = [width / 2 / scale, height / 2 / scale];
  return x0 < position.x - halfX || x1 > position.x + halfX || y0 < position.y - halfY || y1 > position.y + halfY;
}

function draw(self, paint) {
  const { app, canvas, element } = self;
  const marks = canvas.shown();
  const box = boundsOf(marks);
  const view = canvas.view();
  if (!box || view.width < 420 || !isCut(box, view)) return element.remove();
  if (!element.isConnected) app.canvas.element.append(element);
  const [x0, y0, x1, y1] = [box[0] - ROOM, box[1] - ROOM, box[2] + ROOM, box[3] + ROOM];
  const scale = Math.min((WIDTH - 2 * EDGE) / (x1 - x0), (HEIGHT - 2 * EDGE) / (y1 - y0));
  const left = (x0 + x1) / 2 - WIDTH / 2 / scale;
  const top = (y0 + y1) / 2 - HEIGHT / 2 / scale;
  self.map = { scale, left, top };
  const ratio = globalThis.devicePixelRatio || 1;
  if (element.width !== WIDTH * ratio) [element.width, element.height] = [WIDTH * ratio, HEIGHT * ratio];
  const ctx = element.getContext("2d");
  ctx.setTransform(scale * ratio, 0, 0, scale * ratio, -left * scale * ratio, -top * scale * ratio);
  ctx.clearRect(left, top, WIDTH / scale, HEIGHT / scale);
  for (const mark of marks) {
    ctx.fillStyle = paint.kinds[mark.kind]?.border ?? paint.value;
    const [wide, high] = [Math.max(mark.width, 2 / scale), Math.max(mark.height, 2 / scale)];
    ctx.fillRect(mark.x - wide / 2, mark.y - high / 2, wide, high);
  }
  ctx.lineWidth = 1.5 / scale;
  ctx.strokeStyle = paint.primary;
  const [wide, high] = [view.width / view.scale, view.height / view.scale];
  ctx.strokeRect(view.position.x - wide / 2, view.position.y - high / 2, wide, high);
  return undefined;
}

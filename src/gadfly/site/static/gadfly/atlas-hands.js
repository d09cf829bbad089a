// Hands on the map: a mouse, fingers, keys. All of it says what to do; the atlas does it.

const STEP = 60; // pixels an arrow moves the map
const CLOSER = 1.3;
const STILL = 4; // pixels a click may wander

/** Listen to a canvas. `does` has pan, zoom, fit, hover, pick, open, lasso, seen, clear; `lassoes()` is the mode. */
export function handsOn(canvas, does, lassoes) {
  const fingers = new Map();
  let path = null, moved = 0;

  const at = (event) => {
    const frame = canvas.getBoundingClientRect();
    return [event.clientX - frame.left, event.clientY - frame.top];
  };
  const apart = () => {
    const [[ax, ay], [bx, by]] = fingers.values();
    return { far: Math.hypot(ax - bx, ay - by), u: (ax + bx) / 2, v: (ay + by) / 2 };
  };

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, at(event));
    moved = 0;
    path = lassoes() || event.shiftKey ? [at(event)] : null;
  });

  canvas.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId), now = at(event);
    if (!before) return does.hover(...now);
    if (fingers.size === 2) {
      const was = apart();
      fingers.set(event.pointerId, now);
      const is = apart();
      does.pan(is.u - was.u, is.v - was.v);
      return does.zoom(is.far / Math.max(was.far, 1), is.u, is.v);
    }
    fingers.set(event.pointerId, now);
    moved += Math.hypot(now[0] - before[0], now[1] - before[1]);
    if (path) does.lasso(path = [...path, now], false);
    else if (moved > STILL) does.pan(now[0] - before[0], now[1] - before[1]);
  });

  const lift = (event) => {
    if (!fingers.delete(event.pointerId)) return;
    if (path && moved > STILL) does.lasso(path, event.type === "pointerup");
    else if (event.type === "pointerup" && moved <= STILL) does.pick(...at(event));
    path = null;
    does.rest();
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  canvas.addEventListener("pointerleave", () => does.hover(-1e6, -1e6));
  canvas.addEventListener("dblclick", (event) => does.zoom(CLOSER ** 3, ...at(event)));

  // The wheel scrolls the page, unless one is at work on the map.
  canvas.addEventListener("wheel", (event) => {
    if (document.activeElement !== canvas && !event.ctrlKey) return;
    event.preventDefault();
    does.zoom(Math.exp(-event.deltaY / 400), ...at(event));
    does.rest();
  }, { passive: false });

  const keys = {
    ArrowLeft: () => does.pan(STEP, 0),
    ArrowRight: () => does.pan(-STEP, 0),
    ArrowUp: () => does.pan(0, STEP),
    ArrowDown: () => does.pan(0, -STEP),
    "+": () => does.zoom(CLOSER),
    "=": () => does.zoom(CLOSER),
    "-": () => does.zoom(1 / CLOSER),
    0: does.fit,
    " ": does.seen,
    Enter: does.open,
    Escape: does.clear,
  };
  canvas.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key !== "Escape") event.preventDefault(); // twice Escape blanks the page
    act();
    does.rest();
  });
}

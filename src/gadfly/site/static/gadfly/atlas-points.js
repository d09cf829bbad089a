// The points of a map, as they come from the server: u32 n, u32 G, u32[G²+1] offsets, f32[2n] xy, u8[n] category.
// They are sorted by tile, and shuffled in a tile: its first part is a fair sample of it.

export const HIDDEN = 255; // painted as nothing, found by nothing
export const DIM = 128; // added to a category that others outshine

/** Read the file; throw a RangeError where it is cut short. */
export function pointsOf(buffer) {
  const [n, grid] = new Uint32Array(buffer, 0, 2);
  const offsets = new Uint32Array(buffer, 8, grid * grid + 1);
  const start = 8 + offsets.byteLength;
  return {
    n, grid, offsets,
    xy: new Float32Array(buffer, start, 2 * n),
    category: new Uint8Array(buffer, start + 8 * n, n),
    drawn: new Uint8Array(n), // the category each is painted in, dimmed or hidden
  };
}

const clamp = (value, most) => Math.max(0, Math.min(most, value));

/** Yield [begin, end) of the tiles that meet a box of the map, `share` of each. */
export function* spans(points, box, share = 1) {
  const { grid, offsets } = points;
  const [left, top, right, bottom] = box.map((edge) => clamp(Math.floor(edge * grid), grid - 1));
  for (let row = top; row <= bottom; row++) {
    if (share === 1) {
      yield [offsets[row * grid + left], offsets[row * grid + right + 1]]; // neighbours in a row are one span
      continue;
    }
    for (let tile = row * grid + left; tile <= row * grid + right; tile++) {
      const begin = offsets[tile];
      yield [begin, begin + Math.ceil((offsets[tile + 1] - begin) * share)];
    }
  }
}

/** The seen point nearest to a place within `reach`, or -1; of several at one place, the first. */
export function nearest(points, x, y, reach) {
  const { xy, drawn } = points;
  let best = -1, least = reach * reach;
  for (const [begin, end] of spans(points, [x - reach, y - reach, x + reach, y + reach])) {
    for (let i = begin; i < end; i++) {
      const distance = (xy[2 * i] - x) ** 2 + (xy[2 * i + 1] - y) ** 2;
      if (drawn[i] !== HIDDEN && (distance < least || (best < 0 && distance === least))) {
        best = i;
        least = distance;
      }
    }
  }
  return best;
}

/** Whether a place lies in a polygon [[x, y], …], by the count of edges to its right. */
export function inside(polygon, x, y) {
  let odd = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const [ax, ay] = polygon[i], [bx, by] = polygon[j];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) odd = !odd;
  }
  return odd;
}

/** The seen points in a polygon. */
export function within(points, polygon) {
  const { xy, drawn } = points;
  const xs = polygon.map(([x]) => x), ys = polygon.map(([, y]) => y);
  const box = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  const found = [];
  for (const [begin, end] of spans(points, box)) {
    for (let i = begin; i < end; i++) {
      const x = xy[2 * i], y = xy[2 * i + 1];
      const near = x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3];
      if (near && drawn[i] !== HIDDEN && inside(polygon, x, y)) found.push(i);
    }
  }
  return found;
}

/** Say anew what is drawn how: `colour` is a u8[n]; `filters` are {category, shown: Set}; `lit` a u8[n] or null. */
export function redraw(points, colour, filters, lit) {
  const { n, drawn } = points;
  drawn.set(colour);
  points.dimmed = Boolean(lit);
  if (lit) for (let i = 0; i < n; i++) if (!lit[i]) drawn[i] += DIM;
  for (const { category, shown } of filters) {
    const hides = new Uint8Array(256).map((_, one) => (shown.has(one) ? 0 : 1));
    for (let i = 0; i < n; i++) if (hides[category[i]]) drawn[i] = HIDDEN;
  }
}

// Paints points on a canvas, pixel by pixel: no WebGL, which is slow where there is no graphics card.
import { DIM, spans } from "./atlas-points.js";

const SMOOTH = 200_000; // points painted while the map moves; the rest comes when it rests
const FEW = 500; // points up to which marks are large from afar, too

/** Where the map lies on the canvas: a place (x, y) is at pixel (x * scale + left, y * scale + top). */
export class View {
  constructor(width, height) {
    this.resize(width, height);
    this.fit();
  }

  resize(width, height) {
    Object.assign(this, { width, height });
  }

  /** Show the whole map, with a margin. */
  fit() {
    this.scale = 0.94 * Math.min(this.width, this.height);
    this.centre(0.5, 0.5);
  }

  centre(x, y) {
    this.left = this.width / 2 - x * this.scale;
    this.top = this.height / 2 - y * this.scale;
  }

  pan(dx, dy) {
    this.left += dx;
    this.top += dy;
  }

  /** Zoom by a factor; the place under pixel (u, v) stays there. */
  zoom(factor, u = this.width / 2, v = this.height / 2) {
    const whole = 0.94 * Math.min(this.width, this.height);
    const scale = Math.max(whole / 2, Math.min(whole * 500, this.scale * factor));
    const by = scale / this.scale;
    this.left = u - (u - this.left) * by;
    this.top = v - (v - this.top) * by;
    this.scale = scale;
  }

  /** Show a box of the map, [left, top, right, bottom], with room around it. */
  show([left, top, right, bottom]) {
    const size = Math.max(right - left, bottom - top, 0.01) * 1.3;
    this.scale = Math.min(this.width, this.height) / size;
    this.centre((left + right) / 2, (top + bottom) / 2);
  }

  place(u, v) {
    return [(u - this.left) / this.scale, (v - this.top) / this.scale];
  }

  pixel(x, y) {
    return [x * this.scale + this.left, y * this.scale + this.top];
  }

  /** The box of the map that is seen. */
  get box() {
    return [...this.place(0, 0), ...this.place(this.width, this.height)];
  }
}

/** The points' layer. A palette has 256 entries of 0xAABBGGRR; 0 paints nothing. */
export class Painter {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d", { alpha: false });
  }

  resize(width, height) {
    Object.assign(this.canvas, { width, height });
    this.image = this.context.createImageData(width, height);
    this.pixels = new Uint32Array(this.image.data.buffer);
  }

  /** Paint, and return how many milliseconds it took. `moving` paints a fair sample of very many points. */
  paint(points, view, palette, paper, moving = false) {
    const began = performance.now();
    this.pixels.fill(paper);
    const share = moving ? Math.min(1, SMOOTH / points.n) : 1;
    if (points.dimmed) this.#marks(points, view, palette.map((colour, one) => (one >= DIM ? colour : 0)), share);
    const above = points.dimmed ? palette.map((colour, one) => (one < DIM ? colour : 0)) : palette;
    this.#marks(points, view, above, share); // what is dimmed lies below
    this.context.putImageData(this.image, 0, 0);
    return performance.now() - began;
  }

  #marks(points, view, palette, share) {
    const { xy, drawn } = points;
    const { width, height, scale, left, top } = view;
    const near = scale > 8 * Math.min(width, height);
    const size = points.n <= FEW ? 7 : near ? 4 : 2; // pixels of a mark; larger from near
    const pixels = this.pixels;
    for (const [begin, end] of spans(points, view.box, share)) {
      for (let i = begin; i < end; i++) {
        const colour = palette[drawn[i]];
        const u = (xy[2 * i] * scale + left) | 0, v = (xy[2 * i + 1] * scale + top) | 0;
        if (!colour || u < 0 || v < 0 || u > width - size || v > height - size) continue;
        let at = v * width + u;
        if (size === 2) {
          pixels[at] = pixels[at + 1] = pixels[at + width] = pixels[at + width + 1] = colour;
          continue;
        }
        for (let row = 0; row < size; row++, at += width) pixels.fill(colour, at, at + size);
      }
    }
  }
}

/** A colour of the style sheet as 0xAABBGGRR, mixed with another by `part`. */
export function packed(colour, other = colour, part = 0) {
  const one = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgb = [colour, other].map((each) => {
    one.fillStyle = each;
    one.fillRect(0, 0, 1, 1);
    return one.getImageData(0, 0, 1, 1).data;
  });
  const [red, green, blue] = [0, 1, 2].map((i) => Math.round(rgb[0][i] * (1 - part) + rgb[1][i] * part));
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

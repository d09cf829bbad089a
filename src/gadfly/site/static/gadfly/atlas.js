// A map of attacks: section.atlas with data-points (the file), data-keys and data-attack (an address with KEY in it),
// tables with data-colours ("" for the file's own, else the address of a u8[n]) whose rows have data-category.
// Nothing an attack says is in these files: it is read where its link leads.
import { handsOn } from "./atlas-hands.js";
import { packed, Painter, View } from "./atlas-paint.js";
import { DIM, HIDDEN, nearest, pointsOf, redraw, within } from "./atlas-points.js";
import { Twin } from "./atlas-twin.js";

const REACH = 8; // pixels round a pointer in which a point is meant
const LISTED = 20; // links shown of a selection
const PALE = 0.82; // how far what is dimmed goes into the paper
const HELP = "Arrows move, + and − zoom, 0 shows all, Space selects what is in sight, Enter opens the attack in the middle, Escape clears.";
const BUTTONS = { zoomIn: "Zoom in", zoomOut: "Zoom out", fit: "Whole map", draw: "Lasso", seen: "Select what is in sight", clear: "Clear" };
const atlases = new WeakMap();

const made = (name, parts = {}, ...children) => {
  const element = Object.assign(document.createElement(name), parts);
  element.append(...children);
  return element;
};

async function bytes(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
  return answer.arrayBuffer();
}

/** The atlas in a section, once it is painted. */
export const atlasOf = (section) => atlases.get(section);

class Atlas {
  constructor(section, points) {
    Object.assign(this, { section, points, lit: null, hovered: -1, picked: -1, path: null, lassoes: false, drawMs: 0, keys: null });
    this.#build();
    this.twins = [...section.querySelectorAll("table[data-colours]")].map((table) => new Twin(table, {
      filter: () => this.refresh(),
      select: (twin, number, on) => this.#byRow(twin, number, on),
    }));
    this.twins.find((twin) => !twin.table.dataset.colours).category = points.category;
    this.#choices();
    this.#colourBy(this.twins[0]);
    handsOn(this.above, this.#does(), () => this.lassoes);
    new ResizeObserver(() => this.#resize()).observe(this.stage);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#recolour());
    document.addEventListener("change", (event) => event.target.name === "theme" && this.#recolour());
  }

  #build() {
    this.stage = this.section.querySelector(".atlas-stage");
    this.below = made("canvas", { ariaHidden: "true" });
    this.above = made("canvas", { tabIndex: 0, role: "application", ariaLabel: `Map of ${this.points.n.toLocaleString()} attacks` });
    this.above.setAttribute("aria-describedby", "atlas-help");
    this.tip = made("div", { className: "atlas-tip", hidden: true, ariaHidden: "true" });
    this.status = made("p", { className: "meta", role: "status" });
    this.links = made("ol", { className: "atlas-links" });
    this.tools = made("div", { className: "atlas-tools", role: "group", ariaLabel: "Map" });
    for (const [does, label] of Object.entries(BUTTONS)) {
      const button = made("button", { type: "button", className: "btn small", textContent: label });
      button.addEventListener("click", () => this.#press(does, button));
      this.tools.append(button);
    }
    this.stage.replaceChildren(this.below, this.above, this.tip);
    this.stage.before(this.tools);
    this.stage.after(made("p", { className: "meta", id: "atlas-help", textContent: HELP }), this.status, this.links);
    this.painter = new Painter(this.below);
    this.view = new View(1, 1);
  }

  #press(does, button) {
    const acts = this.#does();
    if (does === "zoomIn") acts.zoom(1.5);
    else if (does === "zoomOut") acts.zoom(1 / 1.5);
    else if (does === "draw") button.ariaPressed = String(this.lassoes = !this.lassoes);
    else acts[does]();
    acts.rest();
  }

  #choices() {
    if (this.twins.length < 2) return;
    const options = this.twins.map((twin, value) => made("option", { value, textContent: twin.caption }));
    const select = made("select", { className: "input" }, ...options);
    select.addEventListener("change", () => this.#colourBy(this.twins[select.value]));
    this.tools.prepend(made("label", {}, "Coloured by ", select));
  }

  async #colourBy(twin) {
    const file = twin.category ? null : await this.#file(twin.table.dataset.colours);
    if (file) twin.category = new Uint8Array(file);
    if (!twin.category) return;
    for (const one of this.twins) one.table.hidden = one !== twin;
    this.twin = twin;
    this.#recolour();
    this.refresh();
  }

  /** A further file, or null after saying that it did not come. */
  async #file(address) {
    try {
      return await bytes(address);
    } catch (trouble) {
      this.status.textContent = `This did not come; try again in a moment. (${trouble.message})`;
      return null;
    }
  }

  #recolour() {
    const style = getComputedStyle(this.stage);
    this.paper = packed(style.backgroundColor);
    this.ink = style.color;
    this.palette = new Uint32Array(256);
    for (const number of this.twin.rows.keys()) {
      const colour = this.twin.colour(number);
      this.palette[number] = packed(colour);
      this.palette[number + DIM] = packed(colour, style.backgroundColor, PALE);
    }
    this.ask();
  }

  /** Say anew what is shown, after a filter, a colour or a selection has changed. */
  refresh() {
    const filters = this.twins.filter(({ category, shown, rows }) => category && shown.size < rows.size);
    redraw(this.points, this.twin.category, filters, this.lit);
    if (this.picked >= 0 && this.points.drawn[this.picked] === HIDDEN) this.picked = -1;
    this.hovered = -1;
    this.ask();
  }

  #resize() {
    const { clientWidth, clientHeight } = this.stage;
    const ratio = Math.min(devicePixelRatio, 2), first = this.view.width === 1;
    const [width, height] = [clientWidth, clientHeight].map((size) => Math.max(2, Math.round(size * ratio)));
    Object.assign(this.above, { width, height });
    this.ratio = ratio;
    this.painter.resize(width, height);
    this.view.resize(width, height);
    if (first) this.view.fit();
    this.ask();
  }

  /** Paint in the next frame; `moving` paints a sample of very many points. */
  ask(moving = false) {
    this.moving = moving;
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      if (!this.pixelsReady) return;
      this.drawMs = this.painter.paint(this.points, this.view, this.palette, this.paper, this.moving);
      this.#mark();
    });
  }

  get pixelsReady() {
    return this.painter.pixels && this.palette;
  }

  #mark() {
    const { width, height } = this.above, ink = this.above.getContext("2d");
    ink.clearRect(0, 0, width, height);
    ink.strokeStyle = this.ink;
    ink.lineWidth = 2 * this.ratio;
    for (const one of [this.hovered, this.picked].filter((i) => i >= 0)) {
      ink.beginPath();
      ink.arc(...this.view.pixel(...this.#at(one)), 6 * this.ratio, 0, 7);
      ink.stroke();
    }
    ink.beginPath();
    if (this.path) this.path.forEach((place, i) => ink[i ? "lineTo" : "moveTo"](...this.view.pixel(...place)));
    if (this.above.matches(":focus-visible")) {
      for (const [x, y] of [[9, 0], [0, 9]]) {
        ink.moveTo(width / 2 - x, height / 2 - y);
        ink.lineTo(width / 2 + x, height / 2 + y);
      }
    }
    ink.stroke();
  }

  #at(point) {
    return [this.points.xy[2 * point], this.points.xy[2 * point + 1]];
  }

  /** The seen point under a pixel of the page's, or -1. */
  under(u, v) {
    const place = this.view.place(u * this.ratio, v * this.ratio);
    return nearest(this.points, ...place, (REACH * this.ratio) / this.view.scale);
  }

  #does() {
    const scaled = (act) => (u, v) => act(u * this.ratio, v * this.ratio);
    return {
      pan: scaled((dx, dy) => { this.view.pan(dx, dy); this.ask(true); }),
      zoom: (by, u, v) => { this.view.zoom(by, u && u * this.ratio, v && v * this.ratio); this.ask(true); },
      fit: () => { this.view.fit(); this.ask(); },
      rest: () => this.ask(),
      hover: (u, v) => this.#hover(u, v),
      pick: (u, v) => this.pick(this.under(u, v)),
      open: () => this.#open(),
      lasso: (path, done) => this.#lasso(path.map(([u, v]) => this.view.place(u * this.ratio, v * this.ratio)), done),
      seen: () => this.#seen(),
      clear: () => { this.picked = -1; this.select(null); },
    };
  }

  #hover(u, v) {
    const point = this.under(u, v);
    this.tip.hidden = point < 0;
    if (point >= 0) {
      this.tip.textContent = this.twin.said(this.twin.category[point]) || "An attack";
      this.tip.style.setProperty("translate", `${Math.min(u + 12, this.stage.clientWidth - 200)}px ${v + 12}px`);
    }
    if (point === this.hovered) return;
    this.hovered = point;
    this.#mark();
  }

  #seen() {
    const [left, top, right, bottom] = this.view.box;
    this.select(within(this.points, [[left, top], [right, top], [right, bottom], [left, bottom]]));
  }

  #lasso(path, done) {
    this.path = done ? null : path;
    if (done) this.select(within(this.points, path));
    else this.#mark();
  }

  #byRow(twin, number, on) {
    if (!on) return this.select(null);
    const found = [];
    for (let i = 0; i < this.points.n; i++) if (twin.category[i] === number) found.push(i);
    this.select(found, number);
    if (found.length) this.show(found);
  }

  /** Bring points into sight. */
  show(found) {
    const box = [1, 1, 0, 0];
    for (const point of found) {
      const [x, y] = this.#at(point);
      box.splice(0, 4, Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x), Math.max(box[3], y));
    }
    this.view.show(box);
    this.ask();
  }

  /** Select points, or none with null; the tables say how many of each row they are. */
  async select(found, pressed = -1) {
    this.selected = found;
    this.lit = found && new Uint8Array(this.points.n);
    for (const point of found ?? []) this.lit[point] = 1;
    for (const twin of this.twins) {
      const counts = found && twin.category && new Uint32Array(256);
      if (counts) for (const point of found) counts[twin.category[point]]++;
      twin.tell(counts, twin === this.twin ? pressed : -1);
    }
    this.refresh();
    const more = found?.length > LISTED ? ` The first ${LISTED} are listed.` : "";
    this.status.textContent = found ? `${found.length.toLocaleString()} attacks selected.${more}` : "";
    await this.#list(found?.slice(0, LISTED) ?? []);
    this.section.dispatchEvent(new CustomEvent("atlas:select", { detail: found }));
  }

  /** Select the attacks that have these keys: what a search found. */
  async find(keys) {
    const wanted = new Set(keys), all = await this.#allKeys(), found = [];
    if (!all) return;
    for (let i = 0; i < this.points.n; i++) if (wanted.has(this.#key(all, i))) found.push(i);
    await this.select(found);
  }

  /** Pick one point: it is ringed, and its link stands below the map. */
  async pick(point) {
    this.picked = point;
    this.ask();
    if (point >= 0) this.status.textContent = this.twin.said(this.twin.category[point]) || "An attack";
    await this.#list(point < 0 ? [] : [point]);
  }

  async #open() {
    const point = this.picked >= 0 ? this.picked : this.under(this.view.width / 2 / this.ratio, this.view.height / 2 / this.ratio);
    if (point < 0) this.status.textContent = "No attack is near the middle of the map.";
    const all = point >= 0 && (await this.#allKeys());
    if (all) location.assign(this.#link(all, point));
  }

  async #list(points) {
    const all = points.length && this.section.dataset.keys ? await this.#allKeys() : null;
    const link = (point) => made("a", { href: this.#link(all, point), textContent: `Open attack ${this.#key(all, point).slice(0, 6)}` });
    this.links.replaceChildren(...(all ? points.map((point) => made("li", {}, link(point))) : []));
  }

  async #allKeys() {
    const file = this.keys ? null : await this.#file(this.section.dataset.keys);
    if (file) this.keys = new TextDecoder().decode(file);
    return this.keys;
  }

  #key(all, point) {
    const length = all.length / this.points.n;
    return all.slice(point * length, (point + 1) * length);
  }

  #link(all, point) {
    return this.section.dataset.attack.replace("KEY", this.#key(all, point));
  }
}

for (const section of document.querySelectorAll("section.atlas[data-points]")) {
  try {
    atlases.set(section, new Atlas(section, pointsOf(await bytes(section.dataset.points))));
    section.dispatchEvent(new CustomEvent("atlas:ready"));
  } catch (trouble) {
    section.querySelector(".atlas-stage").textContent = `The map cannot be shown; the tables say the same. (${trouble.message})`;
  }
}

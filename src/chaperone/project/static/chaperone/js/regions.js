// <chaperone-regions>: shows what is covered in a photo and lets a person add, move, take away and confirm regions
// with a mouse, a finger and the keyboard. The state lives in regions-state.js; this draws it and listens.
// Positions are set through the CSSOM (element.style.left), which the content security policy allows.

import { RegionState } from "./regions-state.js";

const ZOOMS = [1, 1.5, 2, 3, 4];
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

class Regions extends HTMLElement {
  connectedCallback() {
    if (this.state) return;
    this.words = this.querySelector("[data-words]").dataset;
    const known = JSON.parse(document.getElementById(this.dataset.source).textContent) ?? [];
    this.state = new RegionState(Number(this.dataset.width), Number(this.dataset.height), known);
    this.stage = this.querySelector(".regions__stage");
    this.view = this.querySelector(".regions__view");
    this.list = this.querySelector(".regions__list");
    this.input = this.querySelector("input[name=regions]");
    this.zoom = 0;
    this.view.style.setProperty("--ratio", this.state.width / this.state.height);
    this.addEventListener("keydown", this.#onKey);
    this.addEventListener("click", this.#onClick);
    this.stage.addEventListener("pointerdown", this.#onPress);
    this.stage.addEventListener("focusin", (event) => this.#choose(keyOf(event.target)));
    this.#render();
  }

  // -- What the tools and the list do --------------------------------------------------------

  #onClick = (event) => {
    const tool = event.target.closest("[data-tool]")?.dataset.tool;
    if (tool) this.#tool(tool);
    const act = event.target.closest("[data-act]");
    if (act) this.#act(Number(act.closest("[data-key]").dataset.key), act.dataset.act);
  };

  #tool(name) {
    if (name === "add") this.#addInView();
    if (name === "draw") this.#setDrawing(!this.stage.classList.contains("is-drawing"));
    if (name === "undo" || name === "redo") this.#travel(name);
    if (name === "in") this.#setZoom(this.zoom + 1);
    if (name === "out") this.#setZoom(this.zoom - 1);
  }

  #act(key, name) {
    const region = this.state.get(key);
    if (!region || (region.locked && name === "remove")) return;
    this.state.step();
    this.state[name](key);
    this.#render();
    this.#say(this.state.get(key) ? this.#nameOf(this.state.get(key)) : this.words.removed);
  }

  #travel(way) {
    this.state[way]();
    this.#render();
    this.#say(this.words.undone);
  }

  /** A box a fifth of the picture in the middle of what is visible, with the focus on it. */
  #addInView() {
    const { width, height } = this.state;
    const side = Math.round(Math.min(width, height) / 5);
    const scale = width / this.stage.clientWidth;
    const x = (this.view.scrollLeft + Math.min(this.view.clientWidth, this.stage.clientWidth) / 2) * scale - side / 2;
    const y = (this.view.scrollTop + Math.min(this.view.clientHeight, this.stage.clientHeight) / 2) * scale - side / 2;
    this.state.step();
    const key = this.state.add([x, y, side, side]);
    this.#render();
    this.#box(key).focus();
  }

  #setDrawing(on) {
    this.stage.classList.toggle("is-drawing", on); // a finger then draws instead of scrolling the page
    this.querySelector("[data-tool=draw]").setAttribute("aria-pressed", String(on));
  }

  #setZoom(level) {
    const before = this.stage.clientWidth;
    this.zoom = Math.min(Math.max(level, 0), ZOOMS.length - 1);
    this.view.style.setProperty("--zoom", ZOOMS[this.zoom]);
    const grown = this.stage.clientWidth / before;
    this.view.scrollLeft = (this.view.scrollLeft + this.view.clientWidth / 2) * grown - this.view.clientWidth / 2;
    this.view.scrollTop = (this.view.scrollTop + this.view.clientHeight / 2) * grown - this.view.clientHeight / 2;
    this.querySelector(".regions__zoom").value = `${ZOOMS[this.zoom] * 100} %`;
    this.querySelector("[data-tool=out]").disabled = this.zoom === 0;
    this.querySelector("[data-tool=in]").disabled = this.zoom === ZOOMS.length - 1;
  }

  // -- Keyboard ------------------------------------------------------------------------------

  #onKey = (event) => {
    const control = event.ctrlKey || event.metaKey;
    const letter = event.key.toLowerCase();
    if (control && (letter === "z" || letter === "y")) {
      event.preventDefault();
      this.#travel(letter === "y" || event.shiftKey ? "redo" : "undo");
      return;
    }
    const key = keyOf(event.target);
    if (!key || !event.target.closest(".region")) return;
    if (event.key in ARROWS) this.#nudge(event, key);
    if (event.key === "Delete" || event.key === "Backspace") this.#removeByKey(event, key);
    if (event.key === "Enter" && this.#offers(this.state.get(key)).includes("confirm")) this.#act(key, "confirm");
  };

  #nudge(event, key) {
    event.preventDefault();
    // One part in a hundred, or a single pixel with Alt.
    const unit = event.altKey ? 1 : Math.max(1, Math.round(this.state.width / 100));
    const [dx, dy] = ARROWS[event.key].map((way) => way * unit);
    this.state.step();
    if (event.shiftKey) this.state.resize(key, dx, dy);
    else this.state.move(key, dx, dy);
    this.#render();
    this.#box(key).scrollIntoView({ block: "nearest", inline: "nearest" });
    this.#say(this.state.get(key).box.join(", "));
  }

  #removeByKey(event, key) {
    event.preventDefault();
    const order = this.state.regions.map((region) => region.key);
    const neighbour = order[order.indexOf(key) + 1] ?? order[order.indexOf(key) - 1];
    this.#act(key, "remove");
    (this.#box(key) ?? this.#box(neighbour) ?? this.querySelector("[data-tool=add]")).focus();
  }

  // -- Mouse, pen and finger -----------------------------------------------------------------

  #onPress = (event) => {
    if (event.button !== 0) return;
    const key = keyOf(event.target);
    const from = this.#pixels(event);
    if (key) {
      this.#box(key).focus();
      event.preventDefault();
      const region = this.state.get(key);
      if (region.locked || region.mark === "removed") return;
      const [x, y, w, h] = region.box;
      const resizes = event.target.closest(".region__handle");
      this.#drag(event, ([px, py]) => {
        const [dx, dy] = [px - from[0], py - from[1]];
        if (resizes) this.state.setBox(key, [x, y, w + dx, h + dy]);
        else this.state.move(key, x + dx - this.state.get(key).box[0], y + dy - this.state.get(key).box[1]);
      });
      return;
    }
    const draws = event.pointerType !== "touch" || this.stage.classList.contains("is-drawing");
    if (draws) this.#draw(event, from);
  };

  #draw(event, [x, y]) {
    event.preventDefault();
    let key = null;
    this.#drag(event, ([px, py]) => {
      const box = [Math.min(x, px), Math.min(y, py), Math.abs(px - x), Math.abs(py - y)];
      if (key === null && Math.max(box[2], box[3]) < this.state.width / 100) return;
      if (key === null) key = this.state.add(box);
      else this.state.setBox(key, box);
    }).then(() => {
      if (key === null) return;
      this.#box(key)?.focus();
      this.#say(this.#nameOf(this.state.get(key)));
    });
  }

  /** Follows one pointer until it is lifted; a cancelled pointer (a call comes in) leaves nothing behind. */
  #drag(event, change) {
    this.state.step();
    let changed = false;
    return new Promise((resolve) => {
      const move = (next) => {
        if (next.pointerId !== event.pointerId) return;
        change(this.#pixels(next));
        changed = true;
        this.#render();
      };
      const end = (last) => {
        if (last.pointerId !== event.pointerId) return;
        for (const [name, listener] of listeners) this.stage.removeEventListener(name, listener);
        if (last.type === "pointercancel" || !changed) this.state.cancel();
        this.#render();
        resolve();
      };
      const listeners = [["pointermove", move], ["pointerup", end], ["pointercancel", end]];
      for (const [name, listener] of listeners) this.stage.addEventListener(name, listener);
      this.stage.setPointerCapture(event.pointerId);
    });
  }

  #pixels(event) {
    const rect = this.stage.getBoundingClientRect();
    return [
      ((event.clientX - rect.left) / rect.width) * this.state.width,
      ((event.clientY - rect.top) / rect.height) * this.state.height,
    ];
  }

  // -- Drawing the state ---------------------------------------------------------------------

  #render() {
    this.#renderBoxes();
    this.#renderList();
    this.querySelector("[data-tool=undo]").disabled = !this.state.canUndo;
    this.querySelector("[data-tool=redo]").disabled = !this.state.canRedo;
    const value = JSON.stringify(this.state.value());
    if (this.input.value === value) return;
    this.input.value = value;
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  #renderBoxes() {
    const wanted = new Set(this.state.regions.map((region) => region.key));
    for (const box of this.stage.querySelectorAll(".region")) if (!wanted.has(keyOf(box))) box.remove();
    this.state.regions.forEach((region, index) => {
      const box = this.#box(region.key) ?? this.#newBox(region.key);
      const [x, y, w, h] = region.box;
      box.style.left = `${(x / this.state.width) * 100}%`;
      box.style.top = `${(y / this.state.height) * 100}%`;
      box.style.width = `${(w / this.state.width) * 100}%`;
      box.style.height = `${(h / this.state.height) * 100}%`;
      const shown = region.mark === "removed" || this.state.stateOf(region) === "candidate" ? this.state.stateOf(region) : "covered";
      for (const name of ["covered", "candidate", "removed"]) box.classList.toggle(`region--${name}`, name === shown);
      box.setAttribute("aria-label", this.#nameOf(region));
      box.querySelector(".region__number").textContent = index + 1;
      box.querySelector(".region__handle").hidden = Boolean(region.locked || region.mark === "removed");
    });
  }

  #newBox(key) {
    const box = element("button", "region", { type: "button", "data-key": key });
    box.append(element("span", "region__number", { "aria-hidden": "true" }), element("span", "region__handle", { "aria-hidden": "true" }));
    this.stage.append(box);
    return box;
  }

  #renderList() {
    const focus = this.list.contains(document.activeElement) ? document.activeElement : null;
    const [key, act] = focus ? [keyOf(focus), focus.dataset.act] : [null, null];
    this.list.replaceChildren(...this.state.regions.map((region) => this.#item(region)));
    if (!focus) return;
    const item = this.list.querySelector(`[data-key="${key}"]`);
    (item?.querySelector(`[data-act=${act}]`) ?? item?.querySelector("button") ?? this.querySelector("[data-tool=add]")).focus();
  }

  #item(region) {
    const item = element("li", "regions__item", { "data-key": region.key });
    item.classList.toggle("is-current", region.key === this.current);
    const name = element("p");
    name.textContent = this.#nameOf(region);
    item.append(name);
    for (const act of this.#offers(region)) {
      const button = element("button", "button button--quiet", { type: "button", "data-act": act });
      button.textContent = this.words[act === "restore" && region.state === "candidate" ? "dismiss" : act];
      button.setAttribute("aria-label", `${button.textContent}: ${this.#nameOf(region)}`);
      item.append(button);
    }
    return item;
  }

  /** What a person can do with a region as it stands now. */
  #offers(region) {
    if (region.mark) return ["restore"];
    if (region.state === "candidate") return ["confirm"];
    return region.locked ? [] : ["remove"];
  }

  #nameOf(region) {
    const number = this.state.regions.indexOf(region) + 1;
    return `${number} ${region.label || this.words.region}: ${this.words[this.state.stateOf(region)]}`;
  }

  #choose(key) {
    this.current = key;
    for (const node of this.querySelectorAll("[data-key]")) node.classList.toggle("is-current", keyOf(node) === key);
  }

  #box(key) {
    return this.stage.querySelector(`.region[data-key="${key}"]`);
  }

  #say(text) {
    this.querySelector("[data-say]").textContent = text;
  }
}

function keyOf(node) {
  return Number(node.closest("[data-key]")?.dataset.key ?? 0);
}

function element(tag, className = "", attributes = {}) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

customElements.define("chaperone-regions", Regions);

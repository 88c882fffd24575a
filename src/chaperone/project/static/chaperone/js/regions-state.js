// What is covered in a photo and what a person changed about it. Knows no page: boxes in, boxes out, every step undoable.
// A box is [x, y, w, h] in pixels of the upright image, origin top left.

const LEAST = 8; // pixels; smaller is a slip of the finger
const STEPS = 200; // how far back undo reaches

export class RegionState {
  #past = [];
  #future = [];
  #next = 1;

  /** regions: [{id, kind, label, state: "covered"|"candidate"|"manual", box, locked}]; a form that comes back with
   *  an error adds `mark` and `was`, so that nothing a person did is lost. */
  constructor(width, height, regions) {
    this.width = width;
    this.height = height;
    this.regions = regions.map((region) => ({ mark: "", was: region.box, ...region, key: this.#next++ }));
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  get canRedo() {
    return this.#future.length > 0;
  }

  get(key) {
    return this.regions.find((region) => region.key === key);
  }

  /** "covered" | "candidate" | "manual" | "removed" | "confirmed": what will be so when it is applied. */
  stateOf(region) {
    return region.mark || region.state;
  }

  /** Remembers where we are; call once before a change or a drag. */
  step() {
    this.#past.push(this.#copy());
    if (this.#past.length > STEPS) this.#past.shift();
    this.#future = [];
  }

  /** Forgets the last remembered step when nothing came of it. */
  cancel() {
    const before = this.#past.pop();
    if (before) this.regions = before;
  }

  undo() {
    this.#travel(this.#past, this.#future);
  }

  redo() {
    this.#travel(this.#future, this.#past);
  }

  /** A new region; returns its key. */
  add(box) {
    const key = this.#next++;
    this.regions.push({ key, id: null, kind: "manual", label: "", state: "manual", box: this.#inside(box), mark: "" });
    return key;
  }

  /** Takes a cover away: one drawn just now is gone, one that the program knows is marked. */
  remove(key) {
    const region = this.get(key);
    if (!region || region.locked) return;
    if (region.id === null) this.regions = this.regions.filter((other) => other !== region);
    else region.mark = "removed";
  }

  confirm(key) {
    this.get(key).mark = "confirmed";
  }

  /** Back to how the program left it. */
  restore(key) {
    const region = this.get(key);
    region.mark = "";
    region.box = region.was ?? region.box;
  }

  setBox(key, box) {
    const region = this.get(key);
    if (!region || region.locked || region.mark === "removed") return;
    region.box = this.#inside(box);
    if (region.state === "candidate") region.mark = "confirmed"; // whoever shapes it means it
  }

  move(key, dx, dy) {
    const [x, y, w, h] = this.get(key).box;
    const clamp = (value, most) => Math.min(Math.max(value, 0), most);
    this.setBox(key, [clamp(x + dx, this.width - w), clamp(y + dy, this.height - h), w, h]);
  }

  resize(key, dw, dh) {
    const [x, y, w, h] = this.get(key).box;
    this.setBox(key, [x, y, w + dw, h + dh]);
  }

  /** The answer for the form: {add: [[x, y, w, h]], remove: [id], confirm: [id]}. A moved region is one taken away and one added. */
  value() {
    const answer = { add: [], remove: [], confirm: [] };
    for (const region of this.regions) {
      const moved = region.id !== null && region.box.some((value, index) => value !== region.was[index]);
      if (region.id === null) answer.add.push(region.box);
      else if (region.mark === "removed") answer.remove.push(region.id);
      else if (moved) {
        answer.remove.push(region.id);
        answer.add.push(region.box);
      } else if (region.mark === "confirmed") answer.confirm.push(region.id);
    }
    return answer;
  }

  #inside([x, y, w, h]) {
    const left = Math.round(Math.min(Math.max(x, 0), this.width - LEAST));
    const top = Math.round(Math.min(Math.max(y, 0), this.height - LEAST));
    const wide = Math.round(Math.min(Math.max(w, LEAST), this.width - left));
    const high = Math.round(Math.min(Math.max(h, LEAST), this.height - top));
    return [left, top, wide, high];
  }

  #copy() {
    return this.regions.map((region) => ({ ...region }));
  }

  #travel(from, to) {
    const there = from.pop();
    if (!there) return;
    to.push(this.#copy());
    this.regions = there;
  }
}

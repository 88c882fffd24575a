// <chaperone-signature>: a signature drawn by finger, pen or mouse, or typed. What was drawn goes into the hidden
// field signature_drawn as a PNG data URL, or with data-format="path" as an SVG path in a 600 x 200 box.

const BOX = { width: 600, height: 200 };
const PEN = 2.4; // in units of the box

class Signature extends HTMLElement {
  connectedCallback() {
    if (this.strokes) return;
    this.strokes = [];
    this.canvas = this.querySelector("canvas");
    this.pen = this.canvas.getContext("2d");
    this.output = this.querySelector("[name=signature_drawn]");
    this.typed = this.querySelector("[name=signature_typed]");
    this.addEventListener("change", this.#chooseWay);
    this.typed.addEventListener("input", () => (this.querySelector(".signature__preview").value = this.typed.value));
    this.querySelector("[data-undo]").addEventListener("click", () => this.#drop(1));
    this.querySelector("[data-clear]").addEventListener("click", () => this.#drop(this.strokes.length));
    this.canvas.addEventListener("pointerdown", this.#begin);
    this.canvas.addEventListener("pointermove", this.#draw);
    for (const name of ["pointerup", "pointercancel"]) this.canvas.addEventListener(name, this.#end);
    this.#chooseWay();
  }

  /** Typing is what stands without a script; whoever can draw is offered it, nobody is made to. */
  #chooseWay = () => {
    const way = this.querySelector("[name=signature_method]:checked")?.value ?? "typed";
    for (const part of this.querySelectorAll("[data-way]")) part.hidden = part.dataset.way !== way;
  };

  #begin = (event) => {
    if (event.button !== 0 || this.stroke) return;
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    this.stroke = [this.#at(event)];
    this.pointer = event.pointerId;
    this.strokes.push(this.stroke);
    this.#paint();
  };

  #draw = (event) => {
    if (!this.stroke || event.pointerId !== this.pointer) return;
    const seen = event.getCoalescedEvents?.() ?? [];
    for (const point of seen.length ? seen : [event]) this.stroke.push(this.#at(point));
    this.#paint();
  };

  #end = (event) => {
    if (!this.stroke || event.pointerId !== this.pointer) return;
    this.stroke = null;
    this.#store();
  };

  #drop(count) {
    this.strokes.splice(this.strokes.length - count, count);
    this.#paint();
    this.#store();
  }

  #at(event) {
    const rect = this.canvas.getBoundingClientRect();
    const x = ((event.clientX - rect.left) / rect.width) * BOX.width;
    const y = ((event.clientY - rect.top) / rect.height) * BOX.height;
    return [Math.round(x * 10) / 10, Math.round(y * 10) / 10];
  }

  /** Always dark ink on paper, whatever the colours of the page: it is printed. */
  #paint() {
    const scale = this.canvas.width / BOX.width;
    this.pen.setTransform(scale, 0, 0, scale, 0, 0);
    this.pen.clearRect(0, 0, BOX.width, BOX.height);
    this.pen.lineWidth = PEN;
    this.pen.lineCap = this.pen.lineJoin = "round";
    this.pen.strokeStyle = "#1e1b17";
    this.pen.stroke(new Path2D(pathOf(this.strokes)));
  }

  #store() {
    const empty = this.strokes.length === 0;
    const path = this.dataset.format === "path";
    this.output.value = empty ? "" : path ? pathOf(this.strokes) : this.canvas.toDataURL("image/png");
    for (const button of this.querySelectorAll("[data-undo], [data-clear]")) button.disabled = empty;
    this.output.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** Strokes as an SVG path of straight lines; a dot is a line of no length. */
function pathOf(strokes) {
  return strokes.map(([first, ...rest]) => `M${first.join(" ")}${(rest.length ? rest : [first]).map((point) => `L${point.join(" ")}`).join("")}`).join("");
}

customElements.define("chaperone-signature", Signature);

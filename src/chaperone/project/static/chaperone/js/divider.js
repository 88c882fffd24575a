// <chaperone-divider>: before and after in one frame. The range input brings dragging, touch and the arrow keys;
// this only moves the edge of the upper picture. Positions are set through the CSSOM, which the CSP allows.

class Divider extends HTMLElement {
  connectedCallback() {
    this.range = this.querySelector("input[type=range]");
    this.range.addEventListener("input", this.#move);
    this.#move();
  }

  #move = () => {
    // In right-to-left text the range grows to the left, the pictures do not.
    const value = Number(this.range.value);
    const at = getComputedStyle(this.range).direction === "rtl" ? 100 - value : value;
    this.style.setProperty("--at", `${at}%`);
    this.range.setAttribute("aria-valuetext", `${value} %`);
  };
}

customElements.define("chaperone-divider", Divider);

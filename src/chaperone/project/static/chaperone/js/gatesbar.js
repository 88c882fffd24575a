// <chaperone-gates-bar data-panel>: on a small screen the gates stand far below the text, so their summary stays at the
// bottom of the screen and its button opens the panel over the page. Without JavaScript the bar stays hidden and the
// panel where it is. On a wide screen the panel stands beside the text and CSS hides the bar.

const GRAVEST = ["blocked", "block", "held", "look", "review", "waiting", "clear"];

class GatesBar extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.button.addEventListener("click", () => this.#open(!this.#isOpen()));
    document.addEventListener("chaperone:findings", this.#read);
    document.addEventListener("click", this.#onClick);
    document.addEventListener("keydown", this.#onKey);
    this.hidden = false;
    this.#read();
  }

  disconnectedCallback() {
    document.removeEventListener("chaperone:findings", this.#read);
    document.removeEventListener("click", this.#onClick);
    document.removeEventListener("keydown", this.#onKey);
  }

  #panel = () => document.getElementById(this.dataset.panel);

  #isOpen = () => this.parentElement.hasAttribute("data-open");

  /** The gravest verdict, as its chip, and the sentence over all gates. */
  #read = () => {
    const gates = [...(this.#panel()?.querySelectorAll("[data-gate]") ?? [])];
    const rank = (gate) => GRAVEST.indexOf(gate.dataset.verdict);
    const gravest = gates.sort((a, b) => rank(a) - rank(b))[0]?.querySelector(".chip");
    const sentence = this.#panel()?.querySelector(".gates__head p")?.textContent.trim() ?? "";
    this.querySelector("[data-summary]").replaceChildren(...(gravest ? [gravest.cloneNode(true), " "] : []), sentence);
  };

  #open(yes) {
    this.parentElement.toggleAttribute("data-open", yes);
    this.button.setAttribute("aria-expanded", String(yes));
    if (!yes) return;
    this.#panel().tabIndex = -1;
    this.#panel().focus();
  }

  #onClick = (event) => {
    if (!this.#isOpen()) return;
    const leaves = event.target.closest("[data-show-finding]") || !this.parentElement.contains(event.target);
    if (leaves && event.target.isConnected) this.#open(false);
  };

  #onKey = (event) => {
    if (event.key !== "Escape" || !this.#isOpen()) return;
    this.#open(false);
    this.button.focus();
  };
}

customElements.define("chaperone-gates-bar", GatesBar);

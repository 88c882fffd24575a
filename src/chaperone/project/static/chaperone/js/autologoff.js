// <chaperone-autologoff data-idle data-warn data-ping>: two minutes before an idle session ends it asks, at the end it
// signs out. Every open tab of the practice shares one clock; work in any of them counts, and is told to the server
// at most once a minute, so that the server's clock and this one agree.

const KEY = "chaperone-last-active";
const TELL = 60_000; // milliseconds between two pings
const SIGNS = ["pointerdown", "keydown", "scroll", "touchstart"];

class AutoLogoff extends HTMLElement {
  connectedCallback() {
    this.idle = Number(this.dataset.idle) * 1000;
    this.warn = Math.min(Number(this.dataset.warn) * 1000, this.idle / 2);
    this.dialog = this.querySelector("dialog");
    this.left = this.querySelector("[data-left]");
    this.told = Date.now(); // the page itself was a request
    this.#active(true);
    for (const sign of SIGNS) addEventListener(sign, this.#onSign, { passive: true, capture: true });
    document.addEventListener("htmx:afterRequest", this.#onRequest);
    this.querySelector("[data-stay]").addEventListener("click", () => this.#stay());
    this.dialog.addEventListener("cancel", () => this.#stay());
    this.clock = setInterval(() => this.#tick(), 1000);
  }

  disconnectedCallback() {
    clearInterval(this.clock);
    for (const sign of SIGNS) removeEventListener(sign, this.#onSign, { capture: true });
    document.removeEventListener("htmx:afterRequest", this.#onRequest);
  }

  #onSign = () => {
    if (this.dialog.open) return; // while it asks, only the answer counts
    this.#active(false);
    if (Date.now() - this.told > TELL) this.#tell();
  };

  #onRequest = () => {
    this.told = Date.now(); // the server's clock starts anew; ours only by what a person does, never by a page that polls
  };

  #active(anyway) {
    const now = Date.now();
    if (anyway || now - this.#last() > 1000) localStorage.setItem(KEY, String(now));
  }

  #last() {
    return Number(localStorage.getItem(KEY)) || Date.now();
  }

  async #tell() {
    this.told = Date.now();
    try {
      await fetch(this.dataset.ping, { credentials: "same-origin", cache: "no-store" });
    } catch {
      this.told = 0; // offline: try again with the next sign of life
    }
  }

  #stay() {
    this.#active(true);
    this.#tell();
    if (this.dialog.open) this.dialog.close();
  }

  #tick() {
    const left = this.#last() + this.idle - Date.now();
    if (left > this.warn) {
      if (this.dialog.open) this.dialog.close(); // somebody went on in another tab
      return;
    }
    if (left <= 0) {
      clearInterval(this.clock);
      this.querySelector("[data-sign-out]").submit();
      return;
    }
    if (!this.dialog.open) this.dialog.showModal();
    const seconds = Math.ceil(left / 1000);
    this.left.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }
}

customElements.define("chaperone-autologoff", AutoLogoff);

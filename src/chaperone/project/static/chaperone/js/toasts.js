// <chaperone-toasts>: gives every toast a close button, lets good news leave by itself, and shows the
// toast an htmx answer sends by the header  HX-Trigger: {"toast": {"text": "...", "level": "success"}}.

const STAYS = new Set(["error", "warning"]);
const SECONDS = 8;
const ICONS = { error: "blocked", warning: "look" };

class Toasts extends HTMLElement {
  connectedCallback() {
    for (const toast of this.querySelectorAll(".toast")) this.#arm(toast);
    document.body.addEventListener("toast", this.#onToast);
  }

  disconnectedCallback() {
    document.body.removeEventListener("toast", this.#onToast);
  }

  #onToast = (event) => {
    const { text, level = "info" } = event.detail;
    const toast = document.createElement("div");
    toast.className = `toast toast--${level}`;
    toast.dataset.level = level;
    const words = document.createElement("p");
    words.textContent = text;
    toast.append(this.#icon(ICONS[level] ?? "info"), words);
    this.append(toast);
    this.#arm(toast);
  };

  #icon(name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "icon");
    svg.setAttribute("aria-hidden", "true");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `${this.dataset.icons}#${name}`);
    svg.append(use);
    return svg;
  }

  #arm(toast) {
    const close = document.createElement("button");
    close.type = "button";
    close.className = "toast__close";
    close.setAttribute("aria-label", this.dataset.close);
    close.append(this.#icon("close"));
    close.addEventListener("click", () => toast.remove());
    toast.append(close);
    if (!STAYS.has(toast.dataset.level)) leaveAfter(toast, SECONDS * 1000);
  }
}

/** Removes the toast after a while, but never while someone points at it or stands in it. */
function leaveAfter(toast, milliseconds) {
  let timer = setTimeout(() => toast.remove(), milliseconds);
  const wait = () => clearTimeout(timer);
  const go = () => {
    clearTimeout(timer);
    timer = setTimeout(() => toast.remove(), milliseconds);
  };
  toast.addEventListener("pointerenter", wait);
  toast.addEventListener("focusin", wait);
  toast.addEventListener("pointerleave", go);
  toast.addEventListener("focusout", go);
}

customElements.define("chaperone-toasts", Toasts);

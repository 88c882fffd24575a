// <chaperone-gates data-url data-form data-panel>: sends the form to data-url a moment after the last change
// and swaps the answered panel in. The cursor stays where it is, an opened explanation stays open, and only a
// changed verdict is announced. A slow answer never replaces a newer one.

const PAUSE = 450; // milliseconds after the last key

class Gates extends HTMLElement {
  connectedCallback() {
    this.form = document.getElementById(this.dataset.form);
    if (!this.form || this.started) return;
    this.started = true;
    this.form.addEventListener("input", this.#later);
    this.form.addEventListener("change", this.#later);
    this.addEventListener("gates:refresh", this.#later);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.form?.removeEventListener("input", this.#later);
    this.form?.removeEventListener("change", this.#later);
    this.started = false;
  }

  #later = () => {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#judge(), PAUSE);
  };

  async #judge() {
    const panel = document.getElementById(this.dataset.panel);
    if (!panel || !this.isConnected) return;
    const turn = (this.turn = (this.turn ?? 0) + 1);
    const before = verdicts(panel);
    const opened = openedLaws(panel);
    const stop = focused(panel);
    this.setAttribute("aria-busy", "true");
    await this.#ask(panel);
    if (turn !== this.turn) return; // a newer question is on its way; its answer counts
    this.removeAttribute("aria-busy");
    const after = document.getElementById(this.dataset.panel);
    this.#stale(after === panel); // not replaced: no answer, or one that was an error
    if (!after || after === panel) return;
    reopen(after, opened);
    refocus(after, stop);
    this.#announce(before, verdicts(after));
    document.dispatchEvent(new CustomEvent("chaperone:findings"));
  }

  async #ask(panel) {
    // `source` is this element: htmx then drops an older request of the same panel when a newer one starts.
    this.setAttribute("hx-sync", "this:replace");
    const values = entries(this.form);
    try {
      await htmx.ajax("POST", this.dataset.url, { source: this, target: panel, swap: "outerHTML", values });
    } catch {
      // No connection, or replaced by a newer request; the caller sees that the panel is still the old one.
    }
  }

  #stale(yes) {
    const note = this.querySelector("[data-stale]");
    if (note) note.hidden = !yes;
  }

  #announce(before, after) {
    const news = [...after].filter(([key, gate]) => before.get(key)?.verdict !== gate.verdict);
    if (!news.length) return;
    this.querySelector("[data-announce]").textContent = news
      .map(([, gate]) => `${gate.title}: ${gate.word}. ${gate.sentence}`)
      .join(" ");
  }
}

/** The form's values as htmx takes them: a name that appears twice becomes a list; files stay at home. */
function entries(form) {
  const values = {};
  for (const [name, value] of new FormData(form)) {
    if (value instanceof File) continue;
    values[name] = name in values ? [values[name], value].flat() : value;
  }
  return values;
}

function verdicts(panel) {
  const read = (gate, selector) => gate.querySelector(selector)?.textContent.trim() ?? "";
  return new Map(
    [...panel.querySelectorAll("[data-gate]")].map((gate) => [
      gate.dataset.gate,
      {
        verdict: gate.dataset.verdict,
        title: read(gate, "h3"),
        word: read(gate, ".chip"),
        sentence: read(gate, ".gate__sentence"),
      },
    ]),
  );
}

/** Which explanations are open, by gate and by the sentence they explain: the swapped panel is new, its words are not. */
function openedLaws(panel) {
  return new Set([...panel.querySelectorAll("details[open]")].map(nameOf));
}

function reopen(panel, opened) {
  for (const details of panel.querySelectorAll("details")) if (opened.has(nameOf(details))) details.open = true;
}

function nameOf(node) {
  const gate = node.closest("[data-gate]")?.dataset.gate;
  const sentence = node.closest(".finding")?.querySelector(".finding__message").textContent;
  return `${gate} ${sentence} ${node.tagName} ${node.textContent.trim()}`;
}

/** Somebody who stands on a button of the panel stays on it. */
function focused(panel) {
  return panel.contains(document.activeElement) ? nameOf(document.activeElement) : null;
}

function refocus(panel, name) {
  if (name === null) return;
  const stops = [...panel.querySelectorAll("a[href], button, summary")];
  stops.find((stop) => nameOf(stop) === name)?.focus();
}

customElements.define("chaperone-gates", Gates);

// <chaperone-copy>: puts the text of its field on the clipboard and says so on the button.

class Copy extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("input, textarea");
    this.button = this.querySelector("button");
    this.word = this.button.querySelector("span");
    this.button.setAttribute("aria-live", "polite");
    this.button.addEventListener("click", this.#copy);
    this.field.addEventListener("focus", () => this.field.select());
  }

  #copy = async () => {
    try {
      await navigator.clipboard.writeText(this.field.value);
    } catch {
      // No clipboard without https: the old way works on a selection.
      this.field.select();
      if (!document.execCommand("copy")) return;
      this.button.focus();
    }
    this.#done();
  };

  #done() {
    this.before ??= this.word.textContent;
    this.word.textContent = this.dataset.done;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.word.textContent = this.before), 2500);
  }
}

customElements.define("chaperone-copy", Copy);

// <chaperone-count>: says how many characters are used, counted as people count them (an emoji is one).
// The limit is the field's data-limit or maxlength.

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

class Count extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("textarea, input");
    this.output = this.querySelector("output");
    if (!this.field || !this.output) return;
    this.field.addEventListener("input", this.#count);
    this.#count();
  }

  #count = () => {
    const used = [...graphemes.segment(this.field.value)].length;
    const limit = Number(this.field.dataset.limit ?? this.field.maxLength);
    const limited = limit > 0;
    this.output.value = limited ? `${used} / ${limit}` : String(used);
    this.output.toggleAttribute("data-over", limited && used > limit);
  };
}

customElements.define("chaperone-count", Count);

// <chaperone-findings data-source>: marks findings inside a textarea while someone types. The textarea stays a real
// textarea (its cursor, its undo, its spell check); a mirror with the same letters lies behind it and carries the marks.
// The findings come as JSON in the element data-source, which htmx swaps together with the gates panel.
// Offsets are code points, as the engine counts them, over the text with LF line ends.

const COPIED = [
  "fontFamily", "fontSize", "fontWeight", "fontStyle", "fontFeatureSettings", "letterSpacing", "wordSpacing", "lineHeight",
  "textIndent", "textTransform", "textAlign", "tabSize", "direction", "paddingTop", "paddingRight", "paddingBottom", "paddingLeft",
];
const WEIGHT = { note: 1, review: 2, block: 3 };

class Findings extends HTMLElement {
  connectedCallback() {
    if (this.mirror) return;
    this.area = this.querySelector("textarea");
    this.found = [];
    this.#wrap();
    this.area.addEventListener("input", this.#onInput);
    this.area.addEventListener("scroll", this.#follow);
    this.area.addEventListener("click", this.#onClick);
    this.area.addEventListener("keydown", this.#onKey);
    this.watcher = new ResizeObserver(this.#measure);
    this.watcher.observe(this.area);
    document.addEventListener("chaperone:findings", this.#read);
    document.addEventListener("htmx:afterSwap", this.#read);
    document.addEventListener("click", this.#onShow);
    this.#measure();
    this.#read();
  }

  disconnectedCallback() {
    this.watcher?.disconnect();
    document.removeEventListener("chaperone:findings", this.#read);
    document.removeEventListener("htmx:afterSwap", this.#read);
    document.removeEventListener("click", this.#onShow);
  }

  #wrap() {
    const frame = document.createElement("div");
    frame.className = "marked";
    this.mirror = document.createElement("div");
    this.mirror.className = "marked__mirror";
    this.mirror.setAttribute("aria-hidden", "true");
    this.letters = document.createElement("div");
    this.mirror.append(this.letters);
    this.area.before(frame);
    frame.append(this.mirror, this.area);
  }

  #read = () => {
    const json = document.getElementById(this.dataset.source)?.textContent.trim();
    if (json === this.json) return;
    this.json = json;
    this.found = (json ? JSON.parse(json) : []).map((finding, index) => ({ ...finding, index }));
    const units = unitOffsets(this.area.value);
    for (const finding of this.found) finding.at = units[Math.min(finding.start, units.length - 1)] ?? 0;
    this.#onInput();
  };

  /** Letters moved: each finding is looked for where it was, then at the nearest place with the same words. */
  #onInput = () => {
    const text = this.area.value;
    for (const finding of this.found) {
      finding.at = finding.text ? nearest(text, finding.text, finding.at ?? 0) : null;
    }
    this.#paint();
  };

  #paint() {
    const text = this.area.value;
    this.letters.replaceChildren(...pieces(text, this.found.filter((finding) => finding.at !== null)));
    this.letters.append(" "); // a last line break needs something to stand on
    this.#follow();
  }

  #follow = () => {
    this.letters.style.transform = `translate(${-this.area.scrollLeft}px, ${-this.area.scrollTop}px)`;
  };

  #measure = () => {
    const look = getComputedStyle(this.area);
    for (const name of COPIED) this.letters.style[name] = look[name];
    // Without the scroll bar: lines must break at the same letter.
    this.letters.style.width = `${this.area.clientWidth}px`;
    this.mirror.style.borderStyle = "solid";
    this.mirror.style.borderColor = "transparent";
    this.mirror.style.borderWidth = look.borderWidth;
    this.#follow();
  };

  #under() {
    const caret = this.area.selectionStart;
    const covers = (finding) => finding.at !== null && finding.at <= caret && caret <= finding.at + finding.text.length;
    return this.found.filter(covers).sort((a, b) => WEIGHT[b.severity] - WEIGHT[a.severity])[0];
  }

  /** Where the findings of this text are listed: around their JSON. */
  #panel() {
    return document.getElementById(this.dataset.source)?.closest("section") ?? document;
  }

  /** A press on a mark brings its finding into view and lights it; the cursor stays, so that the word can be changed. */
  #onClick = () => this.#light(this.#under());

  #light(finding) {
    for (const item of document.querySelectorAll(".finding[aria-current]")) item.removeAttribute("aria-current");
    for (const mark of this.letters.children) mark.toggleAttribute("data-current", finding && mark.dataset.index === String(finding.index));
    const item = finding && this.#panel().querySelector(`.finding[data-index="${finding.index}"]`);
    item?.setAttribute("aria-current", "true");
    item?.scrollIntoView({ block: "nearest" });
    return item;
  }

  /** Alt+Enter goes from a mark to its finding, for people without a mouse. */
  #onKey = (event) => {
    if (!(event.altKey && event.key === "Enter")) return;
    event.preventDefault();
    this.#light(this.#under())?.focus();
  };

  #onShow = (event) => {
    const button = event.target.closest("[data-show-finding]");
    const finding = button && this.#panel().contains(button) && this.found[Number(button.dataset.showFinding)];
    if (!finding || finding.at === null) return;
    this.area.focus();
    this.area.setSelectionRange(finding.at, finding.at + finding.text.length);
    this.#light(finding);
  };
}

/** Position in UTF-16 units of each code point, and of the end. */
function unitOffsets(text) {
  const offsets = [0];
  for (const letter of text) offsets.push(offsets.at(-1) + letter.length);
  return offsets;
}

/** Where `words` stands in `text`, nearest to `around`; null when it is gone. */
function nearest(text, words, around) {
  if (text.startsWith(words, around)) return around;
  const after = text.indexOf(words, around);
  const before = text.lastIndexOf(words, around);
  if (after < 0 || before < 0) return after < 0 ? (before < 0 ? null : before) : after;
  return around - before <= after - around ? before : after;
}

/** The text as text nodes and marks; where findings overlap the gravest shows. */
function pieces(text, found) {
  const edges = [...new Set([0, text.length, ...found.flatMap((one) => [one.at, one.at + one.text.length])])].sort((a, b) => a - b);
  return edges.slice(1).map((end, index) => {
    const start = edges[index];
    const over = found.filter((one) => one.at <= start && end <= one.at + one.text.length);
    return piece(text.slice(start, end), over.sort((a, b) => WEIGHT[b.severity] - WEIGHT[a.severity])[0]);
  });
}

function piece(letters, finding) {
  if (!finding) return document.createTextNode(letters);
  const mark = document.createElement("mark");
  mark.textContent = letters;
  mark.dataset.severity = finding.severity;
  mark.dataset.index = finding.index;
  return mark;
}

customElements.define("chaperone-findings", Findings);

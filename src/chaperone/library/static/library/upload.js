// <chaperone-upload>: sends each chosen file by itself, so that one that is refused or lost takes no other with it.
// Without this script the form sends all of them at once and gets the same answers on one page.

const PHOTO = /\.(jpe?g|png|webp|hei[cf]|tiff?|gif)$/i;

class Upload extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.drop = this.querySelector("[data-drop]");
    this.results = this.querySelector("[data-results]");
    this.list = this.querySelector("[data-list]");
    this.words = this.querySelector("[data-words]").dataset;
    this.dropped = [];
    this.form.addEventListener("submit", this.#onSubmit);
    this.form.addEventListener("change", () => this.#showChosen());
    for (const name of ["dragenter", "dragover"]) this.drop.addEventListener(name, this.#onOver);
    for (const name of ["dragleave", "drop"]) this.drop.addEventListener(name, () => this.drop.classList.remove("is-over"));
    this.drop.addEventListener("drop", this.#onDrop);
    this.#followSubject();
  }

  /** The patient is asked for only when a patient is shown. */
  #followSubject() {
    const patient = this.form.elements.patient;
    for (const part of patient.closest(".field").querySelectorAll(".field__optional, .field__help")) part.remove();
    const follow = () => {
      const shown = this.form.elements.subject.value === "patient";
      patient.closest(".field").hidden = !shown;
      patient.required = shown;
      if (!shown) patient.value = "";
    };
    this.form.addEventListener("change", follow);
    follow();
  }

  #onOver = (event) => {
    event.preventDefault();
    this.drop.classList.add("is-over");
  };

  #onDrop = async (event) => {
    event.preventDefault();
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const files = entries.length ? (await Promise.all(entries.map(filesIn))).flat() : [...event.dataTransfer.files];
    this.dropped.push(...files);
    this.#showChosen();
  };

  #chosen() {
    const inputs = [...this.form.querySelectorAll("input[type=file]")];
    const folder = (input) => input.webkitdirectory;
    const picked = inputs.flatMap((input) => [...input.files].filter((file) => !folder(input) || PHOTO.test(file.name)));
    return [...picked, ...this.dropped];
  }

  #showChosen() {
    const number = this.#chosen().length;
    const emptyFolder = [...this.form.querySelectorAll("input[webkitdirectory]")].some((input) => input.files.length);
    const text = number === 1 ? this.words.chosenOne : this.words.chosenMany.replace("{n}", number);
    this.querySelector("[data-chosen]").textContent = number ? text : emptyFolder ? this.words.leave : "";
  }

  #onSubmit = async (event) => {
    event.preventDefault();
    const files = this.#chosen();
    if (!files.length) {
      this.querySelector("[data-chosen]").textContent = this.words.none;
      return;
    }
    this.form.hidden = true;
    this.results.hidden = false;
    this.results.querySelector("h2").focus();
    this.done = 0;
    const waiting = files.map((file) => [file, this.#row(file)]);
    for (const [file, row] of waiting) {
      await this.#send(file, row);
      this.done += 1;
      this.#count(files.length);
    }
    this.querySelector("[data-after]").hidden = false;
  };

  #count(all) {
    const place = this.querySelector("[data-count]");
    place.textContent = place.dataset.one.replace("{done}", this.done).replace("{all}", all);
  }

  #row(file) {
    const row = document.createElement("li");
    row.className = "upload";
    const name = document.createElement("strong");
    name.className = "upload__name";
    name.textContent = file.name;
    const bar = document.createElement("progress");
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", `${this.words.sending} ${file.name}`);
    row.append(name, bar);
    this.list.append(row);
    return row;
  }

  /** One file; its row becomes the answer. Resolves whatever happens. */
  #send(file, row) {
    const body = new FormData(this.form);
    body.delete("photos");
    body.append("photos", file, file.name);
    const request = new XMLHttpRequest();
    return new Promise((resolve) => {
      request.upload.addEventListener("progress", (event) => {
        const bar = row.querySelector("progress");
        if (!event.lengthComputable || !bar) return;
        if (event.loaded < event.total) bar.value = event.loaded / event.total;
        else bar.removeAttribute("value");
      });
      request.addEventListener("load", () => {
        const known = request.status === 200 || request.status === 422;
        if (known) this.#answer(row, file, request.responseText);
        else this.#lost(row, file);
        resolve();
      });
      for (const name of ["error", "abort", "timeout"]) {
        request.addEventListener(name, () => {
          this.#lost(row, file);
          resolve();
        });
      }
      request.open("POST", this.form.action || location.href);
      request.setRequestHeader("HX-Request", "true");
      request.send(body);
    });
  }

  #answer(row, file, html) {
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector(".upload");
    if (!fresh) {
      this.#lost(row, file);
      return;
    }
    const name = fresh.querySelector(".upload__name");
    if (!name.textContent) name.textContent = file.name;
    row.replaceWith(fresh);
  }

  /** Not arrived: says so, and offers to send this one file again. */
  #lost(row, file) {
    row.querySelector("progress")?.remove();
    const text = document.createElement("p");
    text.textContent = this.words.lost;
    const again = document.createElement("button");
    again.type = "button";
    again.className = "button";
    again.textContent = this.words.again;
    again.addEventListener("click", () => {
      const fresh = this.#row(file);
      row.replaceWith(fresh);
      this.#send(file, fresh);
    });
    row.append(text, again);
  }
}

/** All files below a dropped file or folder that look like photos. */
async function filesIn(entry) {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    return [file];
  }
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) break;
    found.push(...some);
  }
  const files = (await Promise.all(found.map(filesIn))).flat();
  return files.filter((file) => PHOTO.test(file.name));
}

customElements.define("chaperone-upload", Upload);

// <chaperone-offline>: one sentence while there is no connection.

class Offline extends HTMLElement {
  connectedCallback() {
    addEventListener("online", this.#show);
    addEventListener("offline", this.#show);
    this.#show();
  }

  disconnectedCallback() {
    removeEventListener("online", this.#show);
    removeEventListener("offline", this.#show);
  }

  #show = () => {
    this.hidden = navigator.onLine;
  };
}

customElements.define("chaperone-offline", Offline);

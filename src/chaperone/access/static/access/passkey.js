// Starts what allauth's own scripts offer for passkeys, and says in words when a passkey did not work.

const place = document.querySelector("[data-passkey-error]");

document.addEventListener("allauth.error", (event) => {
  if (!place) return;
  event.preventDefault();
  place.hidden = false;
});

for (const button of document.querySelectorAll("[data-passkey]")) button.hidden = !window.PublicKeyCredential;

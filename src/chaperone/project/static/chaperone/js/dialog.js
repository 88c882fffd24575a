// Opens <dialog id="x"> from anything with data-dialog-open="x" and closes it from data-dialog-close.
// The browser keeps the focus inside, closes on Escape and hands the focus back.

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog-open]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialogOpen);
    if (!(dialog instanceof HTMLDialogElement)) return; // the link then leads to the page that asks the same
    event.preventDefault();
    dialog.showModal();
    return;
  }
  const closer = event.target.closest("[data-dialog-close]");
  if (closer) closer.closest("dialog")?.close();
  // A press on the backdrop lands on the dialog element itself.
  if (event.target instanceof HTMLDialogElement && event.target.hasAttribute("data-light")) event.target.close();
});

// data-open="ID" opens a dialog, data-close closes the one around it, and so do Escape and the
// ground beside it. One that htmx brings in with data-shown opens by itself.
export function open(dialog) {
  if (dialog && !dialog.open) dialog.showModal();
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) {
    event.preventDefault(); // a link is the way without script
    open(document.getElementById(opener.dataset.open));
  }
  if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
});

document.addEventListener("mousedown", (event) => {
  if (event.target instanceof HTMLDialogElement && isBeside(event)) event.target.close();
});

document.addEventListener("htmx:after:swap", () => {
  for (const dialog of document.querySelectorAll("dialog[data-shown]:not([open])")) {
    delete dialog.dataset.shown;
    open(dialog);
  }
});

function isBeside(event) {
  const box = event.target.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right
    || event.clientY < box.top || event.clientY > box.bottom;
}

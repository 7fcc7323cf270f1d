// A form is sent once, however often its button is pressed.
const sent = new WeakSet();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog" || form.method === "get") return;
  if (sent.has(form)) event.preventDefault();
  sent.add(form);
});

export function forget(form) {
  sent.delete(form);
}

addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload(); // back from another page: its token may be spent
});

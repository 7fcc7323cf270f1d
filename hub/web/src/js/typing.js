// What answers while one types (`hx-trigger="input …"`): the last word counts, and none is missed.
const isTyped = ({ target }) => target.getAttribute?.("hx-trigger")?.startsWith("input");

document.addEventListener("htmx:before:init", (event) => {
  // By default htmx drops what is typed while two requests are under way.
  if (isTyped(event)) event.target.setAttribute("hx-sync", "replace");
});

document.addEventListener("htmx:after:init", (event) => {
  if (!isTyped(event)) return;
  const field = event.target.querySelector("[type=search]") ?? event.target;
  // Typed before this script came, or brought back by the browser.
  if (field.value !== field.defaultValue) field.dispatchEvent(new Event("input", { bubbles: true }));
});

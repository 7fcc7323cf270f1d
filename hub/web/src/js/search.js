import { announce } from "./announce.js";

// Ctrl K (⌘ K): the field of this page if it has one, else the search.
document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
  const field = document.querySelector("[data-search]");
  const link = document.querySelector(".find");
  if (!field && !link) return;
  event.preventDefault();
  if (!field) {
    link.click();
    return;
  }
  field.focus();
  field.select?.();
});

// Arrows walk from the field through what was found, and back.
document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const walk = step && event.target.closest?.("[data-walk]");
  if (!walk) return;
  const stops = [walk.querySelector("[data-search]"), ...walk.querySelectorAll(".found li > a, .hits li > a")];
  const next = stops[stops.indexOf(event.target) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
});

document.addEventListener("htmx:after:swap", () => {
  const count = document.querySelector("#found [data-count]");
  if (count) announce(count.textContent.trim());
});

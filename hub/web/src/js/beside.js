import { announce } from "./announce.js";

// Where the card lies beside the list, a plain click changes the card; else it opens the page.
const wide = matchMedia("(min-width: 64.01rem)");

document.addEventListener("click", (event) => {
  const hit = event.target.closest?.(".dir .hit[hx-trigger='beside']");
  if (!hit || !wide.matches || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  hit.closest(".dir").querySelector(".hit[aria-current]")?.removeAttribute("aria-current");
  hit.setAttribute("aria-current", "true");
  hit.dispatchEvent(new CustomEvent("beside"));
  announce(hit.querySelector("b").textContent);
});

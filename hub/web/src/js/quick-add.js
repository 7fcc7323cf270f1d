// Q goes to the line in which an event is written; on a phone its place is a link to a page.
import { isElsewhere, lettersAreOff } from "./agenda.js";

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "q" || isElsewhere(event) || lettersAreOff()) return;
  const there = [...document.querySelectorAll("[data-quick]")].find((it) => it.checkVisibility());
  if (!there) return;
  event.preventDefault();
  if (there.matches("a")) there.click();
  else there.focus();
});

// Escape takes back what was not sent.
document.addEventListener("keydown", ({ key, target }) => {
  if (key !== "Escape" || !target.matches?.("[data-quick]")) return;
  target.value = "";
  document.getElementById("quick-told").replaceChildren();
});

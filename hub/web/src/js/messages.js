// Messages at the top of a page: said once, put away by their button.
import { announce } from "./announce.js";

const messages = document.getElementById("messages");

if (messages) {
  for (const button of messages.querySelectorAll("[data-dismiss]")) button.hidden = false;
  const texts = [...messages.querySelectorAll("[data-said]")].map((it) => it.textContent.trim());
  if (texts.length) announce(texts.join(" "));
  messages.addEventListener("click", (event) => {
    if (!event.target.closest("[data-dismiss]")) return;
    event.target.closest(".note").remove();
    document.getElementById("content").focus({ preventScroll: true });
  });
}

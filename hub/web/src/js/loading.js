// The bar at the top, when something that was asked for takes longer than a moment.
const bar = document.getElementById("loading");
const PATIENCE = 300; // ms
let running = 0;
let timer;

document.addEventListener("htmx:before:request", () => {
  running += 1;
  timer ??= setTimeout(() => { bar.hidden = false; }, PATIENCE);
});

document.addEventListener("htmx:finally:request", () => {
  running -= 1;
  if (running > 0) return;
  clearTimeout(timer);
  timer = undefined;
  bar.hidden = true;
});

// Events put elsewhere in the grid: held by a pointer, or by Shift and the arrows. Nothing is drawn
// that the server did not say: until it has answered, the event stays and an outline of it moves.
// Times are wall times, counted in milliseconds as if they were of UTC, so that no clock moves them.
import { clock, hourAt, hours, rowAt } from "./agenda.js";
import { announce } from "./announce.js";
import { open } from "./dialog.js";
import { headers } from "./token.js";

const STEP = 15 * 60_000;
const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;
const FAR = 4; // px before a press is a drag
const LONG = 450; // ms before a finger holds what it touches
const EDGE = 8; // px at the lower end that make it longer

let pressed = null;
let held = null;
let isDropped = false;

const agenda = () => document.querySelector("[data-agenda]");
const reach = document.getElementById("reach");
const parsed = (text) => Date.parse(text.length > 10 ? `${text}Z` : text);
const written = (at, isDays) => new Date(at).toISOString().slice(0, isDays ? 10 : 19);
const dayOf = (at) => written(at, true);
const columns = () => [...document.querySelectorAll(".week-day")];

function hold(block, mode, more) {
  const { at = "", ends, move, series, starts, version } = block.dataset;
  const isDays = starts.length === 10;
  held = { block, mode, url: move, at, version, isDays, isSeries: series !== undefined, ...more };
  held.starts = held.first = parsed(starts);
  held.ends = held.last = parsed(ends);
  held.ghost = document.createElement("div");
  held.ghost.className = "held-at";
  held.ghost.setAttribute("aria-hidden", "true");
  document.body.append(held.ghost);
  document.body.classList.add("is-holding");
  block.classList.add("is-held");
}

function release() {
  if (held) undraw(held);
  clearTimeout(pressed?.timer);
  pressed = held = null;
  document.body.classList.remove("is-holding");
}

function undraw({ block, ghost }) {
  ghost.remove();
  block.classList.remove("is-held");
}

function takeBack() {
  release();
  announce(agenda().dataset.back);
}

function words({ starts, ends, isDays }) {
  const language = document.documentElement.lang;
  const day = (at) => new Date(at).toLocaleDateString(language, { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });
  const hour = (at) => clock(new Date(at), language, "UTC");
  if (isDays) return ends - starts > DAY ? `${day(starts)} – ${day(ends - DAY)}` : day(starts);
  const isLong = dayOf(starts) !== dayOf(ends);
  return `${day(starts)}, ${hour(starts)} – ${isLong ? `${day(ends)}, ` : ""}${hour(ends)}`;
}

// Where it would be: over the column of its day, or over those of its days.
function draw() {
  const { block, ghost, starts, ends } = held;
  const isBar = !block.closest(".week-day");
  const from = columnOf(dayOf(starts)), to = isBar ? columnOf(dayOf(ends - 1)) : from;
  const box = from && isGrid(block) ? (isBar ? barBox(from, to ?? from) : dayBox(from)) : null;
  ghost.hidden = !box;
  ghost.textContent = words(held);
  if (!box) return;
  const place = { left: box.left + scrollX, top: box.top + scrollY, width: box.width, height: box.height };
  for (const [name, value] of Object.entries(place)) ghost.style[name] = `${value}px`;
}

function columnOf(day) {
  const found = columns().filter((it) => it.dataset.day === day);
  const own = held.block.closest(".week-day");
  return found.includes(own) ? own : found[0];
}

function dayBox(column) {
  const box = column.getBoundingClientRect(), edges = hours(column);
  const midnight = parsed(column.dataset.day);
  const top = (at) => (rowAt(edges, Math.min(Math.max((at - midnight) / HOUR, edges[0]), edges.at(-1))) / (edges.length - 1)) * box.height;
  const start = top(held.starts);
  return { left: box.left, width: box.width, top: box.top + start, height: Math.max(top(held.ends) - start, 12) };
}

function barBox(from, to) {
  const left = from.getBoundingClientRect().left, own = held.block.getBoundingClientRect();
  return { left, width: to.getBoundingClientRect().right - left, top: own.top, height: own.height };
}

function isGrid(block) {
  return getComputedStyle(block.closest(".week")).display === "grid";
}

// A pointer.

function press(event) {
  const block = event.target.closest?.("[data-move]");
  if (!block || event.button || !event.isPrimary || held || !isGrid(block)) return;
  pressed = { block, x: event.clientX, y: event.clientY, timer: 0 };
  if (event.pointerType === "touch") pressed.timer = setTimeout(take, LONG);
}

function take() {
  const { block, x, y } = pressed;
  const column = block.closest(".week-day") ?? columnAt(x);
  const box = block.getBoundingClientRect(), midnight = parsed(column.dataset.day);
  const endsHere = parsed(block.dataset.ends) <= midnight + DAY;
  const isLower = block.closest(".week-day") && endsHere && box.bottom - y <= Math.min(EDGE, box.height / 3);
  hold(block, isLower ? "end" : "all", { column, midnight, grab: y - box.top });
  held.part = Math.max(held.first, midnight);
  draw();
}

function columnAt(x) {
  const distance = (it) => {
    const { left, right } = it.getBoundingClientRect();
    return Math.max(left - x, x - right, 0);
  };
  return columns().reduce((best, it) => (distance(it) < distance(best) ? it : best));
}

function quarterAt(column, y) {
  const box = column.getBoundingClientRect(), edges = hours(column);
  const row = Math.min(Math.max((y - box.top) / box.height, 0), 1) * (edges.length - 1);
  return Math.round((hourAt(edges, row) * HOUR) / STEP) * STEP;
}

function drag({ clientX, clientY }) {
  const own = held.block.closest(".week-day");
  const isOfDay = own && columns().every((it) => it.dataset.day === own.dataset.day);
  const column = isOfDay ? own : columnAt(clientX);
  const day = parsed(column.dataset.day);
  if (held.mode === "end") {
    held.ends = Math.max(held.midnight + quarterAt(own, clientY), held.first + STEP);
  } else {
    // What crosses midnight is held by the part that is on one day.
    const shift = own ? day + quarterAt(column, clientY - held.grab) - held.part : day - held.midnight;
    held.starts = held.first + shift;
    held.ends = held.last + shift;
  }
  draw();
}

document.addEventListener("pointerdown", press);

document.addEventListener("pointermove", (event) => {
  if (held && !held.byKeys) {
    drag(event);
  } else if (pressed) {
    const isFar = Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) > FAR;
    if (isFar && event.pointerType === "touch") release(); // it scrolls
    else if (isFar) {
      take();
      drag(event);
    }
  }
});

document.addEventListener("pointerup", ({ altKey, ctrlKey }) => {
  if (!held || held.byKeys) {
    clearTimeout(pressed?.timer);
    pressed = null;
    return;
  }
  isDropped = true; // the click that follows is of no link
  setTimeout(() => { isDropped = false; });
  drop(altKey || ctrlKey);
});

document.addEventListener("pointercancel", () => { if (!held?.byKeys) release(); });

document.addEventListener("click", (event) => {
  if (!isDropped) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

for (const name of ["dragstart", "contextmenu"]) {
  document.addEventListener(name, (event) => {
    if (event.target.closest?.("[data-move]") && (name === "dragstart" || held)) event.preventDefault();
  });
}

if (agenda()) {
  document.addEventListener("touchmove", (event) => { if (held) event.preventDefault(); }, { passive: false });
}

// The keyboard.

document.addEventListener("keydown", (event) => {
  const block = event.target.closest?.("[data-move]");
  if (held && event.key === "Escape") take(takeBack);
  else if (held?.byKeys && event.key === "Enter") take(() => drop(event.ctrlKey || event.altKey));
  else if (block && event.shiftKey && !event.altKey && !event.metaKey && event.key.startsWith("Arrow")) take(() => nudge(block, event));

  function take(act) {
    event.preventDefault();
    event.stopImmediatePropagation();
    act();
  }
}, true); // before the arrows of the agenda

function nudge(block, { key, ctrlKey }) {
  if (held && held.block !== block) release();
  if (!held) hold(block, "all", { byKeys: true });
  const isDown = key === "ArrowDown" || key === "ArrowRight";
  const isAcross = key === "ArrowLeft" || key === "ArrowRight";
  const step = (isDown ? 1 : -1) * (isAcross || held.isDays ? DAY : STEP);
  if (ctrlKey) {
    held.ends = Math.max(held.ends + step, held.starts + (held.isDays ? DAY : STEP));
  } else if (isAcross || !held.isDays) {
    held.starts += step;
    held.ends += step;
  }
  draw();
  held.ghost.scrollIntoView({ block: "nearest" });
  announce(words(held));
}

document.addEventListener("focusout", ({ target }) => {
  if (held?.byKeys && target === held.block) takeBack();
});

// What is sent, and what comes back.

async function drop(isCopy) {
  const dropped = held;
  held = null; // what is pressed from now on is for the dialog
  release();
  const { at, ends, first, isDays, isSeries, last, starts, url, version } = dropped;
  const isSame = starts === first && ends === last;
  const much = isSame && !isCopy ? "" : isSeries && !isCopy ? await asked() : "all";
  undraw(dropped);
  if (!much) {
    announce(agenda().dataset.back);
    return;
  }
  const when = { starts: written(starts, isDays), ends: written(ends, isDays) };
  await send(url, { ...when, at, version, reach: much, ...(isCopy ? { copy: "1" } : {}) });
}

function asked() {
  reach.returnValue = "";
  open(reach);
  return new Promise((resolve) => {
    reach.addEventListener("close", () => resolve(reach.returnValue), { once: true });
  });
}

async function send(url, values) {
  const messages = document.getElementById("messages");
  try {
    const body = new URLSearchParams(values);
    const answer = await fetch(url, { method: "POST", body, headers: { ...headers, "HX-Request": "true" } });
    // What is parsed like that runs nothing.
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    messages.replaceChildren(...page.body.childNodes);
    if (!answer.ok) messages.scrollIntoView({ block: "nearest" });
  } catch {
    messages.textContent = agenda().dataset.lost;
  }
  const told = [...messages.querySelectorAll("p")].map((it) => it.textContent).join(". ");
  announce(told || messages.textContent);
  document.addEventListener("htmx:after:swap", () => back(url, values.starts), { once: true });
  agenda().dispatchEvent(new CustomEvent("refresh"));
}

// The focus goes with what was moved, which may be another time of its series by now.
function back(url, starts) {
  const found = document.querySelector(`[data-move="${url}"][data-starts="${starts}"]`);
  if (document.activeElement === document.body) found?.focus({ preventScroll: true });
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.closest("[data-moved]") || !form.action.endsWith("/move")) return;
  event.preventDefault();
  send(new URL(form.action).pathname, Object.fromEntries(new FormData(form)));
});

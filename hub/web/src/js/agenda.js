// The agenda without a mouse: arrows go from event to event and from day to day, letters follow the
// links that name them (aria-keyshortcuts). Everything here has a link or a form that does the same.
const WRITABLE = "input, select, textarea, [contenteditable]";
const OFF = "hub-keys-off"; // WCAG 2.1.4: whoever dictates can turn keys of one letter off
const QUARTERS = 4; // a row of the grid

const agenda = () => document.querySelector("[data-agenda]");

document.addEventListener("keydown", (event) => {
  if (!agenda() || isElsewhere(event)) return;
  const next = event.key.startsWith("Arrow") ? neighbour(event) : link(event.key);
  if (!next) return;
  event.preventDefault();
  if (event.key.startsWith("Arrow")) next.focus();
  else next.click();
});

// Whether a key is meant for something else than the page.
export function isElsewhere({ ctrlKey, metaKey, altKey, target }) {
  if (ctrlKey || metaKey || altKey || target.closest?.(WRITABLE)) return true;
  return document.querySelector("dialog[open]") !== null;
}

export const lettersAreOff = () => localStorage.getItem(OFF) !== null;

function link(key) {
  if (key.length !== 1 || lettersAreOff()) return null;
  return agenda().querySelector(`a[aria-keyshortcuts="${CSS.escape(key.toUpperCase())}"]`);
}

// Up and down stay in the list of a day, left and right go to the same hour of another one.
function neighbour({ key, target }) {
  const at = target.closest?.("[data-event]");
  if (!at) return key === "ArrowDown" || key === "ArrowRight" ? seen(agenda())[0] : null;
  const step = key === "ArrowDown" || key === "ArrowRight" ? 1 : -1;
  const list = at.closest("ol, tbody, .week-allday") ?? agenda();
  if (key === "ArrowUp" || key === "ArrowDown") return vertical(at, list, step);
  const lists = [...agenda().querySelectorAll(".week-day ol, .agenda-list ol")];
  if (!lists.includes(list)) return seen(list)[seen(list).indexOf(at) + step];
  for (let index = lists.indexOf(list) + step; lists[index]; index += step) {
    const events = seen(lists[index]);
    if (events.length) return nearest(events, at);
  }
  return null;
}

function vertical(at, list, step) {
  if (list.tagName !== "TBODY") return seen(list)[seen(list).indexOf(at) + step];
  const cells = seen(list);
  return cells[cells.indexOf(at) + 7 * step]; // the month: a week on
}

function nearest(events, at) {
  const distance = (it) => Math.abs(it.getBoundingClientRect().top - at.getBoundingClientRect().top);
  return events.reduce((best, it) => (distance(it) < distance(best) ? it : best));
}

function seen(within) {
  return [...within.querySelectorAll("[data-event]")].filter((it) => it.checkVisibility());
}

// A click where nothing is makes an event there, as the button does for the day.
document.addEventListener("click", ({ target, clientY }) => {
  const day = target.closest?.(".week-day");
  const button = agenda()?.querySelector('a[aria-keyshortcuts="N"]');
  if (!day || !button || target.closest("a, li") || !day.closest(".week").dataset.hours) return;
  const box = day.getBoundingClientRect();
  const edges = hours(day);
  const hour = Math.floor(hourAt(edges, ((clientY - box.top) / box.height) * (edges.length - 1)) * 2) / 2;
  const address = new URL(button.href);
  address.searchParams.set("day", day.dataset.day);
  address.searchParams.set("hour", `${String(Math.floor(hour)).padStart(2, "0")}:${hour % 1 ? "30" : "00"}`);
  location.assign(address);
});

// Where the rows of the grid begin and end: a row is an hour, or a stretch of the night whose hours
// share its height.
export function hours(within) {
  return within.closest(".week").dataset.hours.split(" ").map(Number);
}

export function hourAt(edges, row) {
  const index = Math.min(Math.floor(row), edges.length - 2);
  return edges[index] + (row - index) * (edges[index + 1] - edges[index]);
}

export function rowAt(edges, hour) {
  const index = Math.min(edges.findLastIndex((it) => it <= hour), edges.length - 2);
  return index + (hour - edges[index]) / (edges[index + 1] - edges[index]);
}

// A box that is ticked is sent at once, and the agenda fetched again; a button is there without script.
document.addEventListener("htmx:after:request", ({ target }) => {
  if (target.matches?.("form[data-shown]")) agenda()?.dispatchEvent(new CustomEvent("refresh"));
});

document.addEventListener("change", ({ target }) => {
  if (target.matches?.("[data-keys]")) keep(target);
});

function keep(box) {
  if (box.checked) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "1");
}

// Of several calendars one is no longer for this reader: the others stay.
document.addEventListener("gone", (event) => {
  if (!event.target.matches?.("[data-agenda]")) return;
  event.preventDefault();
  event.target.dispatchEvent(new CustomEvent("refresh"));
});

// The line of the present hour moves; what it crosses is drawn anew when something changes.
setInterval(() => {
  const line = document.querySelector("[data-now]");
  if (!line) return;
  const label = document.querySelector(".now-label");
  const since = (Date.now() / 1000 - Number(line.dataset.now)) / 3600;
  line.dataset.start ??= line.style.getPropertyValue("--s");
  const edges = hours(line);
  const place = rowAt(edges, hourAt(edges, Number(line.dataset.start) / QUARTERS) + since) * QUARTERS;
  line.style.setProperty("--s", place);
  label?.style.setProperty("--h", place);
  if (label) label.textContent = clock(new Date(), document.documentElement.lang);
}, 60_000);

export function clock(moment, language, timeZone) {
  const text = moment.toLocaleTimeString(language, { hour: "numeric", minute: "2-digit", hour12: false, timeZone });
  return language === "fr" ? text.replace(/^0/, "").replace(":", "\u00a0h\u00a0") : text;
}

for (const box of document.querySelectorAll("[data-keys]")) box.checked = !localStorage.getItem(OFF);

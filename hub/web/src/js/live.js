// Keeps what the page shows fresh. An element that carries data-live="calendar:7" (or several
// topics, separated by spaces) gets a "refresh" event when one of them has changed, and a "gone"
// event when the reader has lost it; hx-trigger="refresh" then fetches it by its own address.
// The socket says that something changed, never what: content comes through the ordinary door.

const SIGNED_OUT = 4401;
const PAUSES = [1_000, 60_000]; // between attempts: the first, the longest
const SPREAD = 300; // ms; everybody who looks at one calendar would fetch it in the same instant
const SWAPPED = 10_000; // ms; a fragment that was just put in was asked for within this time
const SETTLED = 10_000; // ms after which a page that was loaded was a good one
const WRITABLE = "input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]";

const shown = new Map(); // topic -> when its content was asked for (ms since 1970)
const stale = new Set(); // topics to fetch when the page is looked at again
const seen = new Map(); // topic -> number of the last message

let socket = null;
let attempts = 0;
let timer = 0;
let isOver = false;

function elements(topic) {
  return document.querySelectorAll(`[data-live~="${CSS.escape(topic)}"]`);
}

function scan(askedFor) {
  const now = new Set();
  for (const element of document.querySelectorAll("[data-live]")) {
    for (const topic of element.dataset.live.split(/\s+/)) if (topic) now.add(topic);
  }
  for (const topic of shown.keys()) {
    if (now.has(topic)) continue;
    shown.delete(topic);
    stale.delete(topic);
    say("unsubscribe", topic);
  }
  for (const topic of now) {
    if (shown.has(topic)) continue;
    shown.set(topic, askedFor);
    subscribe(topic);
  }
  if (shown.size && !socket && !timer) connect();
}

function subscribe(topic) {
  // A clock that was set back makes it old, which costs one request.
  const age = Date.now() - shown.get(topic);
  say("subscribe", topic, { age: Math.round(age < 0 ? 1e12 : Math.min(age, 1e12)) });
}

function say(type, topic, more) {
  if (socket?.readyState === WebSocket.OPEN) {
    socket.send(JSON.stringify({ type, topic, ...more }));
  }
}

function connect() {
  clearTimeout(timer);
  timer = 0;
  if (isOver || socket) return;
  const address = new URL("/live", location.href);
  address.protocol = address.protocol.replace("http", "ws");
  const opened = (socket = new WebSocket(address));
  opened.onopen = () => {
    attempts = 0;
    seen.clear(); // another node may answer, and counts for itself
    for (const topic of shown.keys()) subscribe(topic);
  };
  opened.onmessage = ({ data }) => hear(JSON.parse(data));
  opened.onclose = ({ code }) => {
    if (socket === opened) socket = null;
    if (code === SIGNED_OUT) {
      isOver = true;
      document.dispatchEvent(new CustomEvent("signed-out"));
    } else if (shown.size) {
      const pause = Math.min(PAUSES[0] * 2 ** attempts++, PAUSES[1]);
      timer = setTimeout(connect, pause * (0.5 + Math.random() / 2));
    }
  };
}

function hear({ type, topic, seq }) {
  if (type === "gone") {
    shown.delete(topic);
    stale.delete(topic);
    for (const element of elements(topic)) lose(element);
  } else if (seq > (seen.get(topic) ?? -1)) {
    seen.set(topic, seq);
    stale.add(topic);
    if (!document.hidden) setTimeout(refresh, Math.random() * SPREAD);
  }
}

function refresh() {
  const told = new Set(); // an element of two topics is fetched once
  for (const topic of [...stale]) {
    const all = [...elements(topic)];
    if (all.some(isWrittenIn)) continue; // until the field is left
    stale.delete(topic);
    shown.set(topic, Date.now());
    for (const element of all) told.add(element);
  }
  for (const element of told) element.dispatchEvent(new CustomEvent("refresh"));
}

function isWrittenIn(element) {
  const field = document.activeElement;
  return field?.matches(WRITABLE) && element.contains(field);
}

function lose(element) {
  const isLeft = element.dispatchEvent(new CustomEvent("gone", { bubbles: true, cancelable: true }));
  if (!isLeft) return;
  if (!element.querySelector("h1")) element.remove();
  // What the page is about: the server says what remains. Not twice in a row, were it to come back.
  else if (performance.now() > SETTLED) location.reload();
}

addEventListener("pagehide", () => {
  // An open socket would keep the page out of the back-forward cache.
  clearTimeout(timer);
  timer = 0;
  const left = socket;
  socket = null;
  if (left) left.onclose = null;
  left?.close();
});
addEventListener("pageshow", ({ persisted }) => persisted && shown.size && connect());
addEventListener("online", () => shown.size && connect());
document.addEventListener("visibilitychange", () => document.hidden || refresh());
document.addEventListener("focusout", () => stale.size && setTimeout(refresh));

new MutationObserver(() => scan(Date.now() - SWAPPED)).observe(document.documentElement, {
  attributeFilter: ["data-live"],
  childList: true,
  subtree: true,
});
scan(performance.timeOrigin);

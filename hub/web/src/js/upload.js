// Forms with data-upload: fetch cannot say how much has left, XMLHttpRequest can. With hx-post the
// answer goes where htmx puts it; a plain form goes on to the page that it is redirected to.
import { announce } from "./announce.js";
import { forget } from "./once.js";
import { headers } from "./token.js";

const FINE = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  const form = ctx.sourceElement.closest("form[data-upload]");
  if (!form) return;
  ctx.request.timeout = 0; // a slow line is no reason to give up
  ctx.fetch = (url, request) => send(form, url, request);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("[data-upload]") || form.hasAttribute("hx-post")) return;
  event.preventDefault();
  const request = { method: "POST", headers: { ...headers, "HX-Request": "true", "HX-Request-Type": "full" } };
  send(form, form.action, { ...request, body: new FormData(form, event.submitter) }).then(show, () => {});
});

async function show(response) {
  const next = response.headers.get("HX-Redirect");
  if (next) {
    location.assign(next);
    return;
  }
  // A page that says what is wrong, in place of this one.
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  document.querySelector("main").replaceWith(page.querySelector("main"));
  document.title = page.title;
  globalThis.htmx.process(document.querySelector("main"));
  document.querySelector("main [autofocus]")?.focus();
}

function send(form, url, { method, headers: given, body, signal }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const bar = meter(form, () => request.abort());
    request.open(method, url);
    for (const [name, value] of Object.entries(given)) request.setRequestHeader(name, value);
    signal?.addEventListener("abort", () => request.abort());
    request.upload.addEventListener("progress", bar.move);
    request.addEventListener("load", () => resolve(answer(request)));
    request.addEventListener("error", () => { bar.fail(); reject(new TypeError("network")); });
    request.addEventListener("abort", () => { bar.end(); reject(new DOMException("", "AbortError")); });
    request.addEventListener("load", bar.end);
    request.addEventListener("loadend", () => forget(form));
    request.send(body);
  });
}

function answer(request) {
  const lines = request.getAllResponseHeaders().trim().split("\r\n");
  const found = lines.map((line) => line.split(/: (.*)/s).slice(0, 2));
  const body = [204, 304].includes(request.status) ? null : request.response;
  return new Response(body, { status: request.status, headers: found });
}

function meter(form, stop) {
  const box = form.querySelector("[data-upload-progress]");
  const bar = box.querySelector("[role=progressbar]");
  const words = box.querySelector("[role=status]");
  const button = box.querySelector("[data-upload-stop]");
  box.hidden = false;
  button.addEventListener("click", stop, { once: true });
  return {
    move({ loaded, total }) {
      const percent = Math.floor((100 * loaded) / total);
      bar.setAttribute("aria-valuenow", percent);
      bar.firstElementChild.style.setProperty("--v", percent);
      words.textContent = loaded === total ? box.dataset.sent
        : box.dataset.words.replace("{done}", size(loaded)).replace("{total}", size(total));
    },
    fail() {
      words.textContent = box.dataset.failed;
      button.removeEventListener("click", stop);
    },
    end() {
      box.hidden = true;
      button.removeEventListener("click", stop);
      announce(words.textContent);
    },
  };
}

function size(bytes) {
  const units = document.documentElement.lang === "fr" ? ["ko", "Mo", "Go"] : ["kB", "MB", "GB"];
  let value = bytes / 1000;
  let power = 0;
  while (value >= 1000 && power < 2) [value, power] = [value / 1000, power + 1];
  return `${FINE.format(value)}\u00A0${units[power]}`;
}

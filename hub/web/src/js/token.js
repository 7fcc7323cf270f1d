// What htmx sends shows that it comes from one of our pages, also without a form around it.
const token = document.querySelector('meta[name="csrf-token"]')?.content;

export const headers = token ? { "X-CSRF-Token": token } : {};

document.addEventListener("htmx:config:request", (event) => {
  const { request } = event.detail.ctx;
  if (request.method !== "GET") Object.assign(request.headers, headers);
});

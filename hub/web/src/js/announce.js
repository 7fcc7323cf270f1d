// Screen readers hear what enters a live region after it is there, never what comes with the page.
const region = document.createElement("div");
region.className = "vh";
region.setAttribute("role", "status");
document.body.append(region);

export function announce(text) {
  region.textContent = "";
  setTimeout(() => { region.textContent = text; }, 150);
}

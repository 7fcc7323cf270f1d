// Light, dark, or as the system has it. The server reads the cookie, so that no page flashes.
const ONE_YEAR = 365 * 24 * 3600;
const choice = document.querySelector("[data-theme-choice]");

if (choice) {
  choice.hidden = false;
  choice.addEventListener("change", (event) => {
    const theme = event.target.value;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    const age = theme ? ONE_YEAR : 0;
    document.cookie = `hub-theme=${theme}; Path=/; SameSite=Lax; Max-Age=${age}${secure}`;
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
  });
}

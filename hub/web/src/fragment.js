// The secret of a link stands after the #: no server, log or Referer ever gets it. It goes into the
// field that a hand would fill in without this script, and out of the address.
const field = document.querySelector("[data-fragment]");
const secret = decodeURIComponent(location.hash.slice(1));

if (secret) {
  field.value = secret;
  history.replaceState(null, "", location.pathname + location.search);
}
if (field.value && !field.hasAttribute("aria-invalid") && field.dataset.fragment === "hidden") {
  field.closest(".field").hidden = true;
}

// Ctrl K (⌘ K): the field of this page if it has one, else the search.
document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
  const field = document.querySelector("[data-search]");
  const link = document.querySelector(".find");
  if (!field && !link) return;
  event.preventDefault();
  if (!field) {
    link.click();
    return;
  }
  field.focus();
  field.select?.();
});

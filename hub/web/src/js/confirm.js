// data-confirm on a form, or hx-confirm: the question is asked in a dialog of the page's own.
const dialog = document.getElementById("confirm");
const question = dialog.querySelector("#confirm-question");
const confirmed = dialog.querySelector("[data-confirmed]");
const asked = new WeakSet();

function ask(text, verb) {
  question.textContent = text;
  confirmed.textContent = verb || confirmed.dataset.words;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

confirmed.addEventListener("click", () => dialog.close("yes"));

document.addEventListener("submit", async (event) => {
  const { target: form, submitter } = event;
  const text = submitter?.dataset.confirm || form.dataset.confirm;
  if (!text || asked.delete(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!(await ask(text, submitter?.textContent.trim()))) return;
  asked.add(form);
  form.requestSubmit(submitter);
}, true); // before htmx hears of it

document.addEventListener("htmx:confirm", async (event) => {
  event.preventDefault();
  const { ctx, issueRequest, dropRequest } = event.detail;
  const isSaid = await ask(ctx.confirm, ctx.sourceElement.textContent.trim());
  (isSaid ? issueRequest : dropRequest)();
});

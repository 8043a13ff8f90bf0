/* Small conveniences; every page works without them. */
(() => {
  document.documentElement.classList.add("has-js");

  const details = () => document.querySelectorAll("details[data-closes][open]");
  document.addEventListener("click", (event) => {
    details().forEach((open) => open.contains(event.target) || open.removeAttribute("open"));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    details().forEach((open) => {
      open.removeAttribute("open");
      open.querySelector("summary").focus();
    });
  });

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const source = document.querySelector(button.dataset.copy);
    await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
    button.setAttribute("aria-pressed", "true");
  });

  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-submits]");
    if (form) form.requestSubmit();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });

  let unsaved = false;
  document.addEventListener("input", (event) => {
    if (event.target.closest("form[data-unsaved]")) unsaved = true;
  });
  document.addEventListener("submit", () => { unsaved = false; });
  /* a form that saves itself has nothing to lose once the last word has arrived */
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful && event.target.closest("form[data-unsaved]")) unsaved = false;
  });
  window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
})();

/* Names for controls that the admin's libraries leave nameless to a screen reader. */
(() => {
  const nameControls = () => {
    document.querySelectorAll(".select2-selection, .select2-selection__rendered[role]").forEach((control) => {
      const select = control.closest(".select2-container")?.previousElementSibling;
      const label = select && document.querySelector(`label[for="${select.id}"]`);
      if (label) control.setAttribute("aria-label", label.textContent.trim());
    });
    document.querySelectorAll("span.help-tooltip[aria-label]").forEach((tip) => tip.setAttribute("role", "img"));
  };
  /* The theme shows the name of a chosen file in a text field beside it, and fails where there is none. */
  const leavePlainFiles = () => {
    document.querySelectorAll("input[type=file][data-plain]").forEach((input) => { input.hasChangeListener = true; });
  };
  document.addEventListener("DOMContentLoaded", leavePlainFiles);
  document.addEventListener("DOMContentLoaded", nameControls);
  window.addEventListener("load", () => setTimeout(nameControls));
  document.addEventListener("formset:added", () => setTimeout(nameControls));
})();

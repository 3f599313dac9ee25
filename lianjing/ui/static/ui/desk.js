/* Conveniences only: every page works without this file. */
(() => {
  "use strict";

  /* Menus are <details>: close them on Escape, and when something else is clicked. */
  const open = () => document.querySelectorAll("details.menu[open]");
  document.addEventListener("click", (event) => {
    open().forEach((menu) => menu.contains(event.target) || menu.removeAttribute("open"));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    open().forEach((menu) => {
      menu.removeAttribute("open");
      menu.querySelector("summary").focus();
    });
  });

  /* A file may be dropped on its field. */
  ["dragover", "dragleave", "drop"].forEach((kind) =>
    document.addEventListener(kind, (event) => {
      const place = event.target.closest?.(".drop");
      if (!place) return;
      event.preventDefault();
      place.classList.toggle("over", kind === "dragover");
      const field = place.querySelector("input[type=file]");
      if (kind === "drop" && field && event.dataTransfer.files.length) {
        field.files = event.dataTransfer.files;
        field.dispatchEvent(new Event("change", { bubbles: true }));
      }
    }),
  );

  /* One form is sent once, however often its button is pressed. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (event.submitter?.dataset.again !== undefined) return; /* a download leaves the page open */
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  });

  /* While a file is read, say how many of its rows are. */
  document.addEventListener("htmx:before:request", (event) => {
    const line = document.querySelector(event.target.getAttribute("hx-indicator") + "[data-told-at]");
    if (!line) return;
    const words = line.querySelector("[role=status]");
    words.textContent = "";
    const asking = setInterval(async () => {
      const answer = await fetch(line.dataset.toldAt).catch(() => null);
      const said = answer?.ok ? await answer.text() : "";
      if (said) words.textContent = said;
    }, 700);
    document.addEventListener("htmx:finally:request", () => clearInterval(asking), { once: true });
  });

  /* A page that offers to print itself. */
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-print]")) window.print();
  });
})();

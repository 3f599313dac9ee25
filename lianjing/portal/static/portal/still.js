/* The static side: larger letters are remembered in this browser only; the search box filters a file of this site. */
(() => {
  "use strict";
  const root = document.documentElement, key = "lianjing-larger";
  const larger = (on) => root.classList.toggle("larger", on);
  try { larger(localStorage.getItem(key) === "1"); } catch { /* a browser that keeps nothing */ }
  const button = document.querySelector("[data-larger]");
  if (button) {
    button.addEventListener("click", (event) => {
      event.preventDefault();  // without a script the link alone makes this one page larger
      const on = !root.classList.contains("larger");
      larger(on);
      try { localStorage.setItem(key, on ? "1" : "0"); } catch { /* as above */ }
    });
  }
  const found = document.querySelector("[data-found]"), box = document.querySelector("form[role=search] input[name=q]");
  if (!found || !box) return;
  const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  const show = async () => {
    const words = box.value.trim().split(/\s+/).map(fold).filter(Boolean);
    found.replaceChildren();
    if (!words.length) return;
    const rows = await (await fetch(found.dataset.found)).json();
    for (const [name, address] of rows.filter((row) => words.every((word) => row[2].includes(word))).slice(0, 30)) {
      const item = document.createElement("li"), link = document.createElement("a");
      link.href = address;
      link.textContent = name;
      item.append(link);
      found.append(item);
    }
  };
  box.value = new URLSearchParams(location.search).get("q") || box.value;
  box.addEventListener("input", show);
  show();
})();

/* Opens the chart that the board names; where it may be edited, puts what is drawn into the form that takes it over. */
(() => {
  "use strict";

  const board = document.querySelector("#chart");
  const form = document.querySelector("#take");

  const broken = () => {
    document.querySelector(".draw-broken").hidden = false;
    board.hidden = true;
  };

  const open = async () => {
    const answer = await fetch(board.dataset.chart, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(answer.status);
    const { drawing } = await globalThis.openBpmn(board, await answer.text());
    if (!form) return;
    let unsaved = false;
    drawing.on("commandStack.changed", () => { unsaved = true; });
    addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
    form.querySelector("button").disabled = false;
    form.addEventListener("submit", async (event) => {
      if (form.elements.drawn.value) return;
      event.preventDefault();
      form.elements.drawn.value = (await drawing.saveXML({ format: true })).xml;
      unsaved = false;
      form.submit();
    });
  };

  open().catch(broken);
})();

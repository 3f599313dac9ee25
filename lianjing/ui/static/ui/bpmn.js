/* Opens a BPMN chart with bpmn-js, in the language of the page. Loaded after vendor/bpmn-viewer.min.js (or
   bpmn-modeler.min.js) and, in Chinese, vendor/bpmn.zh.js. The mark of bpmn.io in the corner stays visible and
   uncovered: its licence asks for it. */
(() => {
  "use strict";

  // What the translation of bpmn-js lacks.
  const MORE = {
    "Align elements": "对齐元素",
    "Align elements ": "对齐元素",
    "Toggle non-interrupting": "切换为不中断",
    "Change element": "更改元素",
    "Distribute elements horizontally": "水平均布元素",
    "Distribute elements vertically": "垂直均布元素",
    "Expanded pool/participant": "展开的池",
    "Boundary event": "边界事件",
    "Event based instantiating Gateway": "基于事件的启动网关",
    "Parallel Event based instantiating Gateway": "基于事件的并行启动网关",
    "Ad-hoc sub-process": "临时子流程",
  };

  const words = { ...(globalThis.bpmnWords || {}), ...MORE };
  const chinese = document.documentElement.lang.toLowerCase().startsWith("zh");

  const translate = (said, facts = {}) =>
    ((chinese && words[said]) || said).replace(/{([^}]+)}/g, (whole, name) => facts[name] ?? whole);

  /* Show the chart `xml` in an element that has a height; return {drawing, warnings}. The drawing is a bpmn-js. */
  globalThis.openBpmn = async (container, xml) => {
    const drawing = new globalThis.BpmnJS({ container, additionalModules: [{ translate: ["value", translate] }] });
    const { warnings } = await drawing.importXML(xml);
    drawing.get("canvas").zoom("fit-viewport");
    const tools = container.querySelector(".djs-palette");
    if (tools) drawing.get("canvas").scroll({ dx: tools.offsetWidth + 24, dy: 0 });
    return { drawing, warnings };
  };
})();

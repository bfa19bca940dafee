/** The diagram: the current row, what has not happened yet, and which messages are on their way. */
import { all, byId, numberIn } from "./elements.ts";
import type { Player } from "./player.ts";
import { markCurrent } from "./steps.ts";

export function linkDiagram(player: Player): void {
  const rows = all<SVGAElement>("#diagram a[data-step]");
  for (const row of rows) {
    row.addEventListener("click", event => {
      event.preventDefault();
      player.goTo(numberIn(row, "data-step"));
    });
  }
  const shapes = all<SVGElement>("#diagram [data-born]");
  let isFirst = true;
  player.subscribe(step => {
    // Until somebody moves, the page is the whole picture: nothing is pale.
    if (!isFirst) document.documentElement.classList.add("moved");
    isFirst = false;
    for (const row of rows) {
      const number = numberIn(row, "data-step");
      markCurrent(row, number === step);
      row.classList.toggle("future", number > step);
      if (number === step) bringIntoView(row);
    }
    for (const shape of shapes) {
      const isBorn = numberIn(shape, "data-born") <= step;
      shape.classList.toggle("future", !isBorn);
      shape.classList.toggle("flying", isBorn && shape.hasAttribute("data-gone") && numberIn(shape, "data-gone") > step);
    }
  });
}

/** Scrolls the diagram's own box, and never the page. */
function bringIntoView(row: Element): void {
  const box = byId("diagram");
  const [outer, inner] = [box.getBoundingClientRect(), row.getBoundingClientRect()];
  const margin = inner.height;
  const headHeight = box.querySelector(".heads")?.getBoundingClientRect().height ?? 0;
  if (inner.top - margin < outer.top + headHeight) box.scrollTop += inner.top - margin - outer.top - headHeight;
  else if (inner.bottom + margin > outer.bottom) box.scrollTop += inner.bottom + margin - outer.bottom;
}

/** Which actors are shown: the steps of the others are pale, and passed over. */
import { all, byId, numberIn } from "./elements.ts";
import type { Player } from "./player.ts";

export function linkFilter(player: Player): void {
  const buttons = all<HTMLButtonElement>("#actors button");
  const rows = all<Element>("[data-lane]");
  const lanes = new Map(rows.filter(row => row.hasAttribute("data-step")).map(row => [numberIn(row, "data-step"), numberIn(row, "data-lane")]));
  const hidden = new Set<number>();
  const apply = (): void => {
    for (const row of rows) row.classList.toggle("hushed", hidden.has(numberIn(row, "data-lane")));
    player.stopAt(step => !hidden.has(lanes.get(step) ?? -1));
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      const lane = numberIn(button, "data-of");
      const isShown = hidden.delete(lane);
      if (!isShown) hidden.add(lane);
      button.setAttribute("aria-pressed", String(isShown));
      apply();
    });
  }
  byId("actors").hidden = buttons.length < 2;
}

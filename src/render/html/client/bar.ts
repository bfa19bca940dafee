/** The buttons and the slider. */
import { byId } from "./elements.ts";
import type { Player } from "./player.ts";

export function linkBar(player: Player): void {
  const button = (id: string, act: () => void): HTMLButtonElement => {
    const found = byId<HTMLButtonElement>(id);
    found.addEventListener("click", act);
    return found;
  };
  const back = [button("first", () => player.goTo(0)), button("previous", () => player.move(-1))];
  const on = [button("next", () => player.move(1)), button("last", () => player.goTo(player.last))];
  const slider = byId<HTMLInputElement>("slider");
  slider.addEventListener("input", () => player.goTo(slider.valueAsNumber));
  const where = byId("where");
  player.subscribe(step => {
    // A disabled button would lose the focus; this one only says that it does nothing.
    for (const each of back) each.setAttribute("aria-disabled", String(step === 0));
    for (const each of on) each.setAttribute("aria-disabled", String(step === player.last));
    slider.value = String(step);
    where.textContent = step === 0 ? "initial state" : `step ${step} of ${player.last}`;
  });
  byId("bar").hidden = false;
}

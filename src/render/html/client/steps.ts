/** The list of steps: the current one alone, or all of them with the current one marked. */
import { all, byId, numberIn } from "./elements.ts";
import type { Player } from "./player.ts";

export function linkSteps(player: Player): void {
  const items = all<HTMLElement>("#steps > li");
  // The address names a step; the page must not jump to its place in the list.
  for (const item of items) item.removeAttribute("id");
  player.subscribe(step => {
    for (const item of items) markCurrent(item, numberIn(item, "data-step") === step);
  });
  const toggle = byId<HTMLButtonElement>("all");
  toggle.addEventListener("click", () => {
    const isPressed = toggle.getAttribute("aria-pressed") === "true";
    toggle.setAttribute("aria-pressed", String(!isPressed));
    byId("steps").classList.toggle("all", !isPressed);
  });
}

/** Marks what belongs to the current step, for people and for screen readers. */
export function markCurrent(of: Element, isCurrent: boolean): void {
  of.classList.toggle("current", isCurrent);
  if (isCurrent) of.setAttribute("aria-current", "step");
  else of.removeAttribute("aria-current");
}

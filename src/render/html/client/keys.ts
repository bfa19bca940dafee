/** The keyboard. Keys that mean something where the focus is (the slider, a text) are left alone. */
import { byId } from "./elements.ts";
import type { Player } from "./player.ts";

export function linkKeys(player: Player): void {
  const acts: Readonly<Record<string, () => void>> = {
    ArrowRight: () => player.move(1),
    ArrowLeft: () => player.move(-1),
    j: () => player.move(1),
    k: () => player.move(-1),
    Home: () => player.goTo(0),
    End: () => player.goTo(player.last),
    a: () => byId("all").click(),
  };
  const inDiagram: typeof acts = { ArrowDown: () => player.move(1), ArrowUp: () => player.move(-1) };
  addEventListener("keydown", event => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target instanceof HTMLInputElement) return;
    const isInDiagram = event.target instanceof Element && byId("diagram").contains(event.target);
    const act = acts[event.key] ?? (isInDiagram ? inDiagram[event.key] : undefined);
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
}

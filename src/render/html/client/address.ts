/** The current step in the page's address, as `#step-7`: a link to the page with it shows that step. */
import type { Player } from "./player.ts";

/** Browsers count changes of the address; while a key is held down it waits. */
const restMilliseconds = 200;

export function linkAddress(player: Player): void {
  const follow = (): void => {
    const [, step] = /^#step-(\d{1,6})$/.exec(location.hash) ?? [];
    if (step === undefined) return;
    player.goTo(Number(step));
    document.querySelector("main")?.scrollIntoView();
  };
  follow();
  addEventListener("hashchange", follow);
  let waiting: number | undefined;
  let isFirst = true;
  player.subscribe(step => {
    // A page without a step in its address stays so until somebody moves.
    if (isFirst) {
      isFirst = false;
      return;
    }
    clearTimeout(waiting);
    waiting = setTimeout(() => history.replaceState(null, "", `#step-${step}`), restMilliseconds);
  });
}

/** The program of a counterexample's page: one current step, shown in the diagram, in the list of steps, in the state and in the address. */
import { linkAddress } from "./address.ts";
import { linkBar } from "./bar.ts";
import { linkDiagram } from "./diagram.ts";
import { linkFilter } from "./filter.ts";
import { linkKeys } from "./keys.ts";
import { Player } from "./player.ts";
import { linkState } from "./state.ts";
import { linkSteps } from "./steps.ts";
import { readPageTrace } from "./trace.ts";

const trace = readPageTrace();
const player = new Player(trace.states.length - 1);
document.documentElement.classList.add("live");
linkSteps(player);
linkDiagram(player);
linkState(player, trace);
linkFilter(player);
linkBar(player);
linkKeys(player);
linkAddress(player);

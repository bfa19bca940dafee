/** The state after the current step, as a tree. What changed is unfolded; the rest is as the reader left it, at first folded below the fields. */
import { type StateNode, stateTree } from "../stateTree.ts";
import { byId, element } from "./elements.ts";
import type { Player } from "./player.ts";
import type { PageTrace } from "./trace.ts";

export function linkState(player: Player, { types, states }: PageTrace): void {
  const box = byId("state");
  const heading = byId("state-heading");
  const choices: Choices = new Map();
  player.subscribe(step => {
    const after = states[step] ?? {};
    const nodes = stateTree(types, states[step - 1] ?? after, after);
    heading.textContent = step === 0 ? "Initial state" : `State after step ${step}`;
    box.querySelector("ul")?.remove();
    box.append(list(nodes, true, choices));
  });
  box.hidden = false;
}

/** What the reader unfolded (true) or folded, by path. */
type Choices = Map<string, boolean>;

function list(nodes: readonly StateNode[], isTop: boolean, choices: Choices): HTMLElement {
  const items = nodes.map(node =>
    element("li", node.before === null ? {} : { class: "changed" }, node.children.length === 0 ? leaf(node) : branch(node, isTop, choices)),
  );
  return element("ul", {}, ...items);
}

function leaf({ name, text, before }: StateNode): Node {
  const label = element("span", { class: "name" }, name);
  if (before === null) return element("div", { class: "leaf" }, label, " ", element("span", { class: "value" }, text));
  return element("div", { class: "leaf" }, label, " ", element("del", {}, before), " → ", element("ins", {}, text));
}

function branch(node: StateNode, isTop: boolean, choices: Choices): Node {
  const summary = element("summary", {}, element("span", { class: "name" }, node.name), " ", element("span", { class: "value" }, node.text));
  const made = element("details", {}, summary, list(node.children, false, choices)) as HTMLDetailsElement;
  made.open = node.before !== null || (choices.get(node.path) ?? isTop);
  // The click comes before the change.
  summary.addEventListener("click", () => choices.set(node.path, !made.open));
  return made;
}

/** Finding and making elements. Text goes in as text nodes only. */

/** An element that the page has by this id. */
export function byId<E extends HTMLElement>(id: string): E {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no #${id}.`);
  return found as E;
}

/** All elements that match, in the page's order. */
export function all<E extends Element>(selector: string): readonly E[] {
  return [...document.querySelectorAll<E>(selector)];
}

/** A new element with attributes, and with texts and other elements in it. */
export function element(name: string, attributes: Readonly<Record<string, string>>, ...children: readonly (Node | string)[]): HTMLElement {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** The whole number in a `data-` attribute. */
export function numberIn(of: Element, attribute: string): number {
  return Number(of.getAttribute(attribute));
}

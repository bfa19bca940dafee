/** The program of a report's index: shows the cases in which all the words are found, and no section without one. */
import { all, byId } from "./elements.ts";

const find = byId<HTMLInputElement>("find");
const only = byId<HTMLInputElement>("only");
const rows = all<HTMLElement>(".cases > tbody > tr").map(row => {
  const section = row.closest("section");
  return {
    row,
    section,
    text: `${section?.querySelector("h2")?.textContent} ${row.textContent}`.toLowerCase(),
    isSurprising: row.classList.contains("surprising"),
  };
});

function apply(): void {
  const words = find.value.toLowerCase().split(/\s+/);
  const shown = new Set<Element | null>();
  let count = 0;
  for (const { row, section, text, isSurprising } of rows) {
    row.hidden = !words.every(word => text.includes(word)) || (only.checked && !isSurprising);
    if (row.hidden) continue;
    shown.add(section);
    count++;
  }
  for (const section of all<HTMLElement>("section.spec")) section.hidden = !shown.has(section);
  byId("found").textContent = count === rows.length ? "" : `${count} of ${rows.length} cases`;
}

find.addEventListener("input", apply);
only.addEventListener("change", apply);
byId("finder").hidden = false;
apply();

/** Reads what surefire has written about the tests of facts, and counts it by claim. */

/** A test that has run. `fault`: what its report says when it has not passed, else empty. */
export interface TestRun {
  /** The numbers of the claims that it asserts. */
  readonly claims: readonly string[];
  readonly name: string;
  readonly fault: string;
}

/**
 * The numbers of claims that the name of a test begins with: `A18_X15_theOrder` asserts A18 and X15. None for another name.
 */
export function claimsOf(name: string): readonly string[] {
  const [prefix = ""] = /^(?:[A-Z]\d+[a-z]?_)+/.exec(name) ?? [];
  return prefix.split("_").filter(each => each !== "");
}

/** The tests in one of surefire's files `TEST-….xml`. A skipped one has a fault: nothing is left out in silence. */
export function testRuns(xml: string): readonly TestRun[] {
  return [...xml.matchAll(/<testcase ([^>]*?)(?:\/>|>(.*?)<\/testcase>)/gs)].map(([, attributes = "", body = ""]) => {
    const method = attribute(attributes, "name").replace(/\(.*/, "");
    const name = `${attribute(attributes, "classname").replace(/.*\./, "")}.${method}`;
    return { claims: claimsOf(method), name, fault: faultOf(body) };
  });
}

function faultOf(body: string): string {
  const [, kind, attributes = ""] = /<(failure|error|skipped)\b([^>]*)>/.exec(body) ?? [];
  return kind === undefined ? "" : `${kind}: ${attribute(attributes, "message") || "without a message"}`;
}

/** An attribute's value, as text; empty if there is none. */
function attribute(attributes: string, name: string): string {
  const [, value = ""] = new RegExp(`\\b${name}="([^"]*)"`).exec(attributes) ?? [];
  const characters: Record<string, string> = { lt: "<", gt: ">", quot: '"', apos: "'", "#10": " ", amp: "&" };
  return value.replace(/&(lt|gt|quot|apos|#10|amp);/g, (_, entity: string) => characters[entity] ?? "");
}

/** Claims in the order of the sheet: by letter, then by number, `A21a` before `A21b`. */
export function byClaim(one: string, other: string): number {
  const parts = (claim: string): [string, number, string] => [claim.slice(0, 1), Number.parseInt(claim.slice(1), 10), claim];
  const [letter, number, whole] = parts(one);
  const [otherLetter, otherNumber, otherWhole] = parts(other);
  return letter.localeCompare(otherLetter) || number - otherNumber || whole.localeCompare(otherWhole);
}

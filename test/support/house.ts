/** What the rules of the house measure in a source file, on TypeScript's own syntax tree: comments and strings do not count. */
import ts from "typescript";

/** One finding: `line` is 1-based. */
export interface Found {
  readonly line: number;
  readonly what: string;
}

export function parse(text: string): ts.SourceFile {
  return ts.createSourceFile("file.ts", text, ts.ScriptTarget.ES2022, true);
}

export function lineCount(source: ts.SourceFile): number {
  return source.getLineAndCharacterOfPosition(source.text.trimEnd().length).line + 1;
}

/** Functions of more than `linesMax` lines, nested ones counted into their parents. */
export function longFunctions(source: ts.SourceFile, linesMax: number): readonly Found[] {
  return nodesIn(source)
    .filter(ts.isFunctionLike)
    .flatMap(node => {
      const lines = lineOf(source, node.end) - lineOf(source, node.getStart()) + 1;
      return lines > linesMax ? [found(source, node, `${node.name?.getText() ?? "a function"} has ${lines} lines`)] : [];
    });
}

/** Switches over the kinds of something that take whatever comes: a new kind would be taken for another one, and the compiler could not say so. */
export function openSwitches(source: ts.SourceFile): readonly Found[] {
  return nodesIn(source)
    .filter(ts.isSwitchStatement)
    .filter(node => /(?:^|[.?])(?:kind|verdict|reason|outcome)$/.test(node.expression.getText()))
    .flatMap(node => node.caseBlock.clauses.filter(ts.isDefaultClause))
    .map(node => found(source, node, "a default among kinds"));
}

export function defaultExports(source: ts.SourceFile): readonly Found[] {
  return nodesIn(source)
    .filter(
      node =>
        (ts.isExportAssignment(node) && !node.isExportEquals) ||
        (ts.isExportSpecifier(node) && node.name.text === "default") ||
        (ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(each => each.kind === ts.SyntaxKind.DefaultKeyword)),
    )
    .map(node => found(source, node, "a default export"));
}

/** `export … from`: what a barrel consists of. */
export function reexports(source: ts.SourceFile): readonly Found[] {
  return nodesIn(source)
    .filter(node => ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined)
    .map(node => found(source, node, node.getText()));
}

/** Code made from text: `new Function`, `Function(…)`, `eval`. */
export function madeCode(source: ts.SourceFile): readonly Found[] {
  return nodesIn(source)
    .filter(node => (ts.isNewExpression(node) || ts.isCallExpression(node)) && ["Function", "eval", "globalThis.Function"].includes(node.expression.getText()))
    .map(node => found(source, node, node.getText()));
}

/** What differs from run to run: clocks, randomness and the process. */
export function worldly(source: ts.SourceFile): readonly Found[] {
  return nodesIn(source)
    .filter(node => isClock(node) || isProcess(node))
    .map(node => found(source, node, node.getText()));
}

function isClock(node: ts.Node): boolean {
  if (ts.isNewExpression(node)) return node.expression.getText() === "Date" && (node.arguments ?? []).length === 0;
  return ts.isPropertyAccessExpression(node) && ["Date.now", "performance.now", "Math.random"].includes(node.getText().replace(/^globalThis\./, ""));
}

function isProcess(node: ts.Node): boolean {
  return ts.isPropertyAccessExpression(node) && (node.expression.getText() === "process" || node.getText() === "globalThis.process");
}

function nodesIn(root: ts.Node): readonly ts.Node[] {
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    nodes.push(node);
    node.forEachChild(visit);
  };
  visit(root);
  return nodes;
}

function found(source: ts.SourceFile, node: ts.Node, what: string): Found {
  return { line: lineOf(source, node.getStart()), what };
}

function lineOf(source: ts.SourceFile, position: number): number {
  return source.getLineAndCharacterOfPosition(position).line + 1;
}

/** Names of source files in comments, with the folders that stand before them. Those in the code itself are the compiler's business. */
export function filesNamed(source: ts.SourceFile): readonly Found[] {
  const comments = [...source.text.matchAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm)];
  return comments.flatMap(comment =>
    [...comment[0].matchAll(fileName)].map(([what], i, all) => ({ line: lineOf(source, comment.index + (all[i]?.index ?? 0)), what })),
  );
}

/** The same in a page. */
export function filesNamedInPage(text: string): readonly Found[] {
  return text.split("\n").flatMap((line, i) => [...line.matchAll(fileName)].map(([what]) => ({ line: i + 1, what })));
}

const fileName = /(?<![\w./-])(?:[\w-]+\/)*[\w-]+(?:\.[\w-]+)*\.(?:ts|mjs|cjs)\b/g;

/** Whether `name`, written in `file`, is one of `files`: below the folder of that file or one around it, or below `src`. */
export function isNamed(name: string, file: string, files: ReadonlySet<string>): boolean {
  const folders = file.split("/").slice(0, -1);
  const around = folders.map((_, i) => `${folders.slice(0, i + 1).join("/")}/`);
  return ["", "src/", ...around].some(folder => files.has(folder + name));
}

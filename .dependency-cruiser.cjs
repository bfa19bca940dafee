/**
 * Imports go one way: cli -> render, counterexample -> explore -> kernel, layout -> dsl. Each rule names what a folder may
 * import; whatever is not named is an error. Types count as imports, except where a rule says otherwise.
 */

const nodeModules = "^node_modules/";

/** A folder of src imports itself, the folders named, and npm packages only if `packages`. */
function only(name, allowed, { packages = false, comment }) {
  const own = `^src/${name}/`;
  const pathNot = [own, ...allowed.map(each => `^src/${each}/`), ...(packages ? [nodeModules] : [])];
  return { name: `${name}-imports`, comment, severity: "error", from: { path: own }, to: { pathNot, dependencyTypesNot: ["core"] } };
}

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    only("dsl", [], { comment: "The language knows nothing of how it is checked." }),
    only("layout", ["dsl"], { comment: "Layout turns a shape into slots and code, and needs nothing but the shape." }),
    only("kernel", ["dsl"], { comment: "The kernel is typed arrays." }),
    only("plain", ["dsl"], { comment: "The second engine shares nothing with the first one but the language: what is wrong in one is not wrong in both." }),
    only("explore", ["plain", "layout", "kernel", "dsl"], { packages: true, comment: "The control plane knows no file and no rendering." }),
    only("counterexample", ["explore", "layout", "kernel", "dsl"], { packages: true, comment: "An archive is written without knowing how it is shown." }),
    only("render", ["counterexample", "explore", "layout", "kernel", "dsl"], { packages: true, comment: "Rendering knows no process." }),
    {
      name: "kernel-knows-no-spec",
      comment: "The kernel may name a type of the language, and nothing that runs.",
      severity: "error",
      from: { path: "^src/kernel/" },
      to: { path: "^src/dsl/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "src-stands-alone",
      comment: "The product does not know its specs, its tests or its benchmarks.",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^(specs|test|bench|counterexamples|docs)/" },
    },
    {
      name: "nothing-below-imports-the-door",
      comment: "The door re-exports; what it re-exports must not come back through it.",
      severity: "error",
      from: { path: "^src/(dsl|layout|kernel|plain|explore|counterexample|render)/" },
      to: { path: "^src/[^/]+\\.ts$" },
    },
    {
      name: "door-exports-no-command",
      comment: "The door and the vitest matchers load no command line, only what knows the platform.",
      severity: "error",
      from: { path: "^src/[^/]+\\.ts$" },
      to: { path: "^src/cli/", pathNot: "^src/cli/(platform|closedModules)\\.ts$" },
    },
    {
      name: "browser-safe",
      comment: "Only the command line and the vitest matchers know Node: the checker will run in a web page as it is.",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/cli/", "^src/vitest\\.ts$"] },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "specs-write-as-users-do",
      comment: 'A spec imports "cutcheck" and other specs, so that it reads like one written elsewhere.',
      severity: "error",
      from: { path: "^specs/" },
      to: { pathNot: ["^specs/", "^src/index\\.ts$"] },
    },
    {
      name: "specs-by-package-name",
      comment: 'A spec writes "cutcheck", not a path into src.',
      severity: "error",
      from: { path: "^specs/" },
      to: { path: "^src/", dependencyTypes: ["local"], dependencyTypesNot: ["aliased"] },
    },
    { name: "no-cycles", comment: "A cycle has no first file to read.", severity: "error", from: {}, to: { circular: true } },
    {
      name: "resolvable",
      comment: "An import that leads nowhere. The fixtures of errors are mistakes on purpose.",
      severity: "error",
      from: { pathNot: "^test/fixtures/errors/" },
      to: { couldNotResolve: true },
    },
    {
      name: "declared-packages",
      comment: "A package that is installed by accident only.",
      severity: "error",
      from: {},
      // An optional peer counts as "npm-no-pkg", too, because package.json also names it in peerDependenciesMeta.
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"], dependencyTypesNot: ["npm-dev", "npm-peer"] },
    },
    {
      name: "no-development-packages",
      comment: "Users do not have these. The matchers are an exception: whoever imports them has vitest.",
      severity: "error",
      from: { path: "^src/" },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"], pathNot: "^node_modules/vitest/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(dist|bench/build)/" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    detectProcessBuiltinModuleCalls: true,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types", "node", "default"], extensions: [".ts", ".mjs", ".js", ".json"] },
  },
};

/**
 * Imports go one way. Each rule names what a room of `src` may import, and which of its files others may; whatever is not named is an error. Types count as
 * imports, except where a rule says otherwise.
 *
 *   cli
 *   render
 *   conform
 *   counterexample, simulate, cover, follow
 *   check
 *   explore                                  the exploration of one machine
 *     liveness, graph, workers, checkpoint
 *     mistakes
 *     runs
 *     judge
 *     trace
 *     calls, found
 *     work
 *   layout, kernel, plain
 *   dsl
 */

const nodeModules = "^node_modules/";

/**
 * The rooms, from the ground up. `imports`: rooms that it may import, below `src`; `packages`: whether npm packages, too; `doors`: the files that other rooms may
 * import, all of them where nothing is said.
 */
const rooms = [
  { room: "dsl", imports: [], comment: "The language knows nothing of how it is checked." },
  { room: "layout", imports: ["dsl"], comment: "Layout turns a shape into slots and code, and needs nothing but the shape." },
  { room: "kernel", imports: ["dsl"], comment: "The kernel is typed arrays." },
  {
    room: "plain",
    imports: ["dsl"],
    comment: "The second engine shares nothing with the first one but the language: what is wrong in one is not wrong in both.",
  },
  { room: "explore/work", imports: ["dsl"], comment: "Turns, limits, and what an exploration says, whatever is explored." },
  { room: "explore/calls", imports: ["explore/work", "layout", "dsl"], comment: "How functions of a spec are called." },
  { room: "explore/found", imports: ["layout", "kernel", "dsl"], comment: "The states found, for whoever reads them." },
  {
    room: "explore/trace",
    imports: ["explore/found", "explore/calls", "explore/work", "layout", "kernel", "dsl"],
    doors: ["trace", "shortest", "cheapest"],
    comment: "The way to a state, whatever is wrong with it.",
  },
  {
    room: "explore/judge",
    imports: ["explore/trace", "explore/found", "explore/calls", "explore/work", "layout", "dsl"],
    comment: "What properties say of states and steps.",
  },
  {
    room: "explore/runs",
    imports: ["explore/judge", "explore/trace", "explore/found", "explore/calls", "explore/work", "layout", "kernel", "dsl"],
    comment: "The run to show of a violation, or of a mistake.",
  },
  {
    room: "explore/mistakes",
    imports: ["explore/runs", "explore/judge", "explore/trace", "explore/found", "explore/calls", "explore/work", "layout", "kernel", "dsl"],
    comment: "Which function of a spec is wrong.",
  },
  {
    room: "explore/workers",
    imports: ["explore/mistakes", "explore/judge", "explore/found", "explore/calls", "explore/work", "layout", "kernel", "dsl"],
    doors: ["shard", "mode", "alone", "threads", "barrier"],
    comment: "What one thread does, and how several do it together.",
  },
  {
    room: "explore/liveness",
    imports: ["explore/mistakes", "explore/runs", "explore/trace", "explore/found", "explore/calls", "explore/work", "layout", "kernel", "dsl"],
    doors: ["liveness", "graph"],
    comment: "Liveness is decided on the states that were found, by whoever found them.",
  },
  {
    room: "explore/graph",
    imports: [
      "explore/mistakes",
      "explore/runs",
      "explore/judge",
      "explore/trace",
      "explore/found",
      "explore/calls",
      "explore/work",
      "layout",
      "kernel",
      "dsl",
    ],
    comment: "A graph to be drawn is a search of its own.",
  },
  {
    room: "explore/checkpoint",
    imports: ["explore/work", "kernel", "dsl"],
    packages: true,
    comment: "What is kept of an exploration is numbers: it knows no machine.",
  },
  {
    room: "explore",
    imports: [
      ...["explore/workers", "explore/liveness", "explore/mistakes", "explore/runs", "explore/judge", "explore/found", "explore/calls", "explore/work"],
      ...["layout", "kernel", "dsl"],
    ],
    doors: ["explore", "options"],
    comment: "An exploration knows a machine, and no spec.",
  },
  {
    room: "check",
    imports: ["explore", "explore/graph", "explore/workers", "explore/work", "plain", "dsl"],
    packages: true,
    doors: ["check", "border", "checkedGraph", "matrix", "properties", "scopes", "smallest", "twice"],
    comment: "What knows specs, cases and instances stands above what explores machines.",
  },
  {
    room: "simulate",
    imports: [
      ...["check", "explore", "explore/mistakes", "explore/judge", "explore/trace", "explore/found", "explore/calls", "explore/work"],
      ...["layout", "kernel", "dsl"],
    ],
    packages: true,
    doors: ["simulate", "rank"],
    comment: "A walk makes one step after the other and keeps no states.",
  },
  {
    room: "follow",
    imports: ["explore/calls", "explore/work", "layout", "dsl"],
    comment: "A log is followed state by state: what follows it knows a mapping, and neither Flink nor files.",
  },
  {
    room: "cover",
    imports: [
      ...["check", "explore", "explore/graph", "explore/mistakes", "explore/found", "explore/trace", "explore/calls", "explore/work"],
      ...["layout", "kernel", "dsl"],
    ],
    doors: ["contract", "cover"],
    comment: "Runs are chosen from numbers; only what can be seen of their states asks the machine.",
  },
  {
    room: "conform",
    imports: ["cover", "simulate", "check", "explore", "explore/work", "dsl"],
    packages: true,
    doors: ["conform", "attempt", "driver"],
    comment: "Whatever executes a run on an implementation waits for it, and knows neither states nor layout.",
  },
  {
    room: "counterexample",
    imports: ["check", "explore", "explore/mistakes", "explore/found", "explore/calls", "explore/work", "layout", "kernel", "dsl"],
    packages: true,
    comment: "An archive is written without knowing how it is shown.",
  },
  {
    room: "render",
    isWhole: true,
    imports: ["counterexample", "conform", "simulate", "cover", "follow", "check", "explore/graph", "explore/work", "layout", "kernel", "dsl"],
    packages: true,
    comment: "Rendering knows no process.",
  },
];

/** With what it knows of each kind of type. */
const filesOf = room => `^src/${room}/(kinds/)?[^/]+$`;

/** What a room may import: itself, the rooms named, and npm packages only if `packages`. `isWhole`: with the folders in it. */
function importsRule({ room, isWhole = false, imports, packages = false, comment }) {
  const own = isWhole ? `^src/${room}/` : filesOf(room);
  const pathNot = [own, ...imports.map(filesOf), ...(packages ? [nodeModules] : [])];
  return { name: `${room}-imports`, comment, severity: "error", from: { path: own }, to: { pathNot, dependencyTypesNot: ["core"] } };
}

/** That other rooms come in by the doors. */
function doorsRule({ room, doors }) {
  const name = `${room}-doors`;
  const comment = `Other rooms import ${doors.join(", ")} of src/${room}; the rest is its own.`;
  const to = { path: filesOf(room), pathNot: `^src/${room}/(${doors.join("|")})\\.ts$` };
  return { name, comment, severity: "error", from: { path: "^src/", pathNot: filesOf(room) }, to };
}

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ...rooms.map(importsRule),
    ...rooms.filter(({ doors }) => doors !== undefined).map(doorsRule),
    {
      name: "kernel-knows-no-spec",
      comment: "The kernel may name a type of the language, and nothing that runs.",
      severity: "error",
      from: { path: "^src/kernel/" },
      to: { path: "^src/dsl/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "kinds-by-their-table",
      comment: "What a room knows of one kind of type is its own: others ask its table of kinds.",
      severity: "error",
      from: { path: "^src/([^/]+)/" },
      to: { path: "^src/[^/]+/kinds/", pathNot: "^src/$1/kinds/" },
    },
    {
      name: "src-stands-alone",
      comment: "The product does not know its specs, its tests or its benchmarks.",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^(specs|test|bench|conformance|counterexamples|docs)/" },
    },
    {
      name: "nothing-below-imports-the-door",
      comment: "The door re-exports; what it re-exports must not come back through it.",
      severity: "error",
      from: { path: "^src/[^/]+/", pathNot: "^src/cli/" },
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
    exclude: { path: "^(dist|bench/build|conformance/build)/" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    detectProcessBuiltinModuleCalls: true,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types", "node", "default"], extensions: [".ts", ".mjs", ".js", ".json"] },
  },
};

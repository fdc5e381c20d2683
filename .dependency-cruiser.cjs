// The layers, from the bottom up. A file may import from layers below its own and from its own; CI fails on anything else.
// A file named here belongs to its own layer and not to that of its folder.
const layers = [
  [
    "src/errors.ts",
    "src/ingest/parse-date.ts",
    "src/native-telemetry.ts",
    "src/printable-text.ts",
    "src/worker-entry.ts",
  ],
  ["src/numeric", "src/map"],
  ["src/onnx"],
  ["src/projection"],
  ["src/store/document.ts", "src/store/document-filter.ts", "src/store/vector-store.ts"],
  ["src/database"],
  ["src/store"],
  ["src/embedding"],
  ["src/runs"],
  ["src/ingest"],
  ["src/insight"],
  ["src/pipeline"],
  ["src/services"],
  ["src/graphql/global-id.ts", "src/graphql/cursor.ts"],
  ["schema"],
  ["resolvers", "src/graphql/context.ts", "src/graphql/loaders"],
  ["src/graphql"],
  [
    "src/application.ts",
    "src/config.ts",
    "src/copy-collections.ts",
    "src/demo.ts",
    "src/main.ts",
    "src/project-root.ts",
  ],
  ["src/cli"],
];

const escaped = (path) => path.replace(/\./g, "\\.") + (path.endsWith(".ts") ? "$" : "/");
const pattern = (paths) => `^(${paths.map(escaped).join("|")})`;

const upwards = layers.slice(0, -1).map((own, index) => ({
  name: `${own[0]}-imports-downwards-only`,
  severity: "error",
  from: { path: pattern(own) },
  to: { path: pattern(layers.slice(index + 1).flat()), pathNot: pattern(layers.slice(0, index + 1).flat()) },
}));

const anyType = { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } };
const graphqlPackages = "node_modules/(graphql|type-graphql|@apollo|graphql-ws|dataloader)/";
const serverParts =
  "(graphql|services|pipeline|insight|runs|store/embedded|embedding|numeric|onnx|projection|database)";

module.exports = {
  forbidden: [
    ...upwards,
    { name: "no-cycles", severity: "error", from: {}, to: anyType },
    {
      name: "numeric-stands-alone",
      severity: "error",
      from: { path: "^src/numeric/" },
      to: { pathNot: "^src/numeric/" },
    },
    {
      name: "map-stands-alone",
      severity: "error",
      from: { path: "^src/map/" },
      to: { pathNot: "^src/map/" },
    },
    {
      name: "graphql-unknown-below-schema",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/(graphql|cli|dashboard)/" },
      to: { path: graphqlPackages },
    },
    {
      name: "cli-is-a-client",
      severity: "error",
      from: { path: "^src/cli/", pathNot: "^src/cli/commands/serve\\.ts$" },
      to: { path: `^(resolvers|schema|src/${serverParts})/` },
    },
    {
      name: "dashboard-is-a-client",
      severity: "error",
      from: { path: "^src/dashboard/" },
      to: { path: "^(resolvers|schema|src/(?!dashboard/|map/))" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
  },
};

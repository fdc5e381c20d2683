// The layers, from the bottom up. A folder may import from folders below it and from itself; CI fails on anything else.
const layers = [
  ["src/errors.ts", "src/worker-entry.ts"],
  ["src/numeric"],
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
];
const pattern = (paths) => `^(${paths.map((path) => path.replace(/\./g, "\\.") + (path.endsWith(".ts") ? "$" : "/")).join("|")})`;
const upwards = layers.slice(0, -1).map((own, index) => ({
  name: `${own[0]}-imports-downwards-only`,
  severity: "error",
  from: { path: pattern(own), pathNot: own.some((p) => p.endsWith(".ts")) ? [] : pattern(layers.slice(0, index).flat().concat(layers.slice(index + 1).flat().filter((p) => own.some((o) => p.startsWith(`${o}/`))))) },
  to: { path: pattern(layers.slice(index + 1).flat()), pathNot: pattern(own) },
}));

module.exports = {
  forbidden: [
    ...upwards,
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } } },
    { name: "numeric-stands-alone", severity: "error", from: { path: "^src/numeric/" }, to: { pathNot: "^src/numeric/" } },
    { name: "graphql-unknown-below-schema", severity: "error", from: { path: "^src/", pathNot: "^src/(graphql|cli|dashboard)/" }, to: { path: "node_modules/(graphql|type-graphql|@apollo|graphql-ws|dataloader)/" } },
    { name: "cli-is-a-client", severity: "error", from: { path: "^src/cli/", pathNot: "^src/cli/commands/serve\\.ts$" }, to: { path: "^(resolvers|schema|src/(graphql|services|pipeline|insight|runs|store/embedded|embedding|numeric|onnx|projection|database))/" } },
    { name: "dashboard-is-a-client", severity: "error", from: { path: "^src/dashboard/" }, to: { path: "^(resolvers|schema|src/(?!dashboard))" } },
  ],
  options: { doNotFollow: { path: "node_modules" }, tsPreCompilationDeps: true, tsConfig: { fileName: "tsconfig.json" } },
};

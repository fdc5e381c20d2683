import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import express, { Router } from "express";

import { GRAPHIQL_POLICY } from "./security-headers.js";

const HTML = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Topograph: GraphiQL</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/graphiql/graphiql.min.css" />
    <link rel="stylesheet" href="/graphiql/page.css" />
  </head>
  <body>
    <div id="graphiql">Loading GraphiQL</div>
    <script src="/graphiql/react.production.min.js"></script>
    <script src="/graphiql/react-dom.production.min.js"></script>
    <script src="/graphiql/graphiql.min.js"></script>
    <script type="module" src="/graphiql/start.js"></script>
  </body>
</html>
`;

const STYLE = "html, body, #graphiql { height: 100%; margin: 0; overflow: hidden; }\n";

const DEFAULT_QUERY = `# Topics of the newest run, the largest first.
# More to paste: schema/examples.graphql
query Topics {
  clustering {
    documentCount
    clusterCount
    noiseShare
    clusters(first: 10) {
      edges { node { title size keywords { term } } }
    }
  }
}
`;

const START = `import { createClient } from "/graphiql/graphql-ws/client.js";

const socketUrl = new URL("/graphql", location.href);
socketUrl.protocol = location.protocol === "https:" ? "wss:" : "ws:";
const fetcher = GraphiQL.createFetcher({ url: "/graphql", wsClient: createClient({ url: socketUrl.href }) });
ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, { fetcher, defaultQuery: ${JSON.stringify(DEFAULT_QUERY)} }),
);
`;

/** GraphiQL, wholly from this server: its files are those of the installed packages. */
export function graphiqlFiles(): Router {
  const router = Router();
  const require = createRequire(import.meta.url);
  // Packages export their bundles for browsers to nobody, but all of them their package.json.
  const serveFile = (name: string, packageName: string, path: string): void => {
    router.get(`/${name}`, (_request, response) => {
      response.sendFile(join(dirname(require.resolve(`${packageName}/package.json`)), path));
    });
  };
  serveFile("graphiql.min.js", "graphiql", "graphiql.min.js");
  serveFile("graphiql.min.css", "graphiql", "graphiql.min.css");
  serveFile("react.production.min.js", "react", "umd/react.production.min.js");
  serveFile("react-dom.production.min.js", "react-dom", "umd/react-dom.production.min.js");
  const scripts = express.static(join(dirname(require.resolve("graphql-ws")), "."), { index: false });
  router.use("/graphql-ws", (request, response, next) => {
    if (request.path.endsWith(".js")) scripts(request, response, next);
    else next();
  });
  router.get("/start.js", (_request, response) => {
    response.type("js").send(START);
  });
  router.get("/page.css", (_request, response) => {
    response.type("css").send(STYLE);
  });
  return router;
}

/** Shown to browsers that open the address of the API. */
export const graphiqlPage: express.RequestHandler = (request, response, next) => {
  const wantsPage = request.query["query"] === undefined && request.accepts(["json", "html"]) === "html";
  if (request.method !== "GET" || !wantsPage) next();
  else response.set("Content-Security-Policy", GRAPHIQL_POLICY).type("html").send(HTML);
};

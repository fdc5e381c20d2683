import { existsSync } from "node:fs";
import { join } from "node:path";

import express, { type RequestHandler, Router } from "express";

const NOT_BUILT = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Topograph</title>
    <link rel="icon" href="data:," />
  </head>
  <body>
    <h1>Topograph</h1>
    <p>The dashboard is not built. Run <code>npm run build</code> and reload this page.</p>
    <p>The API is at <a href="/graphql">/graphql</a>.</p>
  </body>
</html>
`;

/** The built dashboard, or a page that tells how to build it. Looked for with each request, so that a build shows at once. */
export function dashboardPages(directory: string): Router {
  const router = Router();
  const files = express.static(directory);
  const page: RequestHandler = (_request, response, next) => {
    if (existsSync(join(directory, "index.html"))) next();
    else response.type("html").send(NOT_BUILT);
  };
  router.get("/", page);
  router.use(files);
  return router;
}

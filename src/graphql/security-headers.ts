import type { RequestHandler } from "express";

const COMMON =
  "default-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Nothing from elsewhere, no inline script or style, no evaluation of strings; images also from data: and canvases. */
export const PAGE_POLICY = `${COMMON}; img-src 'self' data: blob:`;

/** GraphiQL's editor sets style attributes and brings its font in the style sheet. Scripts stay as strict as elsewhere. */
export const GRAPHIQL_POLICY = `${COMMON}; style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:`;

export const securityHeaders: RequestHandler = (_request, response, next) => {
  response.set({
    "Content-Security-Policy": PAGE_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
  });
  next();
};

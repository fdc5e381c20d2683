import { defineConfig } from "vite";

/** The dashboard's bundle: plain files that a page under `Content-Security-Policy: default-src 'self'` may load. */
export default defineConfig({
  root: "src/dashboard",
  // Relative addresses: the page also works behind a proxy that serves it under a path.
  base: "./",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "../../dist/dashboard",
    emptyOutDir: true,
    target: "es2022",
    // data: addresses are not 'self', and the polyfill is dead weight in browsers with WebGL 2.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The map library is four fifths of the bundle.
    chunkSizeWarningLimit: 1200,
  },
});

// The browser's half of a page, of a rig's and of a fleet's, built by vite into dist/browser of its package: index.html, and files
// named by their content.
import { join } from "node:path";

/**
 * Throws what vite says. `folder`: of the package. Returns the files that were put into it, so that their licences can be told.
 */
export async function buildPage(folder) {
  // Loaded here: nearly always there is nothing to do.
  const { build } = await import("vite");
  const modules = new Set();
  await build({
    configFile: false,
    root: join(folder, "src", "browser"),
    logLevel: "error",
    publicDir: false,
    resolve: { conditions: ["@rigline/source", "module", "browser", "production"] },
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    plugins: [{ name: "rigline-page-modules", moduleParsed: ({ id }) => void modules.add(id) }],
    build: {
      outDir: join(folder, "dist", "browser"),
      emptyOutDir: true,
      target: "es2022",
      // A picture in the text would need a wider Content-Security-Policy.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  });
  return [...modules];
}

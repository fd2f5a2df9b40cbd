// A plugin of typedoc's: each module is called as it is imported, and not by the folder that its index lies in.

/** @type {Readonly<Record<string, string>>} */
const NAMES = {
  "core/src": "@rigline/core",
  "core/src/testing": "@rigline/core/testing",
  "manifest/src": "@rigline/manifest",
  "watchdog-plugin/src": "@rigline/watchdog-plugin",
};

/** @param {import("typedoc").Application} app */
export function load(app) {
  app.converter.on("resolveBegin", ({ project }) => {
    for (const module of project.children ?? []) module.name = NAMES[module.name] ?? module.name;
  });
}

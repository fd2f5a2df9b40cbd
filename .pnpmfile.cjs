"use strict";
// What is published of a package.json: what all packages have alike is told here once, and what only this checkout can use is left out.
const fs = require("node:fs");
const path = require("node:path");

const root = JSON.parse(fs.readFileSync(path.join(__dirname, "package.json"), "utf8"));
const SOURCE = "@rigline/source";

/** `exports` without the conditions for our own sources, and without the rooms that have no other. */
function withoutSources(exported) {
  const kept = Object.entries(exported).map(([path, target]) => {
    if (typeof target === "string") return [path, target];
    const { [SOURCE]: _ours, ...others } = target;
    return [path, others];
  });
  return Object.fromEntries(kept.filter(([, target]) => Object.keys(target).length > 0));
}

function publish(manifest, folder) {
  const { devDependencies: _tools, scripts: _scripts, exports: exported = {}, ...others } = manifest;
  return {
    ...others,
    exports: withoutSources(exported),
    keywords: root.keywords,
    author: root.author,
    homepage: root.homepage,
    bugs: root.bugs,
    repository: { ...root.repository, directory: `packages/${path.basename(folder)}` },
    publishConfig: { access: "public" },
  };
}

module.exports = { hooks: { beforePacking: publish } };

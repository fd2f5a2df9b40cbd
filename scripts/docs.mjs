// `npm run docs` serves the documentation site, with each change of a page at once; `npm run docs -- --build` builds it into
// docs/.vitepress/dist, and fails for a link or an anchor that leads nowhere, and for an example in TypeScript that does not
// compile. What else is given goes to vitepress (`--port 8080`, `--base /rigline/`). The site has a lock of its own, which is
// installed here alone.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findBadLinks } from "./docs/find-bad-links.mjs";
import { mendAnchors } from "./docs/mend-anchors.mjs";
import { writeTypedExamples } from "./docs/write-typed-examples.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const docs = join(root, "docs");
const site = join(docs, ".vitepress", "dist");
const stampFile = join(docs, "node_modules", ".rigline-stamp");

const given = process.argv.slice(2);
const others = given.filter((argument) => argument !== "--build");
await install();
// Half a minute: who looks at pages while writing them is content with those of the API that there are.
if (given.includes("--build") || !existsSync(join(docs, "api"))) {
  await call("typedoc/bin/typedoc", ["--logLevel", "Warn"]);
  mendAnchors(join(docs, "api"));
}
if (!given.includes("--build")) await call("vitepress/bin/vitepress.js", ["dev", docs, ...others]);
else {
  const examples = join(root, "test", ".rigs", "docs-types");
  writeTypedExamples(root, examples);
  await run(process.execPath, [join(root, "node_modules", "typescript", "bin", "tsc"), "-p", examples]);
  rmSync(examples, { recursive: true });
  await call("vitepress/bin/vitepress.js", ["build", docs, ...others]);
  const base = others.includes("--base") ? (others[others.indexOf("--base") + 1] ?? "/") : "/";
  const { pages, bad } = findBadLinks(site, base);
  for (const line of bad) process.stderr.write(`${line}\n`);
  process.stderr.write(`docs: ${pages} pages in ${site}, ${bad.length} links or anchors that lead nowhere\n`);
  if (bad.length > 0) process.exitCode = 1;
}

async function install() {
  const stamp = createHash("sha256")
    .update(readFileSync(join(docs, "pnpm-lock.yaml")))
    .digest("hex");
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return;
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  process.stderr.write("Installing what builds the site (once; about 150 MB) …\n");
  // Without the workspace: its lock is not this one, and its packages are not asked for.
  await run("npx", [
    "--yes",
    packageManager,
    "install",
    "--ignore-workspace",
    "--frozen-lockfile",
    "--reporter=silent",
  ]);
  writeFileSync(stampFile, stamp);
}

/** A program of the site's own node_modules. */
function call(script, args) {
  return run(process.execPath, [join(docs, "node_modules", script), ...args]);
}

/** Ends this process where the program fails: it has said why. */
function run(command, args) {
  // npx is a script on Windows.
  const shell = process.platform === "win32" && command === "npx";
  const child = spawn(command, args, { cwd: docs, stdio: "inherit", shell });
  return new Promise((done, failed) => {
    child.on("error", failed);
    child.on("close", (status) => (status === 0 ? done(undefined) : process.exit(status ?? 1)));
  });
}

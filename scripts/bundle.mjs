// Puts what a rig runs into few files (docs/decisions/bundling.md). tsc has written every module into dist on its own;
// the modules that a package.json names, and the programs below, are replaced by bundles of the sources that share their
// parts in dist/chunks. A package whose sources have not changed is passed over.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What a package starts by its file: bins, threads and processes of its own. */
const PROGRAMS = {
  create: ["main"],
  core: ["watch/loop-watcher", "isolated/isolated-main"],
  "watchdog-plugin": ["preflight/look-main"],
  "watchdog-service": ["cli/index", "work/worker-main", "hashing/hash-main"],
  page: ["cli/index"],
  fleet: ["cli/index"],
};

/**
 * Programs that share no chunk: one file, and what it loads later. To find and join a dozen takes a third of a worker's start. They run in
 * processes of their own, and load no plugin that would have to find the same modules: what they need of our other packages is part of them,
 * too.
 */
const ALONE = ["preflight/look-main", "work/worker-main", "hashing/hash-main"];

/**
 * Of these, what several commands share is one chunk and not forty: to find and join that many takes a daemon a tenth of its start. What is
 * loaded before a command is known stays apart, so that `--help` is told at once.
 */
const JOINED = ["watchdog-service"];

/** A server's own, which no rig installs: PGlite finds its database by its place, and the others come with their own parts. */
const OF_THE_FLEET = ["@electric-sql/pglite", "pg", "pg-boss", "postgrator"];

/**
 * Programs that are there as CommonJS too, in dist/program: what V8 makes of that can be kept from one start to the next
 * (`bin/load-program.js`).
 */
const KEPT = ["watchdog-service/cli/index"];

/**
 * Not bundled, though the package depends on it: tsyringe and reflect-metadata, since a plugin's decorators must reach the
 * launcher's own copy; jiti, which finds its parts by their place; TypeScript, which cosmiconfig would load for configs that
 * jiti loads here; the kit of AWS, which is installed where somebody asks for it, and mended by its makers.
 */
const LEFT_OUTSIDE = ["@aws-sdk/client-s3", "tsyringe", "reflect-metadata", "jiti", "typescript", ...OF_THE_FLEET];

/** Bundles every package that has something to import. Returns the names of those that were built anew. */
export async function bundlePackages() {
  const stale = readdirSync(join(root, "packages"))
    .map((name) => describePackage(name))
    .filter((one) => one !== undefined && !isFresh(one));
  if (stale.length === 0) return [];
  // Loaded here: nearly always there is nothing to do.
  const { rolldown } = await import("rolldown");
  for (const one of stale) await bundle(one, rolldown);
  return stale.map(({ name }) => name);
}

/** The source of each module that is a bundle, and the file that it is bundled into. */
export function listBundled() {
  const packages = readdirSync(join(root, "packages")).map((name) => describePackage(name));
  return packages.flatMap((one) =>
    one === undefined ? [] : one.entries.map(({ entry, source }) => ({ source, built: join(one.dist, `${entry}.js`) })),
  );
}

function describePackage(name) {
  const folder = join(root, "packages", name);
  if (!existsSync(join(folder, "package.json"))) return undefined;
  const { dependencies = {}, devDependencies = {}, exports = {} } = readJson(join(folder, "package.json"));
  const exported = Object.values(exports).flatMap(({ "@rigline/source": source, default: built }) =>
    // What has no built form is for the project itself.
    source === undefined || built === undefined
      ? []
      : [{ source: join(folder, source), entry: built.slice("./dist/".length, -".js".length) }],
  );
  const programs = (PROGRAMS[name] ?? []).map((entry) => ({ source: join(folder, "src", `${entry}.ts`), entry }));
  const entries = [...exported, ...programs];
  if (entries.length === 0) return undefined;
  const isOurs = (dependency) => dependency.startsWith("@rigline/");
  const hasAlone = entries.some(({ entry }) => ALONE.includes(entry));
  return {
    name,
    folder,
    dist: join(folder, "dist"),
    entries,
    outside: [...Object.keys(dependencies).filter(isOurs), ...LEFT_OUTSIDE],
    // What is of ours and needed for building alone is bundled too, and all of ours into a program that stands alone.
    sources: [
      folder,
      ...Object.keys({ ...devDependencies, ...(hasAlone && dependencies) })
        .filter(isOurs)
        .map((other) => join(root, "packages", basename(other))),
    ],
  };
}

async function bundle(one, rolldown) {
  const { folder, dist, entries } = one;
  rmSync(join(dist, "chunks"), { recursive: true, force: true });
  const alone = entries.filter(({ entry }) => ALONE.includes(entry)).map((entry) => [entry]);
  const builds = [entries.filter(({ entry }) => !ALONE.includes(entry)), ...alone];
  const chunks = [];
  for (const some of builds) chunks.push(...(await build(one, some, rolldown)));
  rmSync(join(dist, "program"), { recursive: true, force: true });
  const kept = entries.filter(({ entry }) => KEPT.includes(`${one.name}/${entry}`));
  if (kept.length > 0) await build(one, kept, rolldown, "cjs");
  const browser = existsSync(join(folder, "src", "browser"))
    ? await (await import("./build-page.mjs")).buildPage(folder)
    : [];
  writeFileSync(join(dist, "THIRD-PARTY.txt"), tellLicences(chunks, browser));
  writeFileSync(stampOf(one), JSON.stringify({ inputs: hashInputs(one), outputs: describeOutputs(one) }));
}

/** Writes entries that share their chunks. */
async function build({ name, folder, dist, outside }, entries, rolldown, format = "esm") {
  const alone = entries.find(({ entry }) => ALONE.includes(entry));
  const first = new Set();
  const bundled = await rolldown({
    cwd: folder,
    input: Object.fromEntries(entries.map(({ entry, source }) => [entry, source])),
    platform: "node",
    external: (id) =>
      (alone === undefined ? outside : LEFT_OUTSIDE).some((other) => id === other || id.startsWith(`${other}/`)),
    resolve: { conditionNames: ["@rigline/source", "node", "import", "module-sync", "default"] },
    transform: { target: "node20" },
    plugins: [bundleRequired, collectFirst(first)],
    onLog: (level, log) => {
      if (level === "warn")
        throw new Error(
          `${name} can't be bundled: ${log.message}\nMend it, or name a package in LEFT_OUTSIDE of scripts/bundle.mjs.`,
        );
    },
  });
  try {
    const [place, ending] = format === "esm" ? [dist, "js"] : [join(dist, "program"), "cjs"];
    const { output } = await bundled.write({
      dir: place,
      format,
      // What V8 made of a program knows of no way to import anything.
      ...(format === "cjs" ? { dynamicImportInCjs: false } : {}),
      entryFileNames: `[name].${ending}`,
      chunkFileNames: `chunks/${alone === undefined ? "" : `${basename(alone.entry)}/`}[name].${ending}`,
      ...(alone === undefined && JOINED.includes(name) ? { codeSplitting: joinShared(first) } : {}),
      // The package brings its own sources, with what they say.
      comments: { legal: true, jsdoc: false, annotation: false },
      sourcemap: true,
      sourcemapExcludeSources: true,
    });
    for (const { fileName } of output) if (fileName.endsWith(".map")) completeMap(join(place, fileName), folder);
    return output.filter(({ type }) => type === "chunk");
  } finally {
    await bundled.close();
  }
}

/**
 * Those of our other packages, which nobody may have beside this one, are told in the map itself. Of a file of nothing but other people's
 * code it says whose that is, and no more: nobody looks for a line in sources that are not there.
 */
function completeMap(file, folder) {
  const map = readJson(file);
  if (map.sources.length > 0 && map.sources.every((source) => source.includes("node_modules")))
    return writeFileSync(file, JSON.stringify({ ...map, names: [], mappings: "" }));
  const isForeign = (path) =>
    path.startsWith(join(root, "packages") + sep) && !path.startsWith(folder + sep) && !path.includes("node_modules");
  const paths = map.sources.map((source) => resolve(dirname(file), source));
  if (!paths.some(isForeign)) return;
  const sourcesContent = paths.map((path) => (isForeign(path) ? readFileSync(path, "utf8") : null));
  writeFileSync(file, JSON.stringify({ ...map, sourcesContent }));
}

/** `createRequire(import.meta.url)("yaml")` loads at its first use what is bundled here; it runs then, as it would by Node. */
export const bundleRequired = {
  name: "rigline-bundle-required",
  transform: (code, id) =>
    id.endsWith(".ts") && code.includes("createRequire(import.meta.url)(")
      ? { code: code.replaceAll("createRequire(import.meta.url)(", "require("), map: null }
      : null,
};

/** Collects the modules that entries load before their first line. */
function collectFirst(first) {
  return {
    name: "rigline-collect-first",
    buildEnd() {
      const ids = [...this.getModuleIds()].filter((id) => this.getModuleInfo(id).isEntry);
      for (const id of ids) first.add(id);
      // A set grows while it is gone through.
      for (const id of first) for (const other of this.getModuleInfo(id)?.importedIds ?? []) first.add(other);
    },
  };
}

function joinShared(first) {
  return {
    groups: [
      { name: "first", test: (id) => first.has(id) },
      { name: "shared", minShareCount: 2, test: (id) => !first.has(id) },
    ],
  };
}

/** The licences of what was bundled, in the words of each package. `others`: further modules. */
function tellLicences(chunks, others) {
  const modules = chunks.flatMap((chunk) =>
    Object.entries(chunk.modules).flatMap(([id, { renderedLength }]) => (renderedLength > 0 ? [id] : [])),
  );
  const folders = [...new Set([...modules, ...others].flatMap(packageOf))];
  const parts = folders.map((folder) => {
    const { name, version, license } = readJson(join(folder, "package.json"));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    if (file === undefined) throw new Error(`${name} has no licence text, so it can't be bundled`);
    return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
  });
  const heading = "What is bundled here of other packages, and their licences.\n";
  return [heading, ...parts.sort()].join(`\n${"-".repeat(80)}\n\n`);
}

/** The folder of the installed package that a module lies in. */
function packageOf(id) {
  const [, folder] = /^(.*[/\\]node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\]+)[/\\]/.exec(id.replace(/^\0/, "")) ?? [];
  return folder === undefined ? [] : [folder];
}

function isFresh(one) {
  try {
    const { inputs, outputs } = readJson(stampOf(one));
    return inputs === hashInputs(one) && outputs === describeOutputs(one);
  } catch {
    return false;
  }
}

function stampOf({ dist }) {
  return join(dist, ".bundle.json");
}

function hashInputs({ sources }) {
  const hash = createHash("sha256");
  const files = sources.flatMap((folder) => [join(folder, "package.json"), ...listFiles(join(folder, "src"))]);
  for (const file of [...files, join(root, "pnpm-lock.yaml"), fileURLToPath(import.meta.url)])
    hash.update(`${relative(root, file)}\n`).update(readFileSync(file));
  return hash.digest("hex");
}

/** tsc writes over an entry whose source has changed, whatever else has. */
function describeOutputs({ dist, entries }) {
  return entries
    .map(({ entry }) => statSync(join(dist, `${entry}.js`)))
    .map(({ size, mtimeMs }) => `${size} ${mtimeMs}`)
    .join(", ");
}

function listFiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}${sep}${entry.name}`)
    .sort();
}

function readJson(file) {
  return JSON.parse(readFileSync(file, "utf8"));
}

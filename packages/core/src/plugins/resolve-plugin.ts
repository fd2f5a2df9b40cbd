import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, extname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import validRange from "semver/ranges/valid.js";
import { listNames, nearestName } from "@rigline/foundation/errors";
import { pathObjection } from "@rigline/foundation/paths";
import { findPackage, modulesFolders, packageEntry, parsePackageName } from "../modules/find-package.js";
import { hostFolders } from "../modules/host-packages.js";
import { nearestPackage } from "../modules/missing-import.js";
import { pluginError } from "./plugin-errors.js";

export const PLUGIN_EXTENSIONS: readonly string[] = [".ts", ".mts", ".js", ".mjs", ".cjs"];

/**
 * The file behind a `use` of the config: a path (`./x.ts`, relative to `folder`, absolute, or a file URL), or a package
 * name, looked for from `folder` upwards and then where the host has its own. Throws PLUGIN_NOT_FOUND.
 */
export function resolvePlugin(use: string, folder: string): string {
  if (use.startsWith("file:")) return resolvePath(use, fileURLToPath(use));
  return isPath(use) ? resolvePath(use, resolve(folder, use)) : resolvePackage(use, folder);
}

/**
 * The versions of @rigline/core that the package of a plugin works with, as its `peerDependencies` say; undefined where they
 * say none, or the plugin is no package's.
 */
export function coreRangeOf(use: string, file: string): string | undefined {
  if (use.startsWith("file:") || isPath(use)) return undefined;
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (!existsSync(manifest)) continue;
    const { peerDependencies } = JSON.parse(readFileSync(manifest, "utf8")) as {
      readonly peerDependencies?: Readonly<Record<string, string>>;
    };
    const range = peerDependencies?.["@rigline/core"];
    return validRange(range) === null ? undefined : range;
  }
  return undefined;
}

function isPath(use: string): boolean {
  return /^\.{1,2}(?:[\\/]|$)/.test(use) || isAbsolute(use);
}

function resolvePath(use: string, file: string): string {
  if (existsSync(file) && statSync(file).isFile()) {
    if (PLUGIN_EXTENSIONS.includes(extname(file))) return realpathSync(file);
    throw notFound(`Plugin ${use} is no module: its name must end in ${PLUGIN_EXTENSIONS.join(", ")}`, { file });
  }
  const siblings = listFolder(dirname(file)).filter((name) => PLUGIN_EXTENSIONS.includes(extname(name)));
  const sameName = siblings.find((name) => basename(name, extname(name)) === basename(file, extname(file)));
  const nearest = sameName ?? nearestName(basename(file), siblings);
  const index = PLUGIN_EXTENSIONS.map((extension) => `index${extension}`).find((name) => existsSync(join(file, name)));
  const meant = index === undefined ? nearest && join(dirname(use), nearest) : join(use, index);
  throw notFound(
    `Plugin ${use} was not found: there is no file ${file}.${meant === undefined ? "" : ` Did you mean "./${meant.replaceAll("\\", "/")}"?`}`,
    {
      why: `In ${dirname(file)} there are: ${listNames(siblings)}`,
      todo:
        meant === undefined
          ? "Put the file there, or correct the path: it starts at the config's folder."
          : `Write \`use: "./${meant.replaceAll("\\", "/")}"\`.`,
    },
  );
}

function resolvePackage(use: string, folder: string): string {
  const { name, subpath } = parsePackageName(use) ?? { name: use, subpath: "." };
  const folders = [...modulesFolders(folder), ...hostFolders()];
  const home = findPackage(name, folders);
  if (home === undefined) throw notInstalled(use, name, folder, folders);
  const entry = packageEntry(home, { name, subpath });
  if (entry !== undefined && existsSync(entry)) return realpathSync(entry);
  throw notFound(
    entry === undefined
      ? `Plugin ${use} was not found: the package ${name} does not export "${subpath}"`
      : `Plugin ${use} was not found: the package ${name} exports ${entry}, which does not exist`,
    { file: join(home, "package.json"), todo: "Build or reinstall the package, or name one of its `exports`." },
  );
}

function notInstalled(use: string, name: string, folder: string, folders: readonly string[]): Error {
  const objection = /[~$%\\]|^[A-Za-z]:/u.test(use) ? pathObjection(use) : undefined;
  if (objection !== undefined)
    return notFound(`Plugin ${use} was not found: ${objection}`, { todo: "Correct the path in `use`." });
  const nearest = nearestPackage(name, folders);
  const isThere = nearest !== undefined && findPackage(nearest, folders) !== undefined;
  return notFound(
    `Plugin ${use} was not found: no package of this name is installed.${nearest === undefined ? "" : ` Did you mean "${nearest}"?`}`,
    {
      why: `Looked in:\n${folders.filter((modules) => existsSync(modules)).join("\n") || folders[0]}`,
      // Never the name that was probably misspelt: a registry may have a package of that name, by somebody else.
      todo:
        nearest === undefined
          ? `Install it beside the config: \`npm install ${name}\` in ${folder}, or write \`./${name}\` if you meant a file.`
          : `Write \`use: "${nearest}"\`${isThere ? "" : `, and install it beside the config: \`npm install ${nearest}\` in ${folder}`}.`,
    },
  );
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => !name.startsWith("."));
  } catch {
    return [];
  }
}

function notFound(what: string, details: { file?: string; why?: string; todo?: string }): Error {
  const { file, ...others } = details;
  return pluginError("PLUGIN_NOT_FOUND", { what, ...(file === undefined ? {} : { where: { file } }), ...others });
}

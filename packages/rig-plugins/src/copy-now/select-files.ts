import { join } from "node:path";
import type { FileSystem } from "@rigline/core";
import type { CopyNowOptions } from "./copy-now-options.js";

/** What the launcher keeps of a session for itself: it is no data. */
const OWN = ".rigline";

/** The files of a folder that are to be copied: their paths in it, `/` between folders, sorted. */
export function selectFiles(
  fileSystem: Pick<FileSystem, "list">,
  directory: string,
  options: CopyNowOptions,
): readonly string[] {
  const { include, files, folders } = rulesOf(options);
  const visit = (folder: string): readonly string[] =>
    fileSystem.list(join(directory, folder)).flatMap(({ name, isFolder }) => {
      const path = folder === "" ? name : `${folder}/${name}`;
      if (isFolder) return path === OWN || folders.some((one) => fits(one, path, name)) ? [] : visit(path);
      if (files.some((one) => fits(one, path, name))) return [];
      return include.length === 0 || include.some((one) => fits(one, path, name)) ? [path] : [];
    });
  return visit("").toSorted();
}

interface Rules {
  readonly include: readonly string[];
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

function rulesOf({ include, exclude, exclude_files, exclude_dirs, extra_args }: CopyNowOptions): Rules {
  const said = parseRobocopy(extra_args);
  return {
    include,
    files: [...exclude, ...exclude_files, ...said.files],
    folders: [...exclude, ...exclude_dirs, ...said.folders],
  };
}

/** `/XF` and `/XD` of robocopy's arguments, each with all names that follow it; quotes around a name are taken off. */
export function parseRobocopy(text: string): Pick<Rules, "files" | "folders"> {
  const files: string[] = [];
  const folders: string[] = [];
  let into: string[] | undefined;
  for (const [, quoted, bare = ""] of text.matchAll(/"([^"]*)"|(\S+)/g)) {
    const word = quoted ?? bare;
    if (quoted === undefined && word.startsWith("/")) into = { "/XF": files, "/XD": folders }[word.toUpperCase()];
    else into?.push(word.replaceAll("\\", "/"));
  }
  return { files, folders };
}

/** By its name, or with a `/` in the pattern by its path; small letters and capitals alike, as Windows has them. */
function fits(pattern: string, path: string, name: string): boolean {
  const [subject, wanted] = pattern.includes("/") ? [path, pattern.replace(/^\//, "")] : [name, pattern];
  const source = wanted
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "iu").test(subject);
}

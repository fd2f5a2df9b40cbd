import { basename, join } from "node:path";
import type { FileSystem, Session } from "@rigline/core";
import { messageOf, type RiglineError } from "@rigline/foundation/errors";
import { isWithin } from "@rigline/foundation/paths";
import { readJson } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import { MODALITIES, nearestModality, readSessionMetadata, RENAMED_MODALITIES } from "@rigline/manifest";
import { coverageError } from "./coverage-errors.js";
import type { SessionMapping } from "./session-mapping.js";

/** The rest is counted. */
const MOST_NAMES = 20;
/** A metadata file is some kilobytes; a JSON of more is data. */
const MOST_BYTES = 4_000_000;

/**
 * What of a session would not reach its destination exactly once, by names: files in no modality, or in two, a folder without
 * a file, and what the session's metadata and its folders say of each other. `mapping`: with what is there alone. Only names
 * are looked at, and of folders that are covered whole none but where they are empty.
 */
export function findCoverage(
  fileSystem: FileSystem,
  session: Pick<Session, "directory">,
  mapping: SessionMapping,
): readonly RiglineError[] {
  const sources = Object.entries(mapping.modalities).flatMap(([modality, paths]) =>
    paths.map((path) => ({ modality, path })),
  );
  return [
    ...findLeft(fileSystem, session.directory, [...sources.map(({ path }) => path), ...mapping.schemas]),
    ...findTwice(sources),
    ...sources.flatMap((source) => findEmpty(fileSystem, source)),
    ...findStreams(fileSystem, mapping),
  ];
}

interface Source {
  readonly modality: string;
  readonly path: string;
}

/** What lies in the session's folder, at any depth, and in nothing that is sent. */
function findLeft(fileSystem: FileSystem, directory: string, covered: readonly string[]): RiglineError[] {
  const left: Left[] = [];
  const unread: RiglineError[] = [];
  look("");
  return [...(left.length === 0 ? [] : [tellLeft(directory, left)]), ...unread];

  function look(folder: string): void {
    for (const { name, isFolder } of listNames(folder)) {
      const inside = folder === "" ? name : `${folder}/${name}`;
      const path = join(directory, inside);
      if (covered.some((source) => isWithin(source, path))) continue;
      if (isFolder && covered.some((source) => isWithin(path, source))) look(inside);
      else left.push({ path: inside, isFolder });
    }
  }

  function listNames(folder: string): readonly { readonly name: string; readonly isFolder: boolean }[] {
    const path = join(directory, folder);
    try {
      const entries = fileSystem.list(path);
      // The launcher's own: its journal, and what it knows of the hand-off.
      return folder === "" ? entries.filter(({ name }) => !name.startsWith(".rigline")) : entries;
    } catch (cause) {
      mark("mapper: a folder that can't be looked through is told, and the rest is compared");
      unread.push(cannotTell(path, cause));
      return [];
    }
  }
}

interface Left {
  /** From the session's folder, `/` between folders. */
  readonly path: string;
  readonly isFolder: boolean;
}

function tellLeft(directory: string, left: readonly Left[]): RiglineError {
  const names = left.map(({ path }) => path).sort();
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : "";
  const meant = left.flatMap(({ path, isFolder }) => {
    const modality = isFolder && !path.includes("/") ? nearestModality(path) : undefined;
    return modality === undefined ? [] : [`${path}: did you mean ${modality}?`];
  });
  return coverageError("DATA_LEFT_BEHIND", {
    what: `not handed off, because it is in no modality: ${names.slice(0, MOST_NAMES).join(", ")}${more} (in ${directory})${meant.length === 0 ? "" : `; ${meant.join(" ")}`}`,
    where: { file: directory },
  });
}

function cannotTell(folder: string, cause: unknown): RiglineError {
  return coverageError("COVERAGE_UNKNOWN", {
    what: `whether all of ${folder} is handed off can't be told: ${messageOf(cause)}`,
    where: { file: folder },
    cause,
  });
}

/** Two sources of which one is, or holds, the other. */
function findTwice(sources: readonly Source[]): RiglineError[] {
  return sources.flatMap((one, index) =>
    sources.slice(index + 1).flatMap((other) => {
      const [outer, inner] = isWithin(one.path, other.path) ? [one, other] : [other, one];
      if (!isWithin(outer.path, inner.path)) return [];
      const where =
        outer.modality === inner.modality ? `${outer.modality} twice` : `${outer.modality} and ${inner.modality}`;
      const by = outer.path === inner.path ? "" : `, as part of ${outer.path} too`;
      return [
        coverageError("DATA_TWICE", {
          what: `${inner.path} is sent with ${where}${by}`,
          where: { file: inner.path },
        }),
      ];
    }),
  );
}

function findEmpty(fileSystem: FileSystem, { modality, path }: Source): RiglineError[] {
  try {
    if (!fileSystem.stat(path).isFolder || hasFile(fileSystem, path)) return [];
    return [coverageError("STREAM_EMPTY", { what: `${path} (${modality}) has no file in it`, where: { file: path } })];
  } catch (cause) {
    return [cannotTell(path, cause)];
  }
}

/** Files first: a folder of a thousand frames is known by one look. */
function hasFile(fileSystem: FileSystem, folder: string): boolean {
  const entries = fileSystem.list(folder);
  return (
    entries.some(({ isFolder }) => !isFolder) || entries.some(({ name }) => hasFile(fileSystem, join(folder, name)))
  );
}

/** What the session's own metadata says of its streams, beside the modalities that are sent. */
function findStreams(fileSystem: FileSystem, mapping: SessionMapping): RiglineError[] {
  const sent = new Set(Object.keys(mapping.modalities).map(todaysName));
  return mapping.schemas.flatMap((file) => {
    const streams = streamsIn(fileSystem, file);
    if (streams === undefined || streams.length === 0) return [];
    const named = new Set(streams.map(todaysName));
    const without = [...named].filter((modality) => !sent.has(modality));
    const extra = [...sent].filter((modality) => Object.hasOwn(MODALITIES, modality) && !named.has(modality));
    return [
      ...without.map((modality) =>
        coverageError("STREAM_WITHOUT_FOLDER", {
          what: `${basename(file)} names the stream ${modality}, and no folder is handed off as ${modality}`,
          where: { file },
        }),
      ),
      ...extra.map((modality) =>
        coverageError("FOLDER_WITHOUT_STREAM", {
          what: `${modality} is handed off, and ${basename(file)} names no stream of it (but ${[...named].join(", ")})`,
          where: { file },
        }),
      ),
    ];
  });
}

function todaysName(modality: string): string {
  return RENAMED_MODALITIES[modality] ?? modality;
}

/** Undefined: it is no session's and no acquisition's metadata. What is wrong with it is for others to say. */
function streamsIn(fileSystem: FileSystem, file: string): readonly string[] | undefined {
  if (!["session.json", "acquisition.json"].includes(basename(file).toLowerCase())) return undefined;
  try {
    if (fileSystem.stat(file).size > MOST_BYTES) return undefined;
    return readSessionMetadata(readJson(fileSystem, file), { file }).modalities;
  } catch {
    return undefined;
  }
}

import { basename, join } from "node:path";
import { type Disk, inspectIfThere } from "@rigline/foundation/disk";
import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import type { FileSystem } from "@rigline/foundation/platform";
import type { ReadBack } from "@rigline/manifest";
import { writeReadBack } from "../publish/write-sums.js";
import { c4IdOf } from "./c4-id.js";
import { hashFolders } from "./hash-folders.js";
import { CHAIN, fitsXml, HISTORY, isIgnored, isNested } from "./history-names.js";
import { readNested, type ReadNested } from "./nested-histories.js";
import { BadHistory, generationNumber, readCustodyHistory, filesOfHistory } from "./read-history.js";
import {
  extendChain,
  type GenerationHead,
  generationName,
  type HashAction,
  renderGeneration,
} from "./render-generation.js";

/** A file that was read where it lies. */
export interface ReadFile {
  /** Relative to the folder, `/` between folders. */
  readonly path: string;
  readonly bytes: number;
  /** Its sha512, hex. */
  readonly digest: string;
}

/** What is to be added to the history of a folder. */
export interface AppendAsks {
  /** Absolute. */
  readonly folder: string;
  readonly read: readonly ReadFile[];
  /** All folders there are, where every file in them was read; absent: a part was. */
  readonly folders?: readonly string[] | undefined;
  readonly head: GenerationHead;
  readonly readBack: ReadBack;
}

/** What was added, and what it says of how many files; or why nothing was, one phrase. */
export type Appended =
  | {
      readonly file: string;
      /** Files, by what is said of them. */
      readonly said: Readonly<Record<HashAction, number>>;
    }
  | { readonly file: null; readonly why: string };

const PARTIAL = ".partial";

/**
 * Adds a generation of what was read to the history that lies in a folder: each file as it was recorded there before (`verified`), otherwise
 * (`failed`), or for the first time (`original`). What stands there is never changed but for the chain, which names one more. Throws what
 * the destination refuses.
 */
export function appendGeneration(
  ports: { readonly disk: Disk; readonly fileSystem: FileSystem },
  asks: AppendAsks,
): Appended {
  try {
    return append(ports, asks);
  } catch (error) {
    if (!(error instanceof BadHistory)) throw error;
    mark("custody: a history that is not whole is left as it is");
    return { file: null, why: messageOf(error) };
  }
}

function append(
  { disk, fileSystem }: { readonly disk: Disk; readonly fileSystem: FileSystem },
  { folder, read, folders, head, readBack }: AppendAsks,
): Appended {
  const history = readCustodyHistory(fileSystem, folder);
  const { generations } = history;
  const recorded = filesOfHistory(history);
  const roots = rootsAbove(disk, folder, read);
  const files = read
    .filter(({ path }) => !isIgnored(path) && fitsXml(path))
    .map(({ path, bytes, digest }) => ({
      path,
      bytes,
      digest: Buffer.from(digest, "hex"),
      action: actionOf(path, digest),
    }));
  const own = files.filter(({ path }) => !isNested(path, roots));
  const { references } = folders === undefined ? { references: [] } : readNested(fileSystem, folder, roots, []);
  const hashes =
    folders === undefined
      ? new Map()
      : hashFolders(
          files,
          folders.filter((path) => !isIgnored(path)),
        );
  const number = generationNumber(generations.at(-1)?.name ?? "") + 1;
  const name = generationName(basename(folder), head, number);
  const content = {
    files: own,
    folders: new Map([...hashes].filter(([path]) => !isNested(path, roots))),
    references,
    process: "in-place",
  } as const;
  const place = join(folder, HISTORY);
  for (const { name: left } of fileSystem.list(place)) if (left.endsWith(PARTIAL)) disk.removeFile(join(place, left));
  const write = (as: string, pieces: Iterable<string>): string => {
    const path = join(place, `${as}${PARTIAL}`);
    const { further = "" } = writeReadBack(disk, path, pieces, { readBack, further: "sha512" });
    return further;
  };
  const c4 = c4IdOf(Buffer.from(write(name, renderGeneration(head, content)), "hex"));
  const unchained = generations.flatMap((one, index) => (one.isChained ? [] : [{ ...one, number: index + 1 }]));
  const chain = extendChain(history.chain, [...unchained, { name, c4, number }]);
  if (chain === undefined) throw new BadHistory(`${join(place, CHAIN)} has an end that is not known`);
  write(CHAIN, [chain]);
  // The generation first: one that no chain names yet is taken into it by the next, and a chain that names none would be broken.
  disk.rename(join(place, `${name}${PARTIAL}`), join(place, name));
  disk.syncFolder(place);
  disk.rename(join(place, `${CHAIN}${PARTIAL}`), join(place, CHAIN));
  disk.syncFolder(place);
  const count = (action: HashAction): number => own.filter((file) => file.action === action).length;
  return {
    file: `${HISTORY}/${name}`,
    said: { original: count("original"), verified: count("verified"), failed: count("failed") },
  };

  function actionOf(path: string, digest: string): HashAction {
    const known = recorded.get(path);
    // Known by other hashes alone, it has no C4 id before this one.
    if (known === undefined) return "original";
    return known === c4IdOf(Buffer.from(digest, "hex")) ? "verified" : "failed";
  }
}

/** The folders around these files that have a history of their own. */
function rootsAbove(disk: Disk, folder: string, read: readonly ReadFile[]): readonly string[] {
  const around = new Set<string>();
  for (const { path } of read)
    for (
      let end = path.lastIndexOf("/");
      end > 0 && !around.has(path.slice(0, end));
      end = path.lastIndexOf("/", end - 1)
    )
      around.add(path.slice(0, end));
  return [...around]
    .filter((path) => !isIgnored(path) && inspectIfThere(disk, join(folder, path, HISTORY, CHAIN)) !== undefined)
    .sort();
}

/** Histories that are to be read in a staged copy. */
export interface HistoriesAsks {
  readonly folder: string;
  readonly roots: readonly string[];
  /** Of all files there are. */
  readonly paths: readonly string[];
}

/** The same; or why one of them can't be gone on with, one phrase. */
export function readHistories(
  fileSystem: Pick<FileSystem, "list" | "read">,
  { folder, roots, paths }: HistoriesAsks,
): ReadNested | { readonly why: string } {
  try {
    return readNested(fileSystem, folder, roots, paths);
  } catch (error) {
    if (error instanceof BadHistory) return { why: messageOf(error) };
    throw error;
  }
}

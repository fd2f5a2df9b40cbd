import { basename, dirname, join } from "node:path";
import type { FileSystem, HandOffTest } from "@rigline/core";
import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { removeFolderQuietly, systemCodeOf } from "@rigline/foundation/platform";
import {
  jobJournalPath,
  manifestFileName,
  partInventories,
  progressPath,
  publishedInventoryPath,
  RIGLINE_FOLDER,
  stagingFolder,
} from "@rigline/manifest";
import type { WatchPlaces } from "../daemon/watch-places.js";
import { findUnreachable } from "../follow/in-time.js";
import { readJob } from "../follow/read-job.js";
import { awaitLetGo, type LetGoParts } from "./await-let-go.js";

/** All that a test session leaves, wherever it was broken off, is found by these. */
export interface TestTraces {
  /** Its folder's name at the destination, and its manifest's. */
  readonly name: string;
  /** In the data folder: the one with its data. Kept, empty, for as long as something else of it is not removed. */
  readonly directory: string;
  /** `<destination>/<subject>`. */
  readonly destination: string;
}

type Left = HandOffTest["left"][number];

const ANSWER_MS = 5000;
/** A file that a daemon of Windows is about to close, or a scanner of viruses. */
const TRIES = 10;
const AGAIN_MS = 200;

/**
 * Takes a test session's manifest out of the queue, waits until the daemon has let go of it, and removes what there is of it: at
 * the destination, in the flag folder, among the completed manifests and in the data folder. Returns what could not be removed.
 */
export async function clearTest(
  parts: LetGoParts,
  traces: TestTraces,
  onProgress: (text: string) => void,
): Promise<readonly Left[]> {
  const { fileSystem, clock, places } = parts;
  const manifest = join(places.flagFolder, manifestFileName(traces.name));
  const archivedTo = readJob(fileSystem, places, manifest).state?.archivedTo;
  const left = [...(await removeAll(parts, [manifest]))];
  if (left.length === 0 && !(await awaitLetGo(parts, manifest, onProgress)))
    left.push({ path: manifest, why: "it was taken out of the queue, and its daemon has not let go of it yet" });
  const silent = await findUnreachable(fileSystem, [dirname(traces.destination)], clock, ANSWER_MS);
  if (silent !== undefined) left.push({ path: join(traces.destination, traces.name), why: "it gives no answer" });
  else left.push(...(await removeAll(parts, tracesAtDestination(fileSystem, traces))));
  left.push(...(await removeAll(parts, tracesOfManifest(fileSystem, places, manifest, archivedTo))));
  if (silent === undefined) for (const folder of foldersAtDestination(traces)) removeFolderQuietly(fileSystem, folder);
  const { directory } = traces;
  const own = left.length === 0 ? [directory] : listIn(fileSystem, directory).map((name) => join(directory, name));
  left.push(...(await removeAll(parts, own)));
  removeFolderQuietly(fileSystem, dirname(directory));
  return left;
}

function tracesAtDestination(fileSystem: FileSystem, { destination, name }: TestTraces): readonly string[] {
  const published = join(destination, name);
  const unfinished = listIn(fileSystem, destination).filter((entry) => entry.startsWith(`.rigline-${name}-`));
  return [
    published,
    ...unfinished.map((entry) => join(destination, entry)),
    publishedInventoryPath(published, "json"),
    publishedInventoryPath(published, "sha256"),
  ];
}

/** Innermost first. */
function foldersAtDestination({ destination, name }: TestTraces): readonly string[] {
  const inventories = dirname(partInventories(join(destination, name)));
  return [inventories, dirname(inventories), destination];
}

/** The journal last: without it nobody would know what the others belong to. */
function tracesOfManifest(
  fileSystem: FileSystem,
  { flagFolder, completeFolder }: WatchPlaces,
  manifest: string,
  archivedTo: string | undefined,
): readonly string[] {
  const inventories = join(flagFolder, RIGLINE_FOLDER, "inventories");
  const listed = listIn(fileSystem, inventories).filter((entry) => entry.startsWith(`${basename(manifest)}.`));
  return [
    join(stagingFolder(flagFolder), basename(manifest)),
    ...listed.map((entry) => join(inventories, entry)),
    progressPath(flagFolder, manifest),
    archivedTo ?? join(completeFolder, basename(manifest)),
    jobJournalPath(flagFolder, manifest),
  ];
}

async function removeAll(
  { fileSystem, clock }: Pick<LetGoParts, "fileSystem" | "clock">,
  paths: readonly string[],
): Promise<readonly Left[]> {
  const left: Left[] = [];
  for (const path of paths)
    for (let attempt = 1; ; attempt += 1) {
      try {
        fileSystem.remove(path);
        break;
      } catch (error) {
        if (attempt < TRIES && ["EBUSY", "EPERM", "ENOTEMPTY"].includes(systemCodeOf(error) ?? "")) {
          await clock.sleep(AGAIN_MS);
          continue;
        }
        mark("send test: what can't be removed is named");
        left.push({ path, why: messageOf(error) });
        break;
      }
    }
  return left;
}

function listIn(fileSystem: FileSystem, folder: string): readonly string[] {
  try {
    return fileSystem.list(folder).map(({ name }) => name);
  } catch {
    return [];
  }
}

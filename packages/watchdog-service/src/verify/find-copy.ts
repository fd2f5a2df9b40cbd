import { basename, dirname, join, resolve } from "node:path";
import { inspectReal, isSamePlace, type Disk } from "@rigline/foundation/disk";
import { didYouMean } from "@rigline/foundation/errors";
import { isRemotePlace } from "@rigline/foundation/paths";
import { readJson, type FileSystem } from "@rigline/foundation/platform";
import { InventorySchema, partInventories, publishedInventoryPath, type Inventory } from "@rigline/manifest";
import { listJobs, type ListedJob } from "../jobs/list-jobs.js";
import { type FileList, namesOfSums, placesOfSums, readFileList, toFileList } from "./file-list.js";
import { listsOfBag } from "./read-bag.js";
import { joinLists, listsOfParts } from "./own-lists.js";
import { verifyError } from "./verify-errors.js";

interface FindParts {
  readonly disk: Disk;
  readonly fileSystem: FileSystem;
}

export interface VerifyRequest {
  /** A published folder or, where a flag folder is given, the name of a job. */
  readonly wanted: string;
  /** Undefined: it is looked for. */
  readonly inventoryFile: string | undefined;
  /** Undefined: nothing is known of jobs. */
  readonly flagFolder: string | undefined;
}

/** A published copy with the list that it is compared with. */
export interface ListedCopy {
  /** Absolute. */
  readonly folder: string;
  /** Absolute; of several computers' parts the folder of their inventories, or lists. */
  readonly listFile: string;
  readonly list: FileList;
  /** Whose copy it is; undefined: no job that is known. */
  readonly job: ListedJob | undefined;
}

/**
 * Finds what is to be verified, and the list: the one that is named, else the inventory of the job, in the flag folder, else the one at
 * the destination, else a list of sums that lies where people put them. Throws VERIFY_NO_FOLDER, INVENTORY_NOT_FOUND and INVENTORY_UNREADABLE.
 */
export function findCopy({ disk, fileSystem }: FindParts, request: VerifyRequest): ListedCopy {
  const { wanted, flagFolder } = request;
  const jobs = flagFolder === undefined ? [] : listJobs(disk, fileSystem, flagFolder);
  const folder = findFolder(disk, wanted, jobs);
  const job = jobs.find(({ destination }) => destination !== null && isSamePlace(disk, destination, folder));
  const parts = listParts(disk, folder);
  const candidates = [
    ...(job?.inventory === null || job?.inventory === undefined ? [] : [job.inventory]),
    publishedInventoryPath(folder, "json"),
  ];
  const found = (files: readonly string[]): string | undefined => files.find((file) => fileSystem.exists(file));
  const named = request.inventoryFile === undefined ? undefined : resolve(request.inventoryFile);
  const own = named ?? found(candidates);
  if (own === undefined && parts.length > 0) {
    const list = toFileList(joinParts(parts.map((file) => readInventory(fileSystem, file))));
    return { folder, listFile: partInventories(folder), list, job };
  }
  const listFile = own ?? found(placesOfSums(folder));
  const ofBag = listFile === undefined ? listsOfBag(disk, folder) : [];
  const [last] = ofBag.slice(-1);
  if (last !== undefined) {
    const list = joinLists(ofBag.map((file) => readFileList({ disk, fileSystem }, file, folder)));
    return { folder, listFile: last, list, job };
  }
  const ofParts = listFile === undefined ? listsOfParts(disk, folder) : [];
  if (ofParts.length > 0) {
    const list = joinLists(ofParts.map((file) => readFileList({ disk, fileSystem }, file, folder)));
    return { folder, listFile: folder, list, job };
  }
  if (listFile === undefined)
    throw verifyError("INVENTORY_NOT_FOUND", {
      what: `there is no list of what was handed off to ${folder}`,
      why: `looked for ${candidates.join(" and ")}, and for a list of sha256sum beside the folder and in it: ${namesOfSums(folder)}; nor is it a bag with such sums`,
      where: { file: folder },
    });
  return { folder, listFile, list: readFileList({ disk, fileSystem }, listFile, folder), job };
}

/** The inventories of a session that several computers have handed off. */
function listParts(disk: Disk, folder: string): readonly string[] {
  const place = partInventories(folder);
  if (inspectReal(disk, place)?.kind !== "folder") return [];
  return disk
    .list(place)
    .filter((name) => name.endsWith(".json"))
    .map((name) => join(place, name));
}

/** All that they list, as one; hashes only where all of them have some of one kind. */
export function joinParts(parts: readonly Inventory[]): Inventory {
  const [first] = parts;
  if (first === undefined) throw new RangeError("there are no parts");
  const files = parts.flatMap((part) => part.files);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const algorithm = parts.every((part) => part.algorithm === first.algorithm) ? first.algorithm : null;
  return { ...first, algorithm, files, count: files.length, bytes };
}

function findFolder(disk: Disk, wanted: string, jobs: readonly ListedJob[]): string {
  const folder = resolve(wanted);
  if (inspectReal(disk, folder)?.kind === "folder") return folder;
  const named = jobs.find(({ file, name }) => file === wanted || name === wanted)?.destination ?? undefined;
  if (named !== undefined && inspectReal(disk, named)?.kind === "folder") return named;
  const missing = named ?? folder;
  if (inspectReal(disk, missing)?.kind === "file")
    throw verifyError("VERIFY_NO_FOLDER", {
      what: `${missing} is a file, and no published folder`,
      where: { file: missing },
      todo: "Name the folder that was published, `<destination>/<name>`: of it alone there is a list.",
    });
  const near = named === undefined ? nearestName(disk, folder, wanted, jobs) : "";
  throw verifyError("VERIFY_NO_FOLDER", { what: `${missing} is no folder.${near}`, where: { file: missing } });
}

/** The place in a store that is meant: by itself, or as the destination of a job. Undefined: a folder is. */
export function placeInStore(
  { disk, fileSystem }: FindParts,
  { wanted, flagFolder }: VerifyRequest,
): string | undefined {
  if (isRemotePlace(wanted)) return wanted;
  const jobs = flagFolder === undefined ? [] : listJobs(disk, fileSystem, flagFolder);
  const named = jobs.find(({ file, name }) => file === wanted || name === wanted)?.destination;
  return typeof named === "string" && isRemotePlace(named) ? named : undefined;
}

/** What was probably meant: a folder beside it, or a job. */
function nearestName(disk: Disk, folder: string, wanted: string, jobs: readonly ListedJob[]): string {
  const above = dirname(folder);
  const beside = inspectReal(disk, above)?.kind === "folder" ? disk.list(above) : [];
  const meant = didYouMean(basename(folder), beside);
  return meant === ""
    ? didYouMean(
        wanted,
        jobs.map(({ name }) => name),
      )
    : `${meant.slice(0, -1)} in ${join(above)}?`;
}

/** One of a part, which is never a list of sums. */
function readInventory(fileSystem: FileSystem, file: string): Inventory {
  try {
    return InventorySchema.parse(readJson(fileSystem, file));
  } catch (cause) {
    throw verifyError("INVENTORY_UNREADABLE", {
      what: `${file} is no list of what was handed off`,
      where: { file },
      cause,
    });
  }
}

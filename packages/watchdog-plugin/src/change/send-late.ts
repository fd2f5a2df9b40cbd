import { basename } from "node:path";
import type { ChangedHandOff, Session } from "@rigline/core";
import { formatFiles } from "@rigline/foundation/quantities";
import {
  dataPlaceOf,
  describeJob,
  joinPosix,
  LATE,
  parseManifest,
  withPatterns,
  type Manifest,
} from "@rigline/manifest";
import { listChanges } from "../follow/find-changes.js";
import { readLateJobs } from "../follow/late-jobs.js";
import type { PluginParts } from "../parts.js";
import { FlavourChoice } from "../transfer/flavour-choice.js";
import { publishManifest } from "../transfer/publish-manifest.js";
import { readPublishedRecord } from "../transfer/published-record.js";
import { writeManifest } from "../transfer/write-manifest.js";
import { tooLate } from "./change-errors.js";
import type { QueuedHandOff } from "./queued-hand-off.js";

/** What in a pattern stands for more than itself; a `\` in front of it would be a slash of Windows. */
const SPECIAL = /[*?[\](){}!+@|]/gu;

/** Notes of a manifest that hold for whatever is handed off by it. */
const KEPT_NOTES = ["rigline_also_to", "rigline_priority", "rigline_remote"];

/**
 * Hands off what was written after a session was handed off: by a manifest of its own, which names these files alone, deletes nothing
 * and submits nothing. What is published stays as it is. Throws HAND_OFF_TOO_LATE.
 */
export async function sendLate(parts: PluginParts, session: Session, queued: QueuedHandOff): Promise<ChangedHandOff> {
  const { fileSystem } = parts;
  const { places, keeper } = queued.control;
  const record = readPublishedRecord(fileSystem, session);
  const view = record && queued.look(record);
  if (record === undefined || view?.manifest !== "archived")
    throw tooLate(`${session.name} is not handed off yet: what is there by then goes with it`);
  if (await queued.isForeign())
    throw tooLate(
      `the files of ${session.name} can't be sent one by one by aind-watchdog-service`,
      "Copy them by hand, or have Rigline's own daemon watch.",
    );
  const underWay = readLateJobs(fileSystem, places, record.manifest).find((job) => job.manifest === "queued");
  if (underWay !== undefined)
    throw tooLate(`what was sent after ${session.name} before is still on its way: ${describeJob(underWay)}`);
  const { signal } = new AbortController();
  const changed = await listChanges(fileSystem, view, places.flagFolder, signal);
  if (changed.length === 0) return { state: "as it was", detail: "nothing was written after it was handed off" };
  const { manifest } = parseManifest(fileSystem.read(view.archivePath));
  const late = onlyThese(manifest, changed);
  const { flavour } = await new FlavourChoice(parts).choose();
  const published = publishManifest(fileSystem, places, {
    name: `${record.name}${LATE}`,
    render: (name) => writeManifest({ ...late, name }, flavour),
    // Those that were sent before are jobs of their own.
    isSameSession: () => false,
  });
  await keeper?.ensure(signal);
  const where = joinPosix(dataPlaceOf(manifest), published.name);
  const submitted = manifest.transferEndpoint === null ? "" : "; they are not submitted";
  return { state: "late", detail: `${formatFiles(changed.length)} to be published as ${where}${submitted}` };
}

/** `places`: relative to the published folder. */
function onlyThese(manifest: Manifest, places: readonly string[]): Manifest {
  const { modalities, schemas, extraIdentifyingInfo } = manifest;
  const isOf = (modality: string): boolean => places.some((place) => place.startsWith(`${modality}/`));
  const notes = Object.entries(extraIdentifyingInfo ?? {}).filter(
    ([key]) => !key.startsWith("rigline_") || KEPT_NOTES.includes(key),
  );
  const late: Manifest = {
    ...manifest,
    modalities: Object.fromEntries(Object.entries(modalities).filter(([modality]) => isOf(modality))),
    schemas: schemas.filter((path) => places.includes(basename(path))),
    scheduleTime: null,
    transferEndpoint: null,
    transferServiceArgs: null,
    deleteModalitiesSourceAfterSuccess: false,
    extraIdentifyingInfo: notes.length === 0 ? null : Object.fromEntries(notes),
  };
  const inFolders = places.filter((place) => place.includes("/"));
  return withPatterns(late, { include: inFolders.map((place) => place.replaceAll(SPECIAL, "?")), exclude: [] });
}

import type { SessionOutcome } from "@rigline/core";
import { messageOf, RiglineError } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { describeAlteration } from "./change/alter-manifest.js";
import { readAlteration } from "./change/kept-alteration.js";
import { waitUntil } from "./change/wait-until.js";
import { sayCommands } from "./commands.js";
import { DaemonControl } from "./daemon/daemon-control.js";
import { conclude } from "./follow/conclude.js";
import {
  type DeclinedHandOff,
  describeHandOff,
  type HandOff,
  type NoHandOff,
  type OutboxHandOff,
} from "./follow/hand-off.js";
import { copyLauncherLogs, nameLogs } from "./logs/copy-launcher-logs.js";
import { addExtraModalities } from "./mapper/add-extra-modalities.js";
import { checkMapping } from "./mapper/check-mapping.js";
import { coverageError } from "./mapper/coverage-errors.js";
import { findCoverage } from "./mapper/coverage.js";
import { findUnknownNames } from "./mapper/find-unknown-names.js";
import { isNothingRecorded } from "./mapper/is-nothing-recorded.js";
import { mapperError } from "./mapper/mapper-errors.js";
import type { SessionMapping } from "./mapper/session-mapping.js";
import { partsFor } from "./follow/parts-for.js";
import { findChangesInTime } from "./follow/find-changes.js";
import { readersOf, type ChosenFlavour } from "./transfer/flavour-choice.js";
import { readPublishedRecord, writeNothingRecord } from "./transfer/published-record.js";
import { findDeclined } from "./transfer/decide-hand-off.js";
import { ensureWatched, followPublished } from "./transfer/follow-published.js";
import { listForService } from "./transfer/list-for-service.js";
import { findPublished, type PublishedTransfer, wasEverPublished } from "./transfer/published-transfer.js";
import type { MappingSource } from "./transfer/session-mapper.js";
import { dropRecording, endRecording } from "./recording/announce-recording.js";
import { isNotPublished } from "./transfer/transfer-errors.js";
import type { TransferInside } from "./transfer/transfer-inside.js";

/** Of a runner's context, what the hand-off uses. */
export interface HandOffContext {
  readonly outcome: SessionOutcome | undefined;
  readonly signal: AbortSignal;
  /** Aborts once another session waits for the rig: the daemon goes on with this one, and nobody looks on. */
  readonly nextWaiting?: AbortSignal;
  progress(text: string): void;
  report(label: string, value: string): void;
  tell(problem: RiglineError): void;
}

/** A transfer, as far as it goes until its manifest is published. */
export interface TransferSteps {
  readonly inside: TransferInside;
  /** Throws SESSION_MAPPER_UNSET. */
  mappingSource(): MappingSource;
  chooseFlavour(): Promise<ChosenFlavour>;
  /** What the transfer service would refuse, one sentence each. */
  findObjections(mapping: SessionMapping): Promise<readonly string[]>;
  /** `unknown`: why it can't be told whether it was published before; then it waits, and is not published now. */
  publishManifest(
    mapping: SessionMapping,
    unknown: RiglineError | undefined,
  ): Promise<PublishedTransfer | OutboxHandOff>;
}

/**
 * Hands one session off. The order is the promise: the manifest before the daemon, because a queue that is filled can't be
 * missed by one that is about to end.
 */
export async function runHandOff(transfer: TransferSteps, context: HandOffContext): Promise<HandOff> {
  try {
    return await handOff(transfer, context);
  } catch (error) {
    const { session, control, isScript = false } = transfer.inside;
    throw sayCommands(error, { session: session.name, watch: control.watchCommand, isScript });
  }
}

async function handOff(transfer: TransferSteps, context: HandOffContext): Promise<HandOff> {
  const { parts, session } = transfer.inside;
  const before = whereItWent(transfer.inside);
  const earlier = findEarlier(before);
  const unknown = earlier instanceof RiglineError ? earlier : undefined;
  const found = earlier instanceof RiglineError ? undefined : earlier;
  const inside = found === undefined ? transfer.inside : before;
  const { control } = inside;
  const published = found ?? (await publishNow(transfer, context, unknown));
  if ("state" in published) return published;
  const { manifest, destination } = published;
  context.report("manifest", published.already ? `${manifest} (published before)` : manifest);
  context.report("destination", destination);
  if (published.note !== undefined) {
    parts.log.warning(published.note);
    context.report("note", published.note);
  }
  // Of one that was published before, the service may have deleted something already; Rigline's own daemon lists it by itself.
  if (!published.already && published.made !== undefined && control.daemon?.kind === "external") {
    const listed = await listForService(parts, control.places, published, published.made);
    if (listed.file !== undefined) context.report("inventory", listed.file);
    if (listed.trouble !== undefined)
      context.report("note", `what is handed off could not be listed: ${listed.trouble}`);
  }
  const watcher = await ensureWatched(inside, published, context.signal);
  if (watcher !== undefined) context.report("daemon", watcher);
  const view = await followPublished(inside, published, context);
  const advice = { configFile: control.places.configFile, session: session.name };
  const end = conclude(view, { manifest, destination }, advice);
  for (const [label, value] of describeHandOff(end)) context.report(label, value);
  if (end.state === "pending" && context.nextWaiting?.aborted === true)
    context.report("left early", messageOf(context.nextWaiting.reason));
  const changed = await findChangesInTime(parts, view, control.places.flagFolder);
  if (changed !== undefined) {
    parts.log.warning(changed);
    context.report("changed since", changed);
  }
  return end;
}

/** With the queue that it was published into, where that is another one than today's. */
function whereItWent(inside: TransferInside): TransferInside {
  const parts = partsFor(inside.parts, readPublishedRecord(inside.parts.fileSystem, inside.session));
  return parts === inside.parts ? inside : { ...inside, parts, control: new DaemonControl(parts) };
}

/** Of a flag folder that can't be asked nothing is known: then the manifest waits, and whoever publishes it looks again. */
function findEarlier({
  parts,
  control,
  session,
  outbox,
}: TransferInside): PublishedTransfer | RiglineError | undefined {
  try {
    const found = findPublished(parts.fileSystem, control.places, session);
    // Whoever published it did not come to clear it away.
    if (found !== undefined) outbox?.clear();
    return found;
  } catch (error) {
    if (outbox === undefined || !isNotPublished(error)) throw error;
    mark("outbox: where it can't be told whether a manifest was published, it waits");
    return error;
  }
}

/** A mapping whose folders are there; with another one to fall back on, what is missing in the first keeps nothing on the rig. */
async function takeUsable(
  { inside: { parts, session } }: TransferSteps,
  source: MappingSource,
  { outcome }: HandOffContext,
): Promise<SessionMapping> {
  const mapping = await source.take();
  if (source.instead === undefined || isNothingRecorded(parts.fileSystem, mapping, session, outcome)) return mapping;
  try {
    checkMapping(parts.fileSystem, mapping, session, outcome);
    return mapping;
  } catch (error) {
    return source.instead(error);
  }
}

function requireFolder({ parts: { fileSystem }, session: { directory } }: TransferInside): void {
  if (fileSystem.exists(directory)) return;
  throw mapperError("SESSION_FOLDER_GONE", {
    what: `the session's folder ${directory} is gone`,
    where: { file: directory },
  });
}

/** The logs go first, because nothing may be written into the data once their manifest is published, nor after it was withdrawn. */
async function publishNow(
  transfer: TransferSteps,
  context: HandOffContext,
  unknown: RiglineError | undefined,
): Promise<PublishedTransfer | OutboxHandOff | NoHandOff | DeclinedHandOff> {
  const { parts, session } = transfer.inside;
  requireFolder(transfer.inside);
  const promised = await takeUsable(transfer, transfer.mappingSource(), context);
  const { options, fileSystem, log } = parts;
  const note = (text: string): void => {
    log.warning(text);
    context.report("note", text);
  };
  const tell = (problem: RiglineError): void => {
    note(problem.message);
    context.tell(problem);
  };
  const wanted = addExtraModalities(promised, parts, session);
  if (isNothingRecorded(fileSystem, wanted, session, context.outcome)) return concludeNothing(transfer, context);
  const declined = await findDeclined(transfer.inside, context);
  if (declined !== undefined) return declined;
  const { mapping, warnings } = checkMapping(fileSystem, wanted, session, context.outcome);
  for (const warning of warnings) note(warning);
  for (const problem of findCoverage(fileSystem, session, mapping)) tell(problem);
  if (options.transfer_endpoint === null)
    for (const unknown of findUnknownNames(Object.keys(mapping.modalities), options.platform))
      note(`${unknown} Nothing refuses it, because no job is submitted`);
  const { flavour, why } = await transfer.chooseFlavour();
  if (flavour !== "current") context.report("written for", `${readersOf(flavour)} (${why})`);
  for (const objection of await transfer.findObjections(mapping))
    note(`the transfer service will probably refuse the job: ${objection}`);
  if (unknown !== undefined || wasEverPublished(fileSystem, transfer.inside.control.places, session)) {
    mark("hand-off: nothing is written into data that were handed off before");
    context.report("logs", "as they were handed off before: the data may have arrived");
  } else await takeLogs();
  const altered = readAlteration(fileSystem, session);
  if (altered !== undefined) context.report("altered", `${describeAlteration(altered)}, by ${altered.by}`);
  await endRecording(parts, transfer.inside.control, session);
  const published = await transfer.publishManifest(mapping, unknown);
  if ("state" in published) tellWaiting(published, context);
  else if (altered !== undefined) await waitUntil(transfer.inside, published, altered);
  return published;

  async function takeLogs(): Promise<void> {
    const logs = await copyLauncherLogs(fileSystem, {
      logs: parts.logs,
      session,
      mapping,
      modality: options.logs_modality,
    });
    if (logs.folder !== undefined) context.report("logs", nameLogs(logs.folder, mapping, options.logs_modality));
    if (logs.warning !== undefined) tell(coverageError("LOGS_LEFT_BEHIND", { what: logs.warning }));
  }
}

/** No failure: nobody has to do anything, or to remember it. */
function tellWaiting({ manifest, destination, reason }: OutboxHandOff, context: HandOffContext): void {
  context.report("manifest", manifest);
  context.report("destination", destination);
  context.report("hand-off", `outbox: ${reason}`);
}

function concludeNothing({ inside }: TransferSteps, context: HandOffContext): NoHandOff {
  const ended = context.outcome === "aborted" ? "was aborted" : "failed";
  const reason = `the experiment ${ended} before anything was recorded, so nothing is owed`;
  dropRecording(inside.parts, inside.control, inside.session, reason);
  writeNothingRecord(inside.parts.fileSystem, inside.session, { nothing: reason });
  context.report("hand-off", `nothing: ${reason}`);
  return { state: "nothing", reason };
}

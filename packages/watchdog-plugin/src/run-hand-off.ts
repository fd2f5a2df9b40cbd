import type { Session, SessionOutcome } from "@rigline/core";
import type { RiglineError } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { isWithin } from "@rigline/foundation/paths";
import { sayCommands } from "./commands.js";
import { conclude } from "./follow/conclude.js";
import { describeHandOff, type HandOff, type NoHandOff } from "./follow/hand-off.js";
import { copyLauncherLogs } from "./logs/copy-launcher-logs.js";
import { addExtraModalities } from "./mapper/add-extra-modalities.js";
import { checkMapping } from "./mapper/check-mapping.js";
import { coverageError } from "./mapper/coverage-errors.js";
import { findCoverage } from "./mapper/coverage.js";
import { findUnknownNames } from "./mapper/find-unknown-names.js";
import { isNothingRecorded } from "./mapper/is-nothing-recorded.js";
import { mapperError } from "./mapper/mapper-errors.js";
import type { SessionMapping } from "./mapper/session-mapping.js";
import type { PluginParts } from "./parts.js";
import { readersOf } from "./transfer/flavour-choice.js";
import { writeNothingRecord } from "./transfer/published-record.js";
import type { PublishedTransfer, TransferService, WatchdogTransfer } from "./transfer/watchdog-transfer.js";

/** Of a runner's context, what the hand-off uses. */
export interface HandOffContext {
  readonly session: Session;
  readonly outcome: SessionOutcome | undefined;
  readonly signal: AbortSignal;
  progress(text: string): void;
  report(label: string, value: string): void;
  tell(problem: RiglineError): void;
}

/** Where the mapping comes from. Asked only while nothing has been published. */
export interface MappingSource {
  take(): SessionMapping | Promise<SessionMapping>;
  /** Another one where the first names what is not there; absent: that is an error. */
  instead?(error: unknown): SessionMapping | Promise<SessionMapping>;
}

/**
 * Hands one session off. The order is the promise: the manifest before the daemon, because a queue that is filled can't be
 * missed by one that is about to end.
 */
export async function runHandOff(
  { parts, transfers }: { readonly parts: PluginParts; readonly transfers: TransferService },
  mapping: MappingSource,
  context: HandOffContext,
): Promise<HandOff> {
  const transfer = transfers.open(context.session);
  try {
    return await handOff(parts, transfer, mapping, context);
  } catch (error) {
    throw sayCommands(error, { session: context.session.name, watch: transfer.watchCommand });
  }
}

async function handOff(
  parts: PluginParts,
  transfer: WatchdogTransfer,
  mapping: MappingSource,
  context: HandOffContext,
): Promise<HandOff> {
  const published = transfer.findPublished() ?? (await publishNow());
  if ("state" in published) return published;
  const { manifest, destination } = published;
  context.report("manifest", published.already ? `${manifest} (published before)` : manifest);
  context.report("destination", destination);
  if (published.note !== undefined) {
    parts.log.warning(published.note);
    context.report("note", published.note);
  }
  if (!published.already) {
    const listed = await transfer.listHandedOff(published);
    if (listed?.file !== undefined) context.report("inventory", listed.file);
    if (listed?.trouble !== undefined)
      context.report("note", `what is handed off could not be listed: ${listed.trouble}`);
  }
  const watcher = await transfer.ensureRunning(published, context.signal);
  if (watcher !== undefined) context.report("daemon", watcher);
  const view = await transfer.follow(published, context);
  const end = conclude(
    view,
    { manifest, destination },
    { configFile: transfer.places.configFile, session: context.session.name },
  );
  for (const [label, value] of describeHandOff(end)) context.report(label, value);
  const changed = await transfer.findChanges(published);
  if (changed !== undefined) {
    parts.log.warning(changed);
    context.report("changed since", changed);
  }
  return end;

  async function publishNow(): Promise<PublishedTransfer | NoHandOff> {
    requireFolder(parts, context.session);
    return publish(parts, transfer, await takeUsable(parts, mapping, context), context);
  }
}

/** A mapping whose folders are there; with another one to fall back on, what is missing in the first keeps nothing on the rig. */
async function takeUsable(parts: PluginParts, source: MappingSource, { session, outcome }: HandOffContext) {
  const mapping = await source.take();
  if (source.instead === undefined || isNothingRecorded(parts.fileSystem, mapping, session, outcome)) return mapping;
  try {
    checkMapping(parts.fileSystem, mapping, session, outcome);
    return mapping;
  } catch (error) {
    return source.instead(error);
  }
}

function requireFolder({ fileSystem }: PluginParts, { directory }: Session): void {
  if (fileSystem.exists(directory)) return;
  throw mapperError("SESSION_FOLDER_GONE", {
    what: `the session's folder ${directory} is gone`,
    where: { file: directory },
  });
}

/** The logs go first, because nothing may be written into the data once their manifest is published, nor after it was withdrawn. */
async function publish(
  parts: PluginParts,
  transfer: WatchdogTransfer,
  promised: SessionMapping,
  context: HandOffContext,
): Promise<PublishedTransfer | NoHandOff> {
  const { options, fileSystem, log } = parts;
  const note = (text: string): void => {
    log.warning(text);
    context.report("note", text);
  };
  const tell = (problem: RiglineError): void => {
    note(problem.message);
    context.tell(problem);
  };
  const wanted = addExtraModalities(promised, parts, context.session);
  if (isNothingRecorded(fileSystem, wanted, context.session, context.outcome)) return concludeNothing(parts, context);
  const { mapping, warnings } = checkMapping(fileSystem, wanted, context.session, context.outcome);
  for (const warning of warnings) note(warning);
  for (const problem of findCoverage(fileSystem, context.session, mapping)) tell(problem);
  if (options.transfer_endpoint === null)
    for (const unknown of findUnknownNames(Object.keys(mapping.modalities), options.platform))
      note(`${unknown} Nothing refuses it, because no job is submitted`);
  const { flavour, why } = await transfer.chooseFlavour();
  if (flavour !== "current") context.report("written for", `${readersOf(flavour)} (${why})`);
  for (const objection of transfer.validate(mapping))
    note(`the transfer service will probably refuse the job: ${objection}`);
  if (transfer.wasPublished()) {
    mark("hand-off: nothing is written into data that were handed off before");
    context.report("logs", "as they were handed off before: the data may have arrived");
  } else await takeLogs();
  return transfer.publishManifest(mapping);

  async function takeLogs(): Promise<void> {
    const logs = await copyLauncherLogs(fileSystem, parts.logs, mapping, options.logs_modality);
    if (logs.folder !== undefined) context.report("logs", nameLogs(logs.folder, mapping, options.logs_modality));
    if (logs.warning !== undefined) tell(coverageError("LOGS_LEFT_BEHIND", { what: logs.warning }));
  }
}

/** Where they went, and with what where that is not the modality that was asked for. */
function nameLogs(folder: string, { modalities }: SessionMapping, wanted: string): string {
  const [modality] =
    Object.entries(modalities).find(([, sources]) => sources.some((path) => isWithin(path, folder))) ?? [];
  const isWanted = modality === undefined || modality.toLowerCase() === wanted.toLowerCase();
  return isWanted ? folder : `${folder} (with ${modality}, for no folder of ${wanted} is handed off)`;
}

function concludeNothing({ fileSystem }: PluginParts, context: HandOffContext): NoHandOff {
  const ended = context.outcome === "aborted" ? "was aborted" : "failed";
  const reason = `the experiment ${ended} before anything was recorded, so nothing is owed`;
  writeNothingRecord(fileSystem, context.session, { nothing: reason });
  context.report("hand-off", `nothing: ${reason}`);
  return { state: "nothing", reason };
}

import { formatBytes, formatSeconds, type Session, type SessionOutcome } from "@rigline/core";
import { conclude } from "./follow/conclude.js";
import type { HandOff } from "./follow/hand-off.js";
import { copyLauncherLogs } from "./logs/copy-launcher-logs.js";
import { addExtraModalities } from "./mapper/add-extra-modalities.js";
import { checkMapping } from "./mapper/check-mapping.js";
import type { SessionMapping } from "./mapper/session-mapping.js";
import type { PluginParts } from "./parts.js";
import { createWatchdogTransfer } from "./transfer/watchdog-transfer.js";

/** Of a runner's context, what the hand-off uses. */
export interface HandOffContext {
  readonly session: Session;
  readonly outcome: SessionOutcome | undefined;
  readonly signal: AbortSignal;
  progress(text: string): void;
  report(label: string, value: string): void;
}

/**
 * Hands one session off. The order is the promise: logs before the manifest, because nothing may be written into the data
 * once it is published; the manifest before the daemon, because a queue that is filled can't be missed by one that is
 * about to end.
 */
export async function runHandOff(
  parts: PluginParts,
  promised: SessionMapping,
  context: HandOffContext,
): Promise<HandOff> {
  const { options, fileSystem, log } = parts;
  const { session, outcome } = context;
  const report = (label: string, value: string): void => context.report(label, value);
  const warn = (warning: string): void => {
    log.warning(warning);
    report("note", warning);
  };
  const wanted = addExtraModalities(promised, options.extra_modality_data, parts.config.folder);
  const { mapping, warnings } = checkMapping(fileSystem, wanted, session, outcome);
  for (const warning of warnings) warn(warning);
  const logs = await copyLauncherLogs(fileSystem, parts.logs, mapping, options.logs_modality, log);
  if (logs.folder !== undefined) report("logs", logs.folder);
  if (logs.warning !== undefined) report("note", logs.warning);

  const transfer = createWatchdogTransfer(parts, session, mapping);
  for (const objection of transfer.validate()) warn(`the transfer service will probably refuse the job: ${objection}`);
  const published = transfer.publishManifest();
  report("manifest", published.already ? `${published.path} (published before)` : published.path);
  report("destination", published.destination);
  report("daemon", await transfer.ensureRunning(context.signal));
  const view = await transfer.follow(published, context);
  const handOff = conclude(
    view,
    { manifest: published.path, destination: published.destination },
    transfer.places.configFile,
  );
  for (const [label, value] of describeHandOff(handOff)) report(label, value);
  return handOff;
}

function describeHandOff(handOff: HandOff): [string, string][] {
  const { files, bytes, algorithm, milliseconds, submission, archivedTo, reason, todo } = handOff;
  const rows: [string, string][] = [["hand-off", reason === undefined ? handOff.state : `${handOff.state}: ${reason}`]];
  if (files !== undefined && bytes !== undefined && algorithm !== undefined) {
    const time = milliseconds === undefined ? "" : ` in ${formatSeconds(milliseconds)}`;
    rows.push([
      "verified",
      `${files} files, ${formatBytes(bytes)}, every byte read back and its ${algorithm} compared${time}`,
    ]);
  }
  if (submission !== undefined) {
    const { endpoint, status } = submission;
    rows.push([
      "submitted",
      endpoint === null ? "not asked for (transfer_endpoint: null)" : `${endpoint}, answered ${status}`,
    ]);
  }
  if (archivedTo !== undefined) rows.push(["archived", archivedTo]);
  if (todo !== undefined) rows.push(["follow it with", todo]);
  return rows;
}

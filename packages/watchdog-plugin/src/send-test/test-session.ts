import { join } from "node:path";
import { planSession, resolveFrom, type Session } from "@rigline/core";
import { isOldForm, type JsonObject, type Manifest, type ManifestFlavour } from "@rigline/manifest";
import { SEND_TEST } from "@rigline/foundation/names";
import { makeFolderDurably } from "@rigline/foundation/platform";
import { type WatchdogOptions, WatchdogOptionsSchema } from "../options/watchdog-options.js";
import type { PluginParts } from "../parts.js";
import { foreseenModalities, predictMapping } from "../preflight/check-plan.js";
import { createManifest, destinationRoot } from "../transfer/create-manifest.js";

/** A session that was never recorded. */
export interface TestSession {
  readonly session: Session;
  /** The one that it has data of. */
  readonly modality: string;
  /** Their content, by their names in the modality's folder. */
  readonly files: ReadonlyMap<string, Buffer>;
}

type Parts = Pick<PluginParts, "options" | "config" | "machine" | "clock">;

/** What a rig's test sessions have for a subject: of its own, since rigs that share a destination may test at the same time. */
export function subjectOfTests({ config, machine }: Pick<Parts, "config" | "machine">): string {
  const rig = (config.values.rig_name ?? machine.hostname).replaceAll(/[^\p{L}\p{N}]+/gu, "-");
  return `${SEND_TEST}-${rig.slice(0, 40).replaceAll(/^-+|-+$/gu, "")}`;
}

export function planTestSession(parts: Parts): TestSession {
  const { config, clock, machine, options } = parts;
  const { data_dir: dataDir, experimenters = [], rig_name: rigName = machine.hostname } = config.values;
  const subject = subjectOfTests(parts);
  // Somebody has to be written to in the request, which is looked at and never sent.
  const who = experimenters.length === 0 ? [SEND_TEST] : experimenters;
  const session = planSession({ subject, experimenters: who, rigName, dataDir: resolveFrom(config, dataDir), clock });
  const [modality = "behavior"] = foreseenModalities(options);
  const words = `${session.name}: made by \`rigline doctor --send-test\` on ${rigName}, and no session. It can be removed.\n`;
  return {
    session,
    modality,
    files: new Map([
      ["README.txt", Buffer.from(words)],
      ["data.bin", Buffer.alloc(64 * 1024, session.name)],
    ]),
  };
}

/** Writes its data where a session's data are. */
export function writeTestData(
  { fileSystem }: Pick<PluginParts, "fileSystem">,
  { session, modality, files }: TestSession,
): void {
  const folder = join(session.directory, modality);
  makeFolderDurably(fileSystem, folder);
  for (const [name, bytes] of files) fileSystem.writeNew(join(folder, name), bytes);
}

/** `<destination>/<subject>`; the session's own folder is in it. */
export function destinationOfTests(parts: Pick<PluginParts, "options" | "config" | "machine">): string {
  return join(destinationRoot(parts), subjectOfTests(parts));
}

export interface TestManifests {
  /** What is given to the daemon: every version of aind-watchdog-service submits nothing for it either (`run_job.py`, 0.1.5 to 0.1.9). */
  readonly sent: Manifest;
  /** What the transfer service would be sent for a session like this; null: nothing is submitted at this rig. */
  readonly request: JsonObject | null;
}

/** As a session's manifest is made, but at once, never submitted, to one destination, alone, whole, and with its source kept. */
export function createTestManifests(
  parts: Omit<Parameters<typeof createManifest>[0], "fileSystem"> & Pick<PluginParts, "fileSystem">,
  { session, modality }: TestSession,
  flavour: ManifestFlavour,
): TestManifests {
  const predicted = predictMapping(session, [modality]);
  // aind-watchdog-service 0.1.5 takes no subject but a number; the mark is in every name.
  const mapping = isOldForm(flavour) ? { ...predicted, subjectId: "0" } : predicted;
  const make = (endpoint: string | null): Manifest =>
    createManifest({ ...parts, options: optionsOfTest(parts.options, endpoint) }, session, mapping, { flavour });
  const { transfer_endpoint: endpoint } = parts.options;
  return { sent: make(null), request: endpoint === null ? null : make(endpoint).transferServiceArgs };
}

/** What the request, and the form of the manifest, depend on. Nothing else of the options says where a test session goes. */
const KEPT = [
  "destination",
  "project_name",
  "platform",
  "job_type",
  "upload_tasks",
  "data_description_tags",
  "extra_identifying_info",
  "capsule_id",
  "mount",
  "script",
  "s3_bucket",
  "force_cloud_sync",
  "manifest_flavour",
  "user_email",
  "user_email_of",
  "email_domain",
] as const satisfies readonly (keyof WatchdogOptions)[];

function optionsOfTest(options: WatchdogOptions, endpoint: string | null): WatchdogOptions {
  const { destination, project_name, extra_identifying_info: info } = options;
  const defaults = WatchdogOptionsSchema.parse({
    destination,
    project_name,
    transfer_endpoint: null,
    schedule_time: null,
  });
  const kept = Object.fromEntries(KEPT.filter((key) => options[key] !== undefined).map((key) => [key, options[key]]));
  return {
    ...defaults,
    ...kept,
    transfer_endpoint: endpoint,
    // It needs no time, and whoever waits for it should not wait for all the sessions before it.
    extra_identifying_info: { ...(info as JsonObject | null | undefined), rigline_priority: 1000 },
  };
}

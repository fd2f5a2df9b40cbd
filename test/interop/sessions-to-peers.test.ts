import type { ResolvedConfig } from "@rigline/core";
import { RiglineError } from "@rigline/foundation/errors";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { isOldForm, parseManifest, type Manifest, type ManifestFlavour } from "@rigline/manifest";
import { WatchdogOptionsSchema } from "@rigline/watchdog-plugin";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { createManifest } from "../../packages/watchdog-plugin/src/transfer/create-manifest.js";
import { writeManifest } from "../../packages/watchdog-plugin/src/transfer/write-manifest.js";
import { arbitrarySession, RIG, type RandomSession } from "./arbitrary-session.js";
import { askProgram } from "./ask-program.js";
import { INSTALL_TIMEOUT, pythonOf, type Peer } from "./peers.js";
import { SPOILERS } from "./spoil-manifest.js";

const SEED = Number(process.env["RIGLINE_SEED"] ?? process.env["TESTS_SEED"]);
/** RIGLINE_FUZZ=100 makes 10,000 of each. */
const TIMES = Number(process.env["RIGLINE_FUZZ"] ?? 1);
const SESSIONS = 100 * TIMES;

type Reading =
  | { readonly error: string }
  | { readonly yaml: unknown; readonly values: Readonly<Record<string, unknown>> };

/** Each version of the service that is run here, and the flavour that is chosen for it. */
const TARGETS = [
  ["clabe 0.14.1 and watchdog 0.1.9", "watchdog-0.1.9"],
  ["watchdog 0.1.6", "watchdog-0.1.6"],
  ["watchdog 0.1.5", "watchdog-0.1.5"],
] as const satisfies readonly (readonly [Peer, ManifestFlavour])[];

const pythons = new Map<Peer, string>();
beforeAll(async () => {
  const install = async ([peer]: readonly [Peer, ManifestFlavour]): Promise<void> => {
    const python = await pythonOf(peer);
    if (python !== undefined) pythons.set(peer, python);
  };
  await Promise.all(TARGETS.map(install));
}, INSTALL_TIMEOUT);

console.log(`random sessions: seed ${SEED}, ${SESSIONS} for each target`);

function write(
  { session, mapping, options }: RandomSession,
  flavour: ManifestFlavour,
): { readonly manifest: Manifest; readonly text: string } {
  const parts = {
    options: WatchdogOptionsSchema.parse({ destination: "central", manifest_flavour: flavour, ...options }),
    config: { folder: RIG } as unknown as ResolvedConfig,
    environment: {},
    fileSystem: nodeFileSystem,
  };
  const manifest = createManifest(parts, session, mapping, { flavour });
  return { manifest, text: writeManifest(manifest, flavour) };
}

/** A manifest as the keys of the service's model have it; what its version has no key for is left out. */
function meant(manifest: Manifest, flavour: ManifestFlavour): Record<string, unknown> {
  const { legacy } = manifest;
  const shared = {
    name: manifest.name,
    subject_id: isOldForm(flavour) ? Number(manifest.subjectId) : manifest.subjectId,
    schedule_time: manifest.scheduleTime,
    transfer_endpoint: manifest.transferEndpoint,
    platform: manifest.platform,
    project_name: manifest.projectName,
    destination: manifest.destination,
    modalities: manifest.modalities,
    schemas: manifest.schemas,
    transfer_service_args: manifest.transferServiceArgs,
    delete_modalities_source_after_success: manifest.deleteModalitiesSourceAfterSuccess,
    extra_identifying_info: manifest.extraIdentifyingInfo,
  };
  if (legacy !== null)
    return {
      ...shared,
      processor_full_name: legacy.processorFullName,
      s3_bucket: legacy.s3Bucket,
      script: legacy.script,
      force_cloud_sync: legacy.forceCloudSync,
    };
  const email = flavour === "watchdog-0.1.9" ? { upload_notification_email: manifest.uploadNotificationEmail } : {};
  return { ...shared, ...email, transfer_service_job_type: manifest.transferServiceJobType };
}

/** One moment however it is written. */
function moment(written: unknown): number {
  return Date.parse(String(written));
}

describe.each(TARGETS)("sessions of a rig with %s", (peer, flavour) => {
  it(
    `are read by it as they were meant, from manifests for ${flavour}, and by Rigline: ${SESSIONS} of them`,
    async ({ skip }) => {
      const python = pythons.get(peer);
      if (python === undefined) return skip(`${peer} can't be installed`);
      const sessions = fc.sample(arbitrarySession({ numeric: isOldForm(flavour) }), {
        seed: SEED,
        numRuns: SESSIONS,
      });
      const written = sessions.map((session) => write(session, flavour));
      const readings = await askProgram<Reading[]>(
        python,
        "ingested_values.py",
        written.map(({ text }) => text),
      );
      for (const [index, { manifest, text }] of written.entries()) {
        const why = `seed ${SEED}, number ${index}\n${text}`;
        const { acquisitionDatetime, ...ours } = parseManifest(text).manifest;
        expect(moment(acquisitionDatetime), why).toBe(moment(manifest.acquisitionDatetime));
        const { acquisitionDatetime: _same, ...wanted } = manifest;
        // The old form carries these two in the request.
        const carried = isOldForm(flavour) ? { transferServiceJobType: "default", uploadNotificationEmail: null } : {};
        expect(ours, why).toEqual({ ...wanted, ...carried });

        const reading = readings[index]!;
        if ("error" in reading) expect.fail(`${reading.error}\n${why}`);
        expect(reading.yaml, why).toEqual(JSON.parse(JSON.stringify(parse(text, { intAsBigInt: false }))));
        expect(reading.values, why).toMatchObject(meant(manifest, flavour));
        expect(moment(reading.values["acquisition_datetime"]), why).toBe(moment(manifest.acquisitionDatetime));
      }
    },
    INSTALL_TIMEOUT * TIMES,
  );
});

describe("spoilt manifests", () => {
  it(
    `are refused with a code, a line and the path of what is spoilt, ${SESSIONS} of them, and by 0.1.9 where the docs name no difference`,
    async ({ skip }) => {
      const sessions = fc.sample(arbitrarySession(), { seed: SEED, numRuns: SESSIONS });
      const choices = fc.sample(fc.record({ spoiler: fc.nat(), choice: fc.nat() }), { seed: SEED, numRuns: SESSIONS });
      const spoilt = sessions.map((session, index) => {
        const { spoiler, choice } = choices[index]!;
        const document = parse(write(session, "current").text) as Record<string, unknown>;
        return SPOILERS[spoiler % SPOILERS.length]!(document, choice);
      });
      for (const [index, { text, path, code, says }] of spoilt.entries()) {
        const why = `seed ${SEED}, number ${index}\n${text}`;
        const { problems } = refusalOf(text, why);
        const found = problems.find(({ where }) => where.path === path);
        expect(found, `${why}\n${JSON.stringify(problems)}`).toMatchObject({ code });
        expect(found?.where.line, why).toBeGreaterThan(0);
        expect(found?.message, why).toContain(says);
        expect(found?.todo, why).not.toBe("");
      }
      const python = pythons.get("clabe 0.14.1 and watchdog 0.1.9");
      if (python === undefined) return skip("aind-watchdog-service 0.1.9 can't be installed");
      const shared = spoilt.filter(({ ours }) => ours !== true);
      const readings = await askProgram<Reading[]>(
        python,
        "ingested_values.py",
        shared.map(({ text }) => text),
      );
      for (const [index, reading] of readings.entries())
        expect(reading, `seed ${SEED}\n${shared[index]?.text}`).toHaveProperty("error");
    },
    INSTALL_TIMEOUT * TIMES,
  );
});

function refusalOf(text: string, why: string): RiglineError {
  try {
    parseManifest(text);
  } catch (error) {
    if (error instanceof RiglineError) return error;
    throw error;
  }
  return expect.fail(`it was taken: ${why}`);
}

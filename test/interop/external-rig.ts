import { mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { isOldForm, parseManifest, renderManifest, type Manifest, type ManifestFlavour } from "@rigline/manifest";
import { expect } from "vitest";
import { digestTree, makeRig, type Rig } from "../e2e/rig.js";
import { PYTHON_ENVIRONMENT } from "./python.js";
import type { Receiver } from "./receiver.js";

export interface ExternalRig extends Rig {
  runSession(args?: readonly string[]): Promise<{
    readonly session: { readonly name: string; readonly directory: string };
    /** What the runner `watchdog` reports, by label. */
    readonly watchdog: Readonly<Record<string, string>>;
  }>;
}

/** A rig whose watchdog is the environment's: WATCHDOG_EXE and WATCHDOG_CONFIG are among the variables. */
export function makeExternalRig(
  parent: string,
  variables: Readonly<Record<string, string>>,
  receiver: Receiver,
): ExternalRig {
  const rig = makeRig({
    parent,
    // No other test may run a rig of this name at the same time.
    name: basename(parent),
    config: { experimenters: ["ada.lovelace"] },
    watchdog: {
      // WATCHDOG_CONFIG names them.
      flag_dir: undefined,
      manifest_complete: undefined,
      transfer_endpoint: `${receiver.address}/api/v2/submit_jobs`,
    },
  });
  // The service's watch config says nothing of the rig's own disk, so there nothing is made.
  mkdirSync(rig.central, { recursive: true });
  return {
    ...rig,
    runSession: async (args = []) => {
      const env = { ...PYTHON_ENVIRONMENT, ...variables };
      const result = await rig.run(["run", "--subject", "614173", "--json", ...args], { env });
      expect(result.exitCode, result.all).toBe(0);
      const { session, runners } = JSON.parse(result.stdout) as {
        session: { name: string; directory: string };
        runners: { name: string; details?: { label: string; value: string }[] }[];
      };
      const details = runners.find(({ name }) => name === "watchdog")?.details ?? [];
      return { session, watchdog: Object.fromEntries(details.map(({ label, value }) => [label, value])) };
    },
  };
}

/** A session of yesterday, whose manifest names no request, so that the service makes its own. */
export function writeWaitingManifest(parent: string, receiver: Receiver, flavour: ManifestFlavour): Manifest {
  const data = join(parent, "yesterday");
  mkdirSync(join(data, "behavior", "logs"), { recursive: true });
  mkdirSync(join(data, "behavior-videos"));
  writeFileSync(join(data, "behavior", "logs", "log.txt"), "é\n");
  writeFileSync(join(data, "behavior-videos", "camera.bin"), Buffer.alloc(100_000, 7));
  writeFileSync(join(data, "acquisition.json"), "{}\n");
  const legacy = {
    processorFullName: "ada.lovelace",
    capsuleId: null,
    mount: null,
    s3Bucket: "private",
    script: {},
    forceCloudSync: true,
  } as const;
  const { manifest } = parseManifest(
    JSON.stringify({
      name: "614173_2026-07-14T090500-0700",
      subject_id: "614173",
      acquisition_datetime: "2026-07-14T09:05:00.250000-07:00",
      platform: "behavior",
      project_name: "Example project",
      upload_notification_email: "ada.lovelace@alleninstitute.org",
      transfer_endpoint: `${receiver.address}/api/v2/submit_jobs`,
      transfer_service_job_type: "vr_foraging_v2",
      destination: join(parent, "central"),
      modalities: { behavior: [join(data, "behavior")], "behavior-videos": [join(data, "behavior-videos")] },
      schemas: [join(data, "acquisition.json")],
    }),
  );
  const flags = join(parent, "flags");
  mkdirSync(flags);
  const written = { ...manifest, legacy: isOldForm(flavour) ? legacy : null };
  writeFileSync(join(flags, `manifest_${manifest.name}.yaml`), renderManifest(written, { flavour }));
  return manifest;
}

/** What of a session's folder is handed off. */
export function digestSource(directory: string): Record<string, string> {
  return Object.fromEntries(Object.entries(digestTree(directory)).filter(([name]) => !name.startsWith(".rigline/")));
}

/** The layout that aind-watchdog-service makes on Linux, where it copies each folder into a folder of its name. */
export function nestLikeRsync(files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([name, digest]) => {
      const [modality = "", ...rest] = name.split("/");
      return [rest.length === 0 ? name : [modality, modality, ...rest].join("/"), digest];
    }),
  );
}

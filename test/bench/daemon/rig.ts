import { closeSync, linkSync, mkdirSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";

export interface Rig {
  readonly data: string;
  readonly config: string;
  readonly destination: string;
  /** Puts a manifest into the flag folder and returns when it was there. */
  hand(name: string, choices?: HandChoices): number;
}

interface HandChoices {
  /** `linked`: it is there whole, as Rigline's launcher does it; `in place`: it is written there, as clabe does it. */
  readonly how?: "linked" | "in place";
  readonly destination?: string;
}

interface RigOptions {
  /** Keys of Rigline's own in the watch config. */
  readonly settings?: object;
  /** Where its data lie; its own folder otherwise. */
  readonly data?: string;
}

/** Folders of a rig, with a watch config that both services read. */
export function makeRig(root: string, { settings = {}, data = join(root, "data") }: RigOptions = {}): Rig {
  const rig = {
    data,
    config: join(root, "watch_config.yml"),
    destination: join(root, "destination"),
  };
  const [flag, staging] = [join(root, "flag"), join(root, "staging")];
  for (const path of [flag, staging, rig.data, rig.destination]) mkdirSync(path, { recursive: true });
  const config = {
    flag_dir: flag,
    manifest_complete: join(root, "complete"),
    structured_log_file: null,
    rigline: { allow_local_destination: true, ...settings },
  };
  writeFileSync(rig.config, JSON.stringify(config));
  const hand: Rig["hand"] = (name, { how = "linked", destination = rig.destination } = {}) => {
    const text = manifestText(name, destination, rig.data);
    const path = join(flag, `manifest_${name}.yaml`);
    if (how === "linked") {
      const whole = join(staging, name);
      writeFileSync(whole, `${text}...\n`);
      linkSync(whole, path);
      rmSync(whole);
    } else {
      const file = openSync(path, "w");
      for (const part of [text.slice(0, 200), text.slice(200)]) writeSync(file, part);
      closeSync(file);
    }
    return performance.now();
  };
  return { ...rig, hand };
}

/** The keys of clabe 0.14, sorted as it has them. */
function manifestText(name: string, destination: string, data: string): string {
  const manifest = {
    acquisition_datetime: "2026-03-02T10:15:00",
    checksum_mode_override: null,
    delete_modalities_source_after_success: false,
    destination,
    extra_identifying_info: null,
    modalities: { behavior: [data] },
    name,
    platform: null,
    project_name: "bench",
    schedule_time: null,
    schemas: [],
    subject_id: "614173",
    transfer_endpoint: null,
    transfer_service_args: null,
    transfer_service_job_type: "default",
  };
  return Object.entries(manifest)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
    .join("");
}

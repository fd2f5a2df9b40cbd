import { LauncherConfigSchema, type ResolvedConfig } from "@rigline/core";
import { inBucket } from "../store/store-places.js";
import { FIRST } from "./computer.js";
import { hourOf } from "./manifest-by-hand.js";
import type { LifePlan, PlannedHandOff } from "../plan/plan.js";
import { selectionOf } from "../plan/selections.js";
import { CENTRAL, ENDPOINT, LATER_MODALITY, PROJECTS } from "./session-truth.js";

/** Of the section `watchdog` of the rig's config. */
export function optionsFor(
  { deleteSource, submits, later, ...plan }: PlannedHandOff,
  life: LifePlan,
): Readonly<Record<string, unknown>> {
  const { include, exclude } = selectionOf(plan.selection) ?? {};
  return {
    destination: life.store === undefined ? CENTRAL : inBucket(CENTRAL),
    project_name: PROJECTS[0],
    transfer_endpoint: submits ? ENDPOINT : null,
    schedule_time: null,
    flag_dir: FIRST.flagFolder,
    allow_local_destination: life.share === undefined,
    service: "embedded",
    wait_seconds: 4,
    delete_modalities_source_after_success: deleteSource,
    // In days: what nobody wants is gone before the life is.
    ...(life.follows === true && { follow: { quiet_seconds: 1, keep_days: 0.003 } }),
    ...(include !== undefined && { include, exclude }),
    ...(later !== undefined && {
      later: { files: [LATER_MODALITY], at: hourOf(life, later.at), publish_first: later.publishFirst },
    }),
  };
}

/** The rig's config. */
export const RESOLVED: ResolvedConfig = {
  values: LauncherConfigSchema.parse({
    rig_name: "rig-1",
    data_dir: FIRST.dataFolder,
    temp_dir: "/rig/logs",
    subject: "614173",
    experimenters: ["ada.lovelace"],
    notes: "",
    experiment: { command: ["/rig/experiment"], directory: "/rig" },
  }),
  sections: {},
  provenance: new Map(),
  file: undefined,
  folder: "/rig",
  environment: {},
};

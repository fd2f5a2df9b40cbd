import { inBucket } from "../store/store-places.js";
import { FIRST } from "./computer.js";
import type { LifePlan } from "../plan/plan.js";
import { selectionOf } from "../plan/selections.js";
import {
  ENDPOINT,
  LATER_MODALITY,
  metadataFile,
  modalitiesOf,
  PROJECTS,
  type SessionTruth,
  SUBJECT,
} from "./session-truth.js";

/** The manifest of a session as clabe writes it, with the notes that Rigline alone reads. */
export function manifestByHand(session: SessionTruth, life: LifePlan): string {
  const { plan, source } = session;
  const { name, deleteSource, submits, schedule } = plan;
  const folder = life.dataByLink ? source.replace(FIRST.dataFolder, "/rig/link") : source;
  const notes = notesOf(session, life);
  const values = {
    name: session.name,
    subject_id: "614173",
    acquisition_datetime: `2026-03-02T10:15:0${name.slice(1)}`,
    schedule_time: schedule === undefined ? null : hourOf(life, schedule),
    transfer_endpoint: submits ? ENDPOINT : null,
    platform: "behavior",
    project_name: PROJECTS[0],
    upload_notification_email: "a.b@alleninstitute.org",
    destination: SUBJECT,
    modalities: Object.fromEntries(modalitiesOf(plan).map((modality) => [modality, [`${folder}/${modality}`]])),
    schemas: [`${folder}/${metadataFile(plan)}`],
    transfer_service_job_type: "default",
    // aind-watchdog-service knows no patterns, and would delete what they leave.
    delete_modalities_source_after_success: deleteSource && plan.selection === undefined,
    ...(Object.keys(notes).length === 0 ? {} : { extra_identifying_info: notes }),
  };
  return `${Object.entries(values)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
    .join("\n")}\n`;
}

function notesOf({ plan, mates }: SessionTruth, life: LifePlan): Readonly<Record<string, unknown>> {
  const { later, deleteSource } = plan;
  const selection = selectionOf(plan.selection);
  return {
    ...(selection !== undefined && {
      rigline_include: selection.include,
      rigline_exclude: selection.exclude,
      rigline_delete_source: deleteSource,
    }),
    ...(later !== undefined && {
      rigline_later: { files: [LATER_MODALITY], at: hourOf(life, later.at), publish_first: later.publishFirst },
    }),
    ...(life.store !== undefined && { rigline_remote: inBucket(SUBJECT) }),
    ...(mates.length > 1 && { rigline_parts: mates.flatMap((mate) => modalitiesOf(mate.plan)) }),
  };
}

/** On the rig's wall, milliseconds after the beginning of its life. */
export function hourOf({ begins, zone }: LifePlan, milliseconds: number): string {
  return new Date(Date.parse(begins) + milliseconds).toLocaleTimeString("en-GB", { timeZone: zone });
}

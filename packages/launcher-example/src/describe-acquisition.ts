import type { Session } from "@rigline/core";

const NAMES: Readonly<Record<string, string>> = { behavior: "Behavior", "behavior-videos": "Behavior videos" };

/** The session as aind-data-schema 2 writes an Acquisition. */
export function describeAcquisition(session: Session, modalities: readonly string[], end: Date): object {
  const endTime = toRigTime(end, session.date);
  return {
    object_type: "Acquisition",
    schema_version: "2.5.4",
    subject_id: session.subject,
    acquisition_start_time: session.date,
    acquisition_end_time: endTime,
    experimenters: session.experimenters,
    instrument_id: session.rigName,
    acquisition_type: session.experiment,
    notes: session.notes === "" ? null : session.notes,
    data_streams: [
      {
        object_type: "Data stream",
        stream_start_time: session.date,
        stream_end_time: endTime,
        modalities: modalities.map((abbreviation) => ({ name: NAMES[abbreviation], abbreviation })),
        active_devices: ["Fake behaviour board", "Fake camera"],
        configurations: [],
      },
    ],
    stimulus_epochs: [],
  };
}

/** A moment in wall time with the offset that `like` ends with: the lab's metadata are in the rig's time, never in UTC. */
function toRigTime(moment: Date, like: string): string {
  const [, sign, hours, minutes] = /([+-])(\d{2}):(\d{2})$/.exec(like) ?? [];
  if (sign === undefined) return moment.toISOString();
  const offset = (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  return `${new Date(moment.getTime() + offset * 60_000).toISOString().slice(0, -1)}${sign}${hours}:${minutes}`;
}

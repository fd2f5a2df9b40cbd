import type { JobRecord } from "../job/job-record.js";

/**
 * What the fleet is told of a record: counts, bytes and digests, never lists of files, nor what a service answered, nor what a
 * request says. Undefined: nothing, for it is the rig's own affair.
 */
export function tellRecord(record: JobRecord): JobRecord | undefined {
  switch (record.type) {
    case "verified":
      return record.by === undefined ? undefined : { ...record, files: [] };
    case "corrected":
      return { ...record, request: "" };
    case "gathered":
      return { ...record, uploads: [] };
    case "submitted": {
      const { answer: _answer, ...told } = record;
      return told;
    }
    case "submitting": {
      const { room: _room, ...told } = record;
      return told;
    }
    case "tell":
    case "told":
    case "cleared":
    case "room":
    case "destinationHold":
      return undefined;
    case "accepted":
    case "further":
    case "scheduled":
    case "destination":
    case "planned":
    case "published":
    case "awaiting":
    case "announced":
    case "upload":
    case "catalogued":
    case "sourceDeleted":
    case "archived":
    case "attemptFailed":
    case "parked":
    case "redriven":
    case "held":
    case "released":
    case "rescheduled":
    case "cancelled":
      return record;
  }
}

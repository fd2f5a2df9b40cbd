import { join } from "node:path";
import type { Session } from "@rigline/core";
import type { SessionMapping } from "../../src/mapper/session-mapping.js";

export function makeSession(dataFolder: string, changes: Partial<Session> = {}): Session {
  const subject = changes.subject ?? "614173";
  const name = changes.name ?? `${subject}_2026-07-14T090500-0700`;
  return {
    name,
    subject,
    experimenters: ["ada.lovelace"],
    date: "2026-07-14T09:05:00-07:00",
    zone: "America/Los_Angeles",
    rigName: "test-rig",
    experiment: "foraging",
    notes: "",
    directory: join(dataFolder, subject, name),
    ...changes,
  };
}

export function makeMapping(session: Session, changes: Partial<SessionMapping> = {}): SessionMapping {
  return {
    subjectId: session.subject,
    experimenters: [...session.experimenters],
    acquisitionStart: session.date,
    modalities: {
      behavior: [join(session.directory, "behavior")],
      "behavior-videos": [join(session.directory, "behavior-videos")],
    },
    schemas: [join(session.directory, "acquisition.json")],
    ...changes,
  };
}

/** What a recorded session has on disk. */
export const SESSION_FILES = {
  "behavior/events.jsonl": '{"event":"started"}\n',
  "behavior-videos/camera.bin": "0123456789",
  "acquisition.json": "{}\n",
} as const;

import { basename } from "node:path";
import type { FileSystem } from "@rigline/core";
import { mark } from "@rigline/foundation/marks";
import { readJson } from "@rigline/foundation/platform";
import { readWallTime } from "@rigline/foundation/time";
import { readSessionMetadata } from "@rigline/manifest";
import { z } from "zod";

/** What a file in a session's folder says of it. */
export interface DocumentedSession {
  readonly subject: string;
  readonly experimenters: readonly string[];
  /** ISO 8601 as it stands in the file. */
  readonly datetime: string;
  /** What kind of file it is, a few words. */
  readonly kind: string;
}

/** The `Session` of aind-behavior-services, of which launchers leave a copy among the logs of each session. */
const BehaviorSessionSchema = z.object({
  subject: z.string().min(1),
  date: z.string().refine((text) => readWallTime(text) !== undefined),
  experimenter: z.array(z.string()).default([]),
  session_name: z.string().nullish(),
});

/** Larger ones are no such document, and would only be read for nothing. */
const LARGEST_BYTES = 4_000_000;

/** Whether a file's name is worth a look: `session.json`, `acquisition.json`, `session_input.json`. */
export function mayBeDocument(name: string, bytes: bigint): boolean {
  return /^(?:acquisition|.*session.*)\.json$/i.test(name) && bytes <= LARGEST_BYTES;
}

/** Undefined: it is no document of a session, or can't be read. */
export function readSessionDocument(fileSystem: FileSystem, path: string): DocumentedSession | undefined {
  try {
    const json = readJson(fileSystem, path);
    const session = BehaviorSessionSchema.safeParse(json).data;
    if (session !== undefined) {
      const { subject, experimenter: experimenters, date: datetime } = session;
      return { subject, experimenters, datetime, kind: `${basename(path)} of aind-behavior-services` };
    }
    const { subjectId: subject, experimenters, acquisitionStart: datetime } = readSessionMetadata(json);
    return { subject, experimenters, datetime, kind: `${basename(path)} of aind-data-schema` };
  } catch {
    mark("sweep: a file that only seems to describe a session is passed over");
    return undefined;
  }
}

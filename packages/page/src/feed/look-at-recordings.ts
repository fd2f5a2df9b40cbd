import { join } from "node:path";
import type { Disk } from "@rigline/foundation/disk";
import { mark } from "@rigline/foundation/marks";
import { readJson, type FileSystem } from "@rigline/foundation/platform";
import { z } from "zod";
import { readEnd } from "../details/read-end.js";
import type { Recording } from "../wire/page-state.js";
import type { KnownSession } from "./known-session.js";

const LINES = 6;

/** Of `<session>/.rigline/session.json`. */
const OpenedSchema = z.object({ experimenters: z.array(z.string()), rigName: z.string(), date: z.string() });

/** The sessions that are being recorded now: who, since when, what they said last. `free`: bytes on the rig's disk. */
export function lookAtRecordings(
  { disk, fileSystem }: { readonly disk: Disk; readonly fileSystem: FileSystem },
  sessions: Iterable<KnownSession>,
  free: number | null,
): readonly Recording[] {
  const running = [...sessions].filter(({ status }) => status.word === "running");
  return running.map(({ name, directory, date }) => {
    const log = join(directory, ".rigline", "logs", "launcher.log");
    try {
      const opened = OpenedSchema.parse(readJson(fileSystem, join(directory, ".rigline", "session.json")));
      const isLogged = fileSystem.exists(log);
      const written = fileSystem.stat(isLogged ? log : join(directory, ".rigline", "journal.jsonl")).modified;
      return {
        name,
        by: opened.experimenters.join(", ") || "nobody who is named",
        since: opened.date,
        at: new Date(written).toISOString(),
        free,
        lines: isLogged ? readEnd(disk, log, LINES) : [],
      };
    } catch {
      mark("page: a recording whose files can't be read now is shown by its name");
      return { name, by: "not known", since: date, at: null, free, lines: [] };
    }
  });
}

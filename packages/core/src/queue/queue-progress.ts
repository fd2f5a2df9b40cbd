import { z } from "zod";
import { type Journal, openJournal } from "@rigline/foundation/journal";
import type { Clock, FileSystem } from "@rigline/foundation/platform";
import type { QueuedSession } from "./read-queue.js";

const RecordSchema = z.object({
  type: z.enum(["ran", "skipped"]),
  at: z.string().optional(),
  /** The queue's own line for it, as JSON: the file may be put into another order meanwhile. */
  entry: z.string(),
  session: z.string().optional(),
  outcome: z.string().optional(),
});

/** What became of a session of the queue. */
export type QueueRecord = z.output<typeof RecordSchema>;

/** A queue's sessions as they stand. */
export interface QueueRow {
  readonly queued: QueuedSession;
  /** Undefined: it is still to be run. */
  readonly record: QueueRecord | undefined;
}

/** What has become of a queue, in `<file>.progress.jsonl` beside it, so that tomorrow's launcher goes on with it. */
export interface QueueProgress {
  /** The queue as it is now: as often as a session was run or skipped, that many of its like are done, the first ones first. */
  rows(queue: readonly QueuedSession[]): readonly QueueRow[];
  note(queued: QueuedSession, became: Omit<QueueRecord, "entry" | "at">): void;
  close(): void;
}

export function openProgress(
  file: string,
  parts: { readonly fileSystem: FileSystem; readonly clock: Pick<Clock, "now"> },
): QueueProgress {
  const records: QueueRecord[] = [];
  const journal: Journal = openJournal(`${file}.progress.jsonl`, { ...parts, damaged: "skip" });
  for (const line of journal.records) {
    const known = RecordSchema.safeParse(line).data;
    if (known !== undefined) records.push(known);
  }
  return {
    rows: (queue) => {
      const left = [...records];
      return queue.map((queued) => {
        const index = left.findIndex(({ entry }) => entry === entryOf(queued));
        const [record] = index === -1 ? [] : left.splice(index, 1);
        return { queued, record };
      });
    },
    note: (queued, became) => {
      const record = { ...became, entry: entryOf(queued) };
      journal.append(record);
      records.push(record);
    },
    close: () => journal.close(),
  };
}

function entryOf(queued: QueuedSession): string {
  return JSON.stringify(queued, Object.keys(queued).sort());
}

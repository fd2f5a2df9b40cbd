import type { QueueRow } from "./queue-progress.js";
import type { QueuedSession } from "./read-queue.js";

/** `614173, foraging`. */
export function nameQueued({ subject, experiment }: QueuedSession): string {
  return experiment === undefined ? subject : `${subject}, ${experiment}`;
}

/** A line for each session of the queue, with what became of it. */
export function renderQueue(rows: readonly QueueRow[]): string {
  const width = Math.max(...rows.map(({ queued }) => nameQueued(queued).length), 0);
  const next = rows.findIndex(({ record }) => record === undefined);
  return rows
    .map(({ queued, record }, index) => {
      const stands = record === undefined ? (index === next ? "next" : "waits") : describe(record);
      return `${String(index + 1).padStart(3)}  ${nameQueued(queued).padEnd(width)}  ${stands}`;
    })
    .join("\n");
}

function describe({ type, session = "", outcome = "" }: NonNullable<QueueRow["record"]>): string {
  return type === "skipped" ? "skipped" : `${outcome}  ${session}`.trim();
}

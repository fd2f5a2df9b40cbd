import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { packageVersion } from "@rigline/foundation/paths";
import type { ReadFile } from "../custody/append-generation.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import type { AuditableCopy } from "./audit-plan.js";

/**
 * Adds what was read of a copy in a night to its history of ASC MHL, where `custody` asks for one. Never rejects: that it could not be
 * added is told, and what was found counts all the same.
 */
export async function recordReading(
  { pool, clock, settings, report }: DaemonParts,
  { folder, name }: AuditableCopy,
  read: readonly ReadFile[],
  signal: AbortSignal,
): Promise<void> {
  if (read.length === 0 || signal.aborted) return;
  const head = { at: clock.now().toISOString(), hostname: settings.hostname, version: packageVersion(import.meta.url) };
  const tell = (why: string): void =>
    report({
      event: "notice",
      job: name,
      message: `what was read again of it is not in its history of ASC MHL: ${why}`,
    });
  try {
    const added = await pool.run({ kind: "appendGeneration", folder, read, head, readBack: "device" }, { signal });
    if (added.file === null) tell(added.why);
  } catch (error) {
    mark("custody: a reading that can't be added to its history counts all the same");
    if (!signal.aborted) tell(messageOf(error));
  }
}

import type { SessionRecord } from "./session-record.js";

/**
 * Runs a step of the launcher that is no runner, such as a hook, between its two records, unless the journal of a
 * resumed session says that it has finished. What the step throws is thrown; it has then not finished.
 */
export async function runStep(
  step: string,
  parts: { readonly journal: { append(record: SessionRecord): void }; readonly finished: ReadonlySet<string> },
  action: () => void | Promise<void>,
): Promise<void> {
  if (parts.finished.has(step)) return;
  parts.journal.append({ type: "stepStarted", step });
  await action();
  parts.journal.append({ type: "stepFinished", step });
}

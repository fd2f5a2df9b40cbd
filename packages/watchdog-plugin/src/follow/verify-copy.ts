import { describeFound } from "@rigline/manifest";
import { z } from "zod";
import { askWatchdog } from "../daemon/ask-watchdog.js";
import type { PluginParts } from "../parts.js";

/** As `rigline-watchdog verify --json` prints it. */
const VerificationSchema = z.object({
  result: z.enum(["whole", "partial", "damaged", "unreadable"]),
  missing: z.array(z.string()),
  changed: z.array(z.object({ path: z.string(), why: z.string() })),
  unreadable: z.array(z.object({ path: z.string(), why: z.string() })),
});

export interface VerifyCopyRequest {
  /** The watch config: what is found is recorded in the job's journal. */
  readonly configFile: string;
  /** `<destination>/<name>`. */
  readonly copy: string;
  readonly signal: AbortSignal;
  readonly onProgress: (text: string) => void;
}

/**
 * Has a published copy read again by `rigline-watchdog verify`, a process of its own: a share that does not answer holds it up and
 * nobody else. Undefined: it is whole; else what is wrong, or why that can't be told, one phrase. Rejects once `signal` is aborted.
 */
export async function verifyCopy(
  parts: Pick<PluginParts, "host" | "config" | "environment" | "processes">,
  { configFile, copy, signal, onProgress }: VerifyCopyRequest,
): Promise<string | undefined> {
  const args = ["verify", "-c", configFile, copy];
  const answer = await askWatchdog(parts, { args, signal, onProgress });
  if (answer === undefined) return "it can't be read again: @rigline/watchdog-service is not installed here";
  const found = VerificationSchema.safeParse(answer.document).data;
  if (found === undefined) return `it could not be read again: ${answer.said}`;
  if (found.result === "whole") return undefined;
  if (found.result === "partial") return "its copy has no inventory, and the list of sums beside it names a part of it";
  const { missing, changed, unreadable } = found;
  const counts = { missing: missing.length, changed: changed.length, unreadable: unreadable.length };
  const first = missing[0] ?? [...changed, ...unreadable][0]?.path;
  return `its copy is not whole: ${describeFound(counts)}, as ${first}; \`rigline-watchdog verify "${copy}"\` names them all`;
}

import type { Clock, FileSystem, Finding, Network } from "@rigline/core";
import { didYouMean, messageOf } from "@rigline/foundation/errors";
import type { FindProxy } from "@rigline/foundation/http";
import { formatDuration } from "@rigline/foundation/quantities";
import { z } from "zod";
import { keepNames, readKeptNames } from "./kept-project-names.js";

const TIMEOUT_MS = 5_000;
const subject = "project name";

/** The metadata service answers with a list; of old it was `{ data: […] }`. */
const NamesSchema = z.union([
  z.array(z.string()),
  z.object({ data: z.array(z.string()) }).transform(({ data }) => data),
]);

/** What the service answered, or why that is no list of names. */
export type NamesAnswer = { readonly names: readonly string[] } | { readonly why: string };

export interface ProjectParts {
  readonly fileSystem: FileSystem;
  readonly clock: Pick<Clock, "now">;
}

export interface ProjectQuestion {
  readonly name: string;
  readonly url: string;
  /** In which the list is kept for times when the service is away; undefined: it is not kept. */
  readonly flagFolder: string | undefined;
  /** Where it was said, for the advice; the option when absent. */
  readonly said?: string;
}

/** Asks the metadata service. Never rejects. */
export async function askForNames(
  network: Network,
  url: string,
  findProxy: FindProxy,
  signal: AbortSignal,
): Promise<NamesAnswer> {
  try {
    return { names: NamesSchema.parse(await network.getJson(url, findProxy, { timeoutMs: TIMEOUT_MS, signal })) };
  } catch (error) {
    return { why: error instanceof z.ZodError ? "its answer is no list of names" : messageOf(error) };
  }
}

/**
 * Whether the project's name is one of those that the metadata service knows. Only a list that was had just now and does not
 * hold it is an error: an outage of that service must not keep a rig from recording. Then the list that was had last counts,
 * and its age is said.
 */
export function checkProjectName(parts: ProjectParts, question: ProjectQuestion, answer: NamesAnswer): Finding {
  const { name, url, flagFolder, said } = question;
  if ("why" in answer) return askKept(parts, question, answer.why);
  const { names } = answer;
  if (flagFolder !== undefined) keepNames(parts, flagFolder, { url, names });
  if (names.includes(name)) return { level: "ok", subject, message: `"${name}" is known at ${url}` };
  const message = `"${name}" is none of the ${names.length} projects that ${url} knows`;
  return { level: "error", subject, message, todo: adviseOn(name, names, said) };
}

/** By the list that was had last. It may be old, so it can refuse nothing. */
function askKept(parts: ProjectParts, { name, url, flagFolder, said }: ProjectQuestion, why: string): Finding {
  const kept = flagFolder === undefined ? undefined : readKeptNames(parts.fileSystem, flagFolder, url);
  if (kept === undefined)
    return {
      level: "warning",
      subject,
      message: `"${name}" could not be looked up at ${url}: ${why}`,
      todo: "Nothing, if the name is right: the transfer does not need that service.",
    };
  const { names } = kept;
  const age = formatDuration(Math.max(0, parts.clock.now().getTime() - Date.parse(kept.at)));
  if (names.includes(name)) {
    const message = `"${name}" was known at ${url} ${age} ago, which can't be asked now: ${why}`;
    return { level: "ok", subject, message };
  }
  const message = `"${name}" was none of the ${names.length} projects that ${url} knew ${age} ago; it can't be asked now: ${why}`;
  return {
    level: "warning",
    subject,
    message,
    todo: `${adviseOn(name, names, said)} It may also be newer than that list.`,
  };
}

function adviseOn(name: string, names: readonly string[], said = "`watchdog.project_name`"): string {
  const alike = names.find((known) => known.toLowerCase().trim() === name.toLowerCase().trim());
  return alike === undefined ? `Correct ${said}.${didYouMean(name, names)}` : `Write it as it is known: "${alike}".`;
}

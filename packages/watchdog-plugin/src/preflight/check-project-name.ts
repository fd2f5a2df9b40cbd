import type { Finding, Network } from "@rigline/core";
import { messageOf } from "@rigline/foundation/errors";
import type { FindProxy } from "@rigline/foundation/http";
import { z } from "zod";

const TIMEOUT_MS = 5_000;
const subject = "project name";

/** The metadata service answers with a list; of old it was `{ data: […] }`. */
const NamesSchema = z.union([
  z.array(z.string()),
  z.object({ data: z.array(z.string()) }).transform(({ data }) => data),
]);

/**
 * Looks the project's name up in the metadata service. Only a list that was had and does not hold the name is an error:
 * an outage of that service must not keep a rig from recording.
 */
export async function checkProjectName(
  network: Network,
  name: string,
  url: string,
  findProxy: FindProxy,
  signal: AbortSignal,
): Promise<Finding> {
  let names: readonly string[];
  try {
    names = NamesSchema.parse(await network.getJson(url, findProxy, { timeoutMs: TIMEOUT_MS, signal }));
  } catch (error) {
    const why = error instanceof z.ZodError ? "its answer is no list of names" : messageOf(error);
    return {
      level: "warning",
      subject,
      message: `"${name}" could not be looked up at ${url}: ${why}`,
      todo: "Nothing, if the name is right: the transfer does not need that service.",
    };
  }
  if (names.includes(name)) return { level: "ok", subject, message: `"${name}" is known at ${url}` };
  const alike = names.find((known) => known.toLowerCase().trim() === name.toLowerCase().trim());
  return {
    level: "error",
    subject,
    message: `"${name}" is none of the ${names.length} projects that ${url} knows`,
    todo: alike === undefined ? "Correct `watchdog.project_name`." : `Write it as it is known: "${alike}".`,
  };
}

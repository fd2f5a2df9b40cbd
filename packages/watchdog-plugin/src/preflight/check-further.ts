import { resolveFrom, type Finding } from "@rigline/core";
import { isRemotePlace, isWithin } from "@rigline/foundation/paths";
import type { PluginParts } from "../parts.js";
import { destinationRoot, furtherRoots } from "../transfer/create-manifest.js";
import { type AccountQuestion, checkAccount } from "./check-account.js";
import { type DestinationFound, type DestinationOrder, findDestination } from "./destination-looks.js";

const subject = "destination";

interface FurtherFound {
  readonly findings: readonly Finding[];
  /** Those that lie on a drive of another computer that this user has connected. */
  readonly mapped: readonly { readonly destination: string; readonly mappedTo: string; readonly needed: boolean }[];
}

/**
 * What looks at the further destinations find. One that is not there, or full, holds up no session, for it holds up neither the first
 * copy nor the submission: it is a warning. What no share can mend is an error: a folder that is the data's own or named twice.
 */
export async function checkFurther(
  parts: PluginParts,
  order: Omit<DestinationOrder, "destination">,
  first: Promise<DestinationFound>,
  signal: AbortSignal,
): Promise<FurtherFound> {
  const roots = furtherRoots(parts);
  const looks = roots.map(({ destination }) =>
    isRemotePlace(destination) ? Promise.resolve(NO_FOLDER) : findDestination(parts, { ...order, destination }, signal),
  );
  const found = await Promise.all(looks);
  // One that can't be looked at is known by its path.
  const places = [
    (await first).realPath ?? destinationRoot(parts),
    ...roots.map(({ destination }, index) => found[index]?.realPath ?? destination),
  ];
  const findings = roots.flatMap(({ destination, needed }, index) => {
    const isSame = places.slice(0, index + 1).some((other) => other === places[index + 1]);
    return isSame
      ? [twice(destination)]
      : (found[index]?.findings ?? []).map((finding) => ofFurther(finding, needed !== false));
  });
  const mapped = roots.flatMap(({ destination, needed }, index) => {
    const mappedTo = found[index]?.mappedTo;
    return mappedTo === undefined ? [] : [{ destination, mappedTo, needed: needed !== false }];
  });
  return { findings: [...findings, ...findInDataFolder(parts), ...foreignFurther(parts)], mapped };
}

/** Whether who copies has the connected drives that further destinations lie on. */
export async function checkMapped(
  parts: Parameters<typeof checkAccount>[0],
  mapped: FurtherFound["mapped"],
  question: Pick<AccountQuestion, "daemon" | "flagFolder">,
): Promise<readonly Finding[]> {
  const found = await Promise.all(
    mapped.map(async ({ needed, ...drive }) => {
      const finding = await checkAccount(parts, { ...question, ...drive });
      return finding === undefined ? [] : [ofFurther(finding, needed)];
    }),
  );
  return found.flat();
}

/** Of a store that is no file system the daemon alone has the key. */
const NO_FOLDER: DestinationFound = { findings: [] };

/** The same of a session's own destination: whoever may watch in the daemon's place does not know stores. */
export function lookOfStore({ options }: Pick<PluginParts, "options">, destination: string): DestinationFound {
  if (options.service === "external") {
    const message = `${destination} is reached by Rigline's daemon alone, and WATCHDOG_EXE may name another`;
    const todo =
      "Nothing when WATCHDOG_EXE is Rigline's own program. aind-watchdog-service ends such a job with an error, and its manifest stays.";
    return { findings: [{ level: "warning", subject, message, todo }] };
  }
  return { findings: [{ level: "ok", subject, message: `${destination}: a store, which the daemon looks at` }] };
}

function twice(destination: string): Finding {
  const message = `${destination} is the same folder as another destination: there would be one copy where two are meant`;
  return { level: "error", subject, message, todo: "Name another folder in `watchdog.also_to`, or take it out." };
}

function ofFurther(finding: Finding, needed: boolean): Finding {
  if (finding.level === "ok") return { ...finding, message: `also to: ${finding.message}` };
  const holds = needed
    ? "A session may begin: its data wait on the rig until they are there too."
    : "A session may begin, and is safe without it.";
  return {
    ...finding,
    level: "warning",
    message: `also to: ${finding.message}`,
    todo: `${finding.todo?.replaceAll("watchdog.destination", "watchdog.also_to") ?? ""} ${holds}`.trim(),
  };
}

/** By their paths: the destination may be a share that gives no answer. */
function findInDataFolder(parts: PluginParts): readonly Finding[] {
  const data = resolveFrom(parts.config, parts.config.values.data_dir);
  return furtherRoots(parts).flatMap(({ destination }): readonly Finding[] => {
    if (isRemotePlace(destination) || !isWithin(data, destination)) return [];
    if (!isWithin(destination, data)) {
      const lies = `${destination} lies in the data_dir, among the sessions`;
      return [{ level: "warning", subject, message: lies, todo: "Choose a folder outside of it." }];
    }
    const message = `${destination} is the data_dir: a session would be its own copy`;
    return [{ level: "error", subject, message, todo: "Name another folder in `watchdog.also_to`." }];
  });
}

/** aind-watchdog-service does not know of them, and must delete nothing before they have it: that is kept from it by the manifest. */
function foreignFurther({ options }: PluginParts): readonly Finding[] {
  if (options.also_to.length === 0 || options.service !== "external") return [];
  const message = `${options.also_to.map(({ destination }) => destination).join(", ")}: reached by Rigline's daemon alone, and WATCHDOG_EXE may name another`;
  const todo =
    "Nothing when WATCHDOG_EXE is Rigline's own program. aind-watchdog-service copies to `destination` only, and deletes no source then.";
  return [{ level: "warning", subject: "also_to", message, todo }];
}

import { join } from "node:path";
import type { Session, Veto } from "@rigline/core";
import { adviceOf, messageOf, RiglineError } from "@rigline/foundation/errors";
import type { ManifestFlavour } from "@rigline/manifest";
import type { SessionMapping } from "../mapper/session-mapping.js";
import type { WatchdogOptions } from "../options/watchdog-options.js";
import type { PluginParts } from "../parts.js";
import { createManifest } from "../transfer/create-manifest.js";
import type { FlavourChoice } from "../transfer/flavour-choice.js";
import { findObjections } from "../transfer/service-checks.js";
import { writeManifest } from "../transfer/write-manifest.js";

/** Refuses a session whose manifest would be refused, now that its subject and experimenters are known. */
export async function checkPlan(
  parts: PluginParts,
  flavours: FlavourChoice,
  session: Session,
): Promise<Veto | undefined> {
  const { flavour } = await flavours.choose();
  if (parts.options.user_email === undefined) await parts.addresses?.lookUp(session.experimenters);
  const [problem] = findProblems(parts, session, predictMapping(session, foreseenModalities(parts.options)), flavour);
  if (problem === undefined) return undefined;
  return { reason: `its data could not be handed off: ${problem.message}`, todo: problem.todo };
}

/** Those of the most, as long as nobody has mapped a session; of several computers' parts one that may be this one's. */
export function foreseenModalities({ parts = ["behavior"] }: Pick<WatchdogOptions, "parts">): readonly string[] {
  return parts.includes("behavior") ? ["behavior"] : parts.slice(0, 1);
}

/** The mapping that a session will have, as far as can be told before it. */
export function predictMapping(session: Session, modalities: readonly string[]): SessionMapping {
  return {
    subjectId: session.subject,
    experimenters: [...session.experimenters],
    acquisitionStart: session.date,
    modalities: Object.fromEntries(modalities.map((name) => [name, [join(session.directory, name)]])),
    schemas: [],
  };
}

interface PlanProblem {
  readonly message: string;
  readonly todo: string;
}

/** What the watchdog or the transfer service would refuse in a session's manifest. */
export function findProblems(
  parts: PluginParts,
  session: Session,
  mapping: SessionMapping,
  flavour: ManifestFlavour,
): readonly PlanProblem[] {
  try {
    const manifest = createManifest(parts, session, mapping, { flavour });
    writeManifest(manifest, flavour);
    return findObjections(parts, manifest, mapping.experimenters);
  } catch (error) {
    // Nothing has begun that could be resumed.
    if (error instanceof RiglineError)
      return [{ message: messageOf(error), todo: adviceOf(error, { resume: "start the session" }) }];
    throw error;
  }
}

import { HAND_OFF_READER, type KnownHandOff } from "../di/core-tokens.js";
import { ownerOf, whyUnclaimed, writtenSections } from "../config/section-owners.js";
import type { ResolvedConfig } from "../config/resolved-config.js";
import type { Services } from "../di/providers.js";
import type { Clock } from "@rigline/foundation/platform";
import { HAND_OFF_FINDING, type Finding } from "../lifecycle/lifecycle-hooks.js";
import type { Session } from "../session/session.js";

/** A share that does not answer must not keep the launcher from ending. */
const DEADLINE_MS = 10_000;

type Resolved = Pick<ResolvedConfig, "values" | "layers">;

/** What is told where no plugin knows of a hand-off: whether there is none that would, or it has not come to it. */
export function explainNoHandOff(services: Services, resolved: Resolved): KnownHandOff {
  return services.tryResolve(HAND_OFF_READER) === undefined
    ? { state: "none", detail: explainNobody(resolved) }
    : { state: "not done", detail: "the data is still here" };
}

/**
 * Who hands a session off, for a preflight in which no plugin has said it: a session that ends well and stays at the rig for
 * ever is told before it begins.
 */
export function foretellHandOff(services: Services, resolved: Resolved): Finding {
  const subject = HAND_OFF_FINDING;
  if (services.tryResolve(HAND_OFF_READER) !== undefined)
    return { level: "ok", subject, message: "a plugin hands the session off" };
  const message = "nobody hands the session off: its data stays here";
  const [section] = writtenSections(resolved);
  if (section === undefined) return { level: "ok", subject, message };
  const todo = "Let its plugin be loaded, or take the section away if the data is to stay.";
  return { level: "warning", subject, message: `${message}, although there is a section \`${section}\``, todo };
}

function explainNobody(resolved: Resolved): string {
  const nobody = "no plugin says that it hands sessions off";
  const [section] = writtenSections(resolved);
  const owner = section === undefined ? undefined : ownerOf(section);
  if (owner === undefined) return nobody;
  return `${nobody}, although there is a section \`${section}\`: ${whyUnclaimed(resolved, owner)}`;
}

/**
 * Where a session's hand-off stands now, as the plugin that does it reads it; undefined when no plugin does, or nothing of
 * the session was handed off. `unknown` when the plugin does not answer in time. Rejects with what the plugin throws.
 */
export async function readHandOff(
  services: Services,
  clock: Clock,
  session: Session,
): Promise<KnownHandOff | undefined> {
  const reader = services.tryResolve(HAND_OFF_READER);
  if (reader === undefined) return undefined;
  const answered = new AbortController();
  const late = clock.sleep(DEADLINE_MS, answered.signal).then(
    (): KnownHandOff => ({ state: "unknown", detail: `the plugin did not answer within ${DEADLINE_MS / 1000} s` }),
    () => undefined,
  );
  try {
    return await Promise.race([reader.read(session), late]);
  } finally {
    answered.abort();
  }
}

import { HAND_OFF_READER, type KnownHandOff } from "../di/core-tokens.js";
import type { Services } from "../di/providers.js";
import type { Clock } from "@rigline/foundation/platform";
import type { Session } from "../session/session.js";

/** A share that does not answer must not keep the launcher from ending. */
const DEADLINE_MS = 10_000;

/** What is told where no plugin knows of a hand-off: whether there is none that would, or it has not come to it. */
export function explainNoHandOff(services: Services): KnownHandOff {
  return services.tryResolve(HAND_OFF_READER) === undefined
    ? { state: "none", detail: "no plugin says that it hands sessions off" }
    : { state: "not done", detail: "the data is still here" };
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

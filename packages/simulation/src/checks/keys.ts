import type { SessionTruth } from "../life/session-truth.js";
import type { Post } from "../world/simulated-service.js";
import type { Report } from "./violation.js";

/** Whose a key is, from when it is posted on: a manifest that is replaced while the post is on its way has another. */
export function noteKey({ key, body }: Post, sessions: readonly SessionTruth[]): void {
  const session = sessions.find(({ name }) => body.includes(`/${name}/`));
  if (session !== undefined && !session.keys.has(key)) session.keys.set(key, session.half ?? session.text);
}

/**
 * S4: a manifest is posted with one idempotency key, no more by whom the service has told that it has the job, and no sooner
 * than the service has asked for.
 */
export function checkPost(
  { body, isAnswered, isEarly }: Post,
  sessions: readonly SessionTruth[],
  report: Report,
): void {
  const session = sessions.find(({ name }) => body.includes(`/${name}/`));
  if (session === undefined) return report("S4", `a post is of no session: ${body.slice(0, 200)}`);
  const manifest = session.half ?? session.text;
  const keys = [...session.keys].filter(([, text]) => text === manifest).length;
  if (keys > 1) report("S4", `${session.name} was posted with ${keys} keys for one manifest`);
  if (isEarly && session.isTold) report("S4", `${session.name} is posted again sooner than the service has asked for`);
  session.isTold = false;
  // Put back, a manifest is handed off once more.
  if (isAnswered && !session.wasAway && !session.replaced)
    report("S4", `${session.name} is posted again by whom the service has told that it has the job`);
}

import { PROJECTS, type SessionTruth } from "../life/session-truth.js";
import type { Post } from "../world/simulated-service.js";
import type { Report } from "./violation.js";

/** What is posted with a key, from when it is begun: one that never arrives has a key too. */
export function noteKey({ key, body }: Post, sessions: readonly SessionTruth[]): void {
  const session = sessionOf(body, sessions);
  if (session !== undefined && !session.keys.has(key)) session.keys.set(key, body);
}

/**
 * S4: a manifest is posted with one idempotency key, no more by whom the service has told that it has the job, and no sooner
 * than the service has asked for. Which manifest a post is of says what is posted, not what stands in the flag folder by then: between
 * the last look there and the post somebody may replace it. Returns what was handed off of the session, by whichever computer.
 */
export function checkPost(
  { key, body, isAnswered, isEarly }: Post,
  sessions: readonly SessionTruth[],
  report: Report,
): readonly SessionTruth[] {
  const session = sessionOf(body, sessions);
  if (session === undefined) {
    report("S4", `a post is of no session: ${body.slice(0, 200)}`);
    return [];
  }
  if (session.keys.get(key) !== body) report("S4", `${session.name} is posted with one key, and not with one body`);
  const project = projectOf(body);
  const keys = [...session.keys.values()].filter((posted) => projectOf(posted) === project).length;
  const manifests = [...session.manifests].filter((text) => projectOf(text) === project).length;
  if (keys > manifests)
    report(
      "S4",
      `${session.name} was posted with ${keys} keys for ${manifests === 1 ? "one manifest" : `${manifests} manifests`}`,
    );
  if (isEarly && session.isTold) report("S4", `${session.name} is posted again sooner than the service has asked for`);
  session.isTold = false;
  // Put back, a manifest is handed off once more.
  if (isAnswered && !session.wasAway && !session.replaced)
    report("S4", `${session.name} is posted again by whom the service has told that it has the job`);
  return session.mates;
}

function sessionOf(body: string, sessions: readonly SessionTruth[]): SessionTruth | undefined {
  return sessions.find(({ name }) => body.includes(`/${name}/`));
}

export function projectOf(text: string): string | undefined {
  return PROJECTS.find((project) => text.includes(project));
}

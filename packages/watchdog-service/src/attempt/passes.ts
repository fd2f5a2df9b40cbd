import { mark } from "@rigline/foundation/marks";
import type { CopyRequest } from "../plan/copy-plan.js";
import type { Attempt } from "./step.js";

/** What goes first, and until when the rest waits. */
export interface FirstPass {
  readonly until: Date;
  /** The attempt, with all of its data but what waits. */
  readonly attempt: Attempt;
}

/** What goes first of a job of which some files wait for an hour of their own; undefined: all goes now. */
export function findFirstPass(attempt: Attempt): FirstPass | undefined {
  const { parts, job, journal } = attempt;
  const { later } = job;
  const { restFrom } = journal.history().state;
  if (later === undefined || restFrom === undefined) return undefined;
  const until = new Date(restFrom);
  if (until <= parts.clock.now()) {
    mark("attempt: when its hour has come, what waited is copied with what went first");
    return undefined;
  }
  return { until, attempt: { ...attempt, job: { ...job, request: withoutLater(job.request, later) } } };
}

/** A narrower selection, and nothing else. Modalities that get their names at once are not there before all of them is. */
function withoutLater(
  request: CopyRequest,
  { patterns, publishFirst }: NonNullable<Attempt["job"]["later"]>,
): CopyRequest {
  if (!publishFirst)
    return { ...request, selection: [...(request.selection ?? []), { include: [], exclude: patterns }] };
  const first = Object.entries(request.modalities).filter(([modality]) => !patterns.includes(modality));
  return { ...request, modalities: Object.fromEntries(first) };
}

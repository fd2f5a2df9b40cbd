import type { ChangedHandOff, Session } from "@rigline/core";
import { mark } from "@rigline/foundation/marks";
import { showLocalTime } from "@rigline/foundation/time";
import { findWaiting, type SessionOutbox } from "../outbox/session-outbox.js";
import type { PluginParts } from "../parts.js";
import {
  readDeclinedRecord,
  readPublishedRecord,
  writeDeclinedRecord,
  type PublishedRecord,
} from "../transfer/published-record.js";
import type { PublishedTransfer } from "../transfer/published-transfer.js";
import { tooLate } from "./change-errors.js";
import type { QueuedHandOff } from "./queued-hand-off.js";

/** Why a job was cancelled; by it one that was cut short behind that is known again. */
const REASON = "its animal was another one";

interface TakeBack {
  readonly parts: Pick<PluginParts, "fileSystem" | "clock">;
  readonly session: Session;
  readonly by: string;
  readonly queued: QueuedHandOff;
  readonly outbox: SessionOutbox;
}

/**
 * Takes back what was made of a session under the wrong animal's name, so that whoever relabels it can. At each moment it is in
 * the queue, or in the outbox, or its own record says that it is held: killed between, it is listed, and can be asked again or
 * released. Throws HAND_OFF_TOO_LATE.
 */
export async function takeBack(request: TakeBack, subject: string): Promise<ChangedHandOff> {
  const { parts, session, queued, outbox } = request;
  const { fileSystem } = parts;
  const declined = readDeclinedRecord(fileSystem, session);
  const told = (resumes: boolean, kept?: string): ChangedHandOff => ({
    state: "relabelled",
    detail: `of subject ${subject}, by ${request.by}; ${kept ?? "it is handed off under that name"}`,
    ...(resumes ? { resumes } : {}),
  });
  // One that a person has set aside stays so.
  if (declined !== undefined && declined.relabels !== true)
    return told(false, `still ${declined.as ?? "declined"}: ${declined.declined}`);
  if (declined !== undefined && session.subject === subject) {
    mark("relabel: one that was cut short before it was handed off again is handed off");
    return told(true);
  }
  if (session.subject === subject) return told(false, "as it was already");
  const found = declined === undefined ? queued.find() : queued.findAnyway();
  const published = found ?? readPublishedRecord(fileSystem, session);
  if ((published ?? declined ?? findWaiting(fileSystem, queued.control.places, session)) === undefined)
    return told(false);
  const cancelled = published && queued.look(published).state?.cancelled;
  if (published !== undefined && cancelled !== undefined) await requireHeard(request, published);
  const wasHeld = found !== undefined && cancelled === undefined && (await takeFromQueue(request, found));
  const isOurs = cancelled === undefined || (cancelled.reason ?? "").startsWith(REASON);
  const as = isOurs ? "held" : "cancelled";
  const at = parts.clock.now().toISOString();
  const said = `${as} by ${request.by} at ${showLocalTime(at)}: ${isOurs ? REASON : (cancelled?.reason ?? "")}`;
  const relabels = isOurs && !wasHeld;
  writeDeclinedRecord(fileSystem, session, {
    declined: said,
    at,
    as,
    by: request.by,
    ...(relabels ? { relabels } : {}),
  });
  outbox.clear();
  return relabels ? told(true) : told(false, `still ${said}`);
}

/** Whether a person had held it there. */
async function takeFromQueue({ session, queued }: TakeBack, published: PublishedTransfer): Promise<boolean> {
  if (await queued.isForeign()) {
    queued.withdraw(published);
    return false;
  }
  const todo = `\`rigline handoff cancel ${session.name}\` ends it; then it can be relabelled, and \`rigline handoff\` hands it off anew.`;
  return queued.beforeCopy(published, todo, async (isHeld) => {
    const answer = await queued.ask(published, { do: "cancel", reason: REASON });
    if (answer.state.cancelled === undefined || (!answer.isHeard && (await queued.isWatched()))) throw unheard(session);
    return isHeld;
  });
}

/** What was asked of a daemon and is not heard yet may still come too late. */
async function requireHeard({ session, queued }: TakeBack, published: PublishedRecord): Promise<void> {
  if (queued.hasUnheard(published) && (await queued.isWatched())) throw unheard(session);
}

function unheard({ name }: Session): Error {
  return tooLate(
    `the daemon has been asked to cancel the job of ${name}, and has not come to it yet`,
    "Ask the same again in a moment; nothing is relabelled before.",
  );
}

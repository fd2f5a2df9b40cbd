import { RiglineError } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import type { Session, SessionOutcome, Ui } from "@rigline/core";
import type { DeclinedHandOff } from "../follow/hand-off.js";
import { dropRecording } from "../recording/announce-recording.js";
import { isWanted, readDeclinedRecord, writeDeclinedRecord } from "./published-record.js";
import type { TransferInside } from "./transfer-inside.js";

/** The key of the question whether a session is handed off. */
export const TRANSFER_QUESTION = "transfer";

/** Asks a person; key `transfer`. Throws INPUT_NEEDED where there is nobody to ask. */
export function askForTransfer(ui: Ui): Promise<boolean> {
  return ui.confirm({ key: TRANSFER_QUESTION, message: "Hand the session's data off?", initial: true });
}

interface Asking {
  readonly outcome: SessionOutcome | undefined;
  report(label: string, value: string): void;
}

/**
 * Whether the session is not to be handed off, by `transfer_on` or by a person's word; undefined: it is. The decision stands in
 * the session's folder, and `rigline handoff` takes it back. Where there is nobody to ask it is handed off: no data is left
 * behind because nobody was there.
 */
export async function findDeclined(
  { parts, session, control }: TransferInside,
  asking: Asking,
): Promise<DeclinedHandOff | undefined> {
  const { fileSystem, options } = parts;
  if (session.simulated !== true && isWanted(fileSystem, session)) return undefined;
  const decided = readDeclinedRecord(fileSystem, session);
  // A person has said so by a command, before it came to this.
  if (decided?.as !== undefined) {
    mark("hand-off: what a person has held, cancelled or discarded is not handed off");
    asking.report("hand-off", `${decided.as}: ${decided.declined}`);
    if (decided.as !== "held") dropRecording(parts, control, session, `${decided.as}: ${decided.declined}`);
    return { state: "declined", reason: `${decided.as}: ${decided.declined}` };
  }
  const reason =
    declinedBySimulation(session) ??
    declinedByOutcome(options.transfer_on, asking.outcome) ??
    (await declinedByPerson());
  if (reason === undefined) return undefined;
  writeDeclinedRecord(fileSystem, session, { declined: reason, at: parts.clock.now().toISOString() });
  dropRecording(parts, control, session, `declined: ${reason}`);
  asking.report("hand-off", `declined: ${reason}`);
  if (session.simulated !== true) asking.report("to hand it off", `rigline handoff ${session.name}`);
  return { state: "declined", reason };

  async function declinedByPerson(): Promise<string | undefined> {
    if (!options.confirm && options.transfer_on !== "ask") return undefined;
    try {
      return (await askForTransfer(parts.ui)) ? undefined : "the answer to transfer was no";
    } catch (error) {
      if (!(error instanceof RiglineError) || error.code !== "INPUT_NEEDED") throw error;
      mark("hand-off: a session that nobody is asked about is handed off");
      asking.report("note", "there was nobody to ask whether to hand it off, so it is");
      return undefined;
    }
  }
}

/** Whoever wants it: none of it is data. */
function declinedBySimulation({ simulated }: Session): string | undefined {
  return simulated === true ? "the session was simulated, so none of it is data" : undefined;
}

function declinedByOutcome(wanted: "always" | "success" | "ask", outcome: SessionOutcome | undefined) {
  if (wanted !== "success" || outcome === undefined || outcome === "success") return undefined;
  return `the experiment ${outcome === "aborted" ? "was aborted" : "failed"}, and transfer_on is success`;
}

import { stripVTControlCharacters } from "node:util";
import { HIDDEN, isSecretKey, type Redactor } from "@rigline/foundation/redaction";
import type { LauncherEvents } from "../events/launcher-events.js";
import type { Logger } from "@rigline/foundation/platform";
import type { SessionJournal } from "../session/session-journal.js";
import type { SessionRecord } from "../session/session-record.js";

/** A record of a log says what happened; what is longer than this is a file that somebody read aloud. */
const LONGEST_MESSAGE = 262_144;

/** A message as every log shows it: without secrets, colours and control characters, and not without an end. */
export function showMessage(redactor: Redactor, message: string): string {
  const cut =
    message.length > LONGEST_MESSAGE
      ? `${message.slice(0, LONGEST_MESSAGE)} … (${message.length - LONGEST_MESSAGE} more characters)`
      : message;
  const plain = HAS_COLOURS.test(cut) ? stripVTControlCharacters(cut) : cut;
  const lines = plain.includes("\r") ? plain.replaceAll(/\r\n?/g, "\n") : plain;
  return redactor.show(lines);
}

// oxlint-disable-next-line no-control-regex -- they are what is looked for
const HAS_COLOURS = /[\u001B\u009B]/;

/** An event as its listeners get it. The answer to a question for a secret is a secret, from now on and everywhere. */
export function hideInEvent<Event extends LauncherEvents[keyof LauncherEvents]>(
  redactor: Redactor,
  event: Event,
): Event {
  // By far the most frequent one.
  if ("line" in event) {
    const line = redactor.hide(event.line);
    return line === event.line ? event : { ...event, line };
  }
  if (!("source" in event) || !isSecretKey(event.key)) return redactor.hideTextsIn(event);
  if (typeof event.value === "string") redactor.know(event.value);
  return { ...event, value: HIDDEN };
}

/** The journal with the gate before it; says so where a resumed session will get less than this one has. */
export function gateJournal(
  journal: SessionJournal,
  { redactor, log }: { readonly redactor: Redactor; readonly log: Pick<Logger, "warning"> },
): SessionJournal {
  const append = (record: SessionRecord): void => {
    const hidden = redactor.hideTextsIn(record);
    if (hidden.type !== "runnerSettled" || record.type !== "runnerSettled") return journal.append(hidden);
    if (hidden.result !== record.result)
      log.warning(
        `the result of runner ${record.report.name} holds a secret, which the journal does not keep: after a resume, ${HIDDEN} stands in its place`,
      );
    journal.append({ ...hidden, report: redactor.showTextsIn(record.report) });
  };
  return Object.create(journal, { append: { value: append } }) as SessionJournal;
}

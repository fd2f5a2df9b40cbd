import type { SessionRecord } from "@rigline/core/session-record";
import { formatData, formatDuration } from "@rigline/foundation/quantities";
import type { TimelineEntry } from "../wire/page-state.js";

type Told = Pick<TimelineEntry, "what" | "text" | "tone">;

/** What a line of a session's journal says, for people; undefined: nothing that they would ask for. */
export function describeSessionRecord(record: SessionRecord): Told | undefined {
  switch (record.type) {
    case "sessionOpened": {
      const { subject, experimenters, rigName } = record.session;
      const who = experimenters.length === 0 ? "" : ` by ${experimenters.join(", ")}`;
      return plain("opened", `subject ${subject}${who}, at ${rigName}`);
    }
    case "experimentStarted":
      return plain("experiment", "started");
    case "paused":
    case "continued": {
      const { type, by, reason } = record;
      const what = type === "paused" ? "paused" : "went on";
      return plain("experiment", `${what}, by ${by}${reason === undefined ? "" : `: ${reason}`}`);
    }
    case "experimentEnded": {
      const { outcome, reason } = record;
      const tone = outcome === "success" ? "good" : "bad";
      return { what: "experiment", text: `${outcome}${reason === undefined ? "" : `: ${reason}`}`, tone };
    }
    case "runnerSettled": {
      const { name, state, milliseconds, reason, tolerated } = record.report;
      const tone = state === "done" ? "good" : state === "failed" && tolerated !== true ? "bad" : "plain";
      const why = reason === undefined ? "" : `: ${reason}`;
      return { what: name, text: `${state} after ${formatDuration(milliseconds)}${why}`, tone };
    }
    case "handOff":
      return plain("hand-off", `${record.state}: ${record.detail}`);
    case "handOffChanged":
      return plain("changed", `${record.change} by ${record.by}: ${record.detail}`);
    case "relabelled":
      return plain("relabelled", `${record.from.name} is ${record.to.name}, by ${record.by}`);
    case "cleaned":
      return { what: "cleaned up", text: `${formatData(record)} by ${record.by}; ${record.copy}`, tone: "good" };
    case "resumed":
      return plain("resumed", "gone on with from its journal");
    case "closed":
      return plain("closed", `exit code ${record.exitCode}`);
    case "promptAnswered":
    case "hookStarted":
    case "hookFinished":
    case "runnerStarted":
    case "cleaning":
      return undefined;
  }
}

function plain(what: string, text: string): Told {
  return { what, text, tone: "plain" };
}

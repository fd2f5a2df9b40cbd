import { hostname } from "node:os";
import { nodeDisk } from "@rigline/foundation/disk";
import { EXIT_CODES } from "@rigline/foundation/errors";
import { nodeFileSystem, systemClock, userAt } from "@rigline/foundation/platform";
import { readMoment, showLocalTime } from "@rigline/foundation/time";
import { awaitWish, describeStep, foldJobState, readJobState, type JobDeed } from "@rigline/manifest";
import { loadSettings } from "../config/load-settings.js";
import type { DaemonSettings } from "../config/daemon-settings.js";
import { askOfListed, askOfSession, jobsFor, type Asked } from "../jobs/ask-of-job.js";
import { jobError } from "../jobs/job-errors.js";
import { say, sayJson } from "./fit-to-show.js";
import { whoWatches, type Watch } from "./who-watches.js";

/** A daemon hears at its next look, and a copy lets go between two pieces of a file. */
const HEARD_MS = 15_000;

export type AskFlags = { readonly json?: boolean } & (
  | { readonly command: "hold" | "release"; readonly name: string }
  | { readonly command: "cancel"; readonly name: string; readonly reason?: string }
  /** Without a name: every one that can be. */
  | { readonly command: "redrive"; readonly name: string | undefined; readonly now: boolean }
  | { readonly command: "reschedule"; readonly name: string; readonly time: string }
);

/** `asked`: the daemon does it when it starts, or when it has time for it. */
interface AnsweredAsk {
  readonly name: string;
  readonly asked: AskFlags["command"];
  readonly by: string;
  readonly result: "already" | "done" | "asked";
  readonly step: string;
}

/** `rigline-watchdog hold|release|cancel|redrive|reschedule`: asks, waits for an answer, tells it. */
export async function askCommand(config: string, flags: AskFlags): Promise<number> {
  const settings = loadSettings(config);
  const by = userAt(hostname());
  const parts = { disk: nodeDisk, fileSystem: nodeFileSystem, clock: systemClock, settings };
  const deed = toDeed(flags);
  const asked =
    flags.name === undefined
      ? jobsFor(parts, deed, by).map((job) => askOfListed(parts, job, deed, by))
      : askOfSession(parts, flags.name, deed, by);
  const watch = await whoWatches(settings);
  const waitMs = watch.watcher === undefined ? 0 : HEARD_MS;
  const answers = await Promise.all(asked.map((each) => awaitAnswer(each, settings, waitMs)));
  const told = answers.map((answer) => ({ ...answer, asked: flags.command, by }) satisfies AnsweredAsk);
  if (flags.json === true) sayJson(told);
  else {
    const lines = told.map((answer) => render(answer, deed, watch));
    say(lines.length === 0 ? "no job can be redriven" : lines.join("\n"));
  }
  return EXIT_CODES.success;
}

function toDeed(flags: AskFlags): JobDeed {
  switch (flags.command) {
    case "hold":
    case "release":
      return { do: flags.command };
    case "cancel":
      return { do: "cancel", ...(flags.reason === undefined ? {} : { reason: flags.reason }) };
    case "redrive":
      return { do: "redrive", now: flags.now };
    case "reschedule":
      return { do: "reschedule", until: readUntil(flags.time).toISOString() };
  }
}

function readUntil(time: string): Date {
  const now = systemClock.now();
  const until = readMoment(time, now, systemClock.zone());
  if (until === undefined) throw jobError("JOB_TIME_INVALID", { what: `"${time}" is no time` });
  if (until < now) throw jobError("JOB_TIME_INVALID", { what: `${time} is over: to send it at once, write \`now\`` });
  return until;
}

async function awaitAnswer(
  { job, file }: Asked,
  { flagFolder }: Pick<DaemonSettings, "flagFolder">,
  waitMs: number,
): Promise<Pick<AnsweredAsk, "name" | "result" | "step">> {
  const parts = { fileSystem: nodeFileSystem, clock: systemClock };
  const result = file === undefined ? "already" : (await awaitWish(parts, file, waitMs)) ? "done" : "asked";
  const state = readJobState(nodeFileSystem, flagFolder, job.file) ?? foldJobState([]);
  return { name: job.name, result, step: describeStep(state) };
}

function render({ name, asked, result, step }: AnsweredAsk, deed: JobDeed, { watcher, start }: Watch): string {
  const until = deed.do === "reschedule" ? ` to ${showLocalTime(deed.until)}` : "";
  const what = `${DONE[asked]}${until}${deed.do === "redrive" && deed.now ? ", to be sent now" : ""}`;
  if (result === "already") return `${name}: ${what} before; it is ${step}`;
  if (result === "done") return `${name}: ${what} by the ${watcher}; it is ${step}`;
  if (watcher !== undefined) return `${name}: to be ${what}: the ${watcher} does it as soon as it can`;
  return `${name}: ${what}; no daemon runs here now: start one with \`${start}\``;
}

const DONE: Readonly<Record<AskFlags["command"], string>> = {
  hold: "held",
  release: "released",
  cancel: "cancelled",
  redrive: "redriven",
  reschedule: "rescheduled",
};

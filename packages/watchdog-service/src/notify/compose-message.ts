import { createHash } from "node:crypto";
import { formatData } from "@rigline/foundation/quantities";
import { fillRedrive, redriveCommand, TOLD_KINDS, type ToldKind } from "@rigline/manifest";
import type { JobNews, Message } from "./message.js";

interface Sender {
  readonly hostname: string;
  readonly configFile: string;
}

/** A list in a message that is longer is read by nobody; `status` has them all. */
const MOST_NAMED = 20;

const SAID: Readonly<Record<ToldKind, { readonly one: string; readonly many: string }>> = {
  needs_you: { one: "needs you", many: "need you" },
  late: { one: "is late", many: "are late" },
  recovered: { one: "is safe after all", many: "are safe after all" },
  safe: { one: "is safe", many: "are safe" },
  deleted: { one: "was deleted at the rig", many: "were deleted at the rig" },
};

/** One message of one job, or of several: those that need somebody first. */
export function composeMessage(id: string, news: readonly JobNews[], { hostname, configFile }: Sender): Message {
  const jobs = news.toSorted((one, other) => TOLD_KINDS.indexOf(one.about) - TOLD_KINDS.indexOf(other.about));
  const [first] = jobs as [JobNews];
  const single = jobs.length === 1;
  const status = `rigline-watchdog status -c "${configFile}"`;
  return {
    id,
    about: first.about,
    title: `${hostname}: ${single ? `${first.name} ${SAID[first.about].one}` : sumUp(jobs)}`,
    text: single ? describeJob(first) : listJobs(jobs, status),
    todo: todoOf(jobs, configFile, status),
    rig: hostname,
    jobs,
  };
}

/** What `notify test` sends. */
export function composeTest(channel: string, at: Date, { hostname, configFile }: Sender): Message {
  return {
    id: messageId([channel, "test", at.toISOString()]),
    about: "test",
    title: `${hostname}: a test of the channel ${channel}`,
    text: `This rig can tell you when a session needs you. Its watch config is ${configFile}.`,
    todo: "Nothing: it works.",
    rig: hostname,
    jobs: [],
  };
}

export function messageId(parts: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 24);
}

function sumUp(jobs: readonly JobNews[]): string {
  const kinds = TOLD_KINDS.map((about) => ({ about, count: jobs.filter((job) => job.about === about).length }));
  const said = kinds.flatMap(({ about, count }, index) => {
    if (count === 0) return [];
    const noun = index === kinds.findIndex((kind) => kind.count > 0) ? (count === 1 ? " session" : " sessions") : "";
    return [`${count}${noun} ${count === 1 ? SAID[about].one : SAID[about].many}`];
  });
  return said.join(", ");
}

function listJobs(jobs: readonly JobNews[], status: string): string {
  const named = jobs.slice(0, MOST_NAMED).map((job) => `${job.name} ${SAID[job.about].one}: ${job.reason}`);
  const more = jobs.length > MOST_NAMED ? [`and ${jobs.length - MOST_NAMED} more: ${status}`] : [];
  return [...named, ...more].join("\n");
}

function describeJob({ code, reason, destination, files, bytes }: JobNews): string {
  const data = files === undefined ? [] : [`Data: ${formatData({ files, bytes: bytes ?? 0 })}`];
  return [
    code === undefined ? `${reason}.` : `${code}: ${reason}`,
    ...(destination === undefined ? [] : [`Destination: ${destination}`]),
    ...data,
  ].join("\n");
}

function todoOf(jobs: readonly JobNews[], configFile: string, status: string): string | undefined {
  const waiting = jobs.filter(({ about }) => about === "needs_you" || about === "late");
  const [first] = waiting;
  if (first === undefined) return undefined;
  if (waiting.length > 1 || first.todo === undefined) return `See how each stands: ${status}`;
  return fillRedrive(first.todo, redriveCommand(configFile, first.name, first.name));
}

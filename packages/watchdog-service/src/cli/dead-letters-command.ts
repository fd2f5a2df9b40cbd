import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import { decodeDocument } from "@rigline/foundation/documents";
import { EXIT_CODES, messageOf } from "@rigline/foundation/errors";
import { nodeFileSystem, systemClock, userAt } from "@rigline/foundation/platform";
import { redactUrl } from "@rigline/foundation/redaction";
import {
  awaitWish,
  changedPaths,
  checkSubmitRequest,
  type DeadLetter,
  isRefused,
  type JobState,
  parseDeadLetters,
  readJobState,
  renderDeadLetters,
  toPosixPath,
} from "@rigline/manifest";
import { loadSettings } from "../config/load-settings.js";
import type { DaemonSettings } from "../config/daemon-settings.js";
import { requestFor } from "../attempt/submit-job.js";
import { readManifest } from "../intake/read-manifest.js";
import { askOfListed } from "../jobs/ask-of-job.js";
import { jobError } from "../jobs/job-errors.js";
import { listJobs, type ListedJob } from "../jobs/list-jobs.js";
import { say, sayJson } from "./fit-to-show.js";
import { whoWatches } from "./who-watches.js";

const HEARD_MS = 15_000;

/** A job that was refused, and what was posted. */
interface Refused {
  readonly job: ListedJob;
  readonly letter: DeadLetter;
  readonly body: string;
}

/** `rigline-watchdog dead-letters export FILE`. Throws DEAD_LETTERS_NOT_WRITTEN. */
export function exportDeadLetters(config: string, name: string, json: boolean): number {
  const settings = loadSettings(config);
  const file = resolve(name);
  const { refused, unreadable } = findRefused(settings);
  const letters = refused.map(({ letter }) => letter);
  const isWritten = letters.length > 0;
  if (isWritten) writeNew(file, renderDeadLetters(letters, systemClock.now().toISOString()));
  const problems = unreadable.map(({ job, why }) => ({ name: job.name, why }));
  if (json) sayJson({ file: isWritten ? file : null, jobs: letters.map((letter) => letter.name), problems });
  else
    say(
      [
        ...(isWritten ? [] : ["no job was refused by its transfer service"]),
        ...refused.map(({ letter }) => `${letter.name}: ${letter.refused.code}: ${letter.refused.message}`),
        ...problems.map((problem) => `${problem.name}: not exported: ${problem.why}`),
        ...(isWritten
          ? [
              `written to ${file}: correct each \`request\`, then: rigline-watchdog dead-letters post -c "${settings.configFile}" "${file}"`,
            ]
          : []),
      ].join("\n"),
    );
  return problems.length === 0 ? EXIT_CODES.success : EXIT_CODES.refused;
}

/** What came of one letter. `asked`: a daemon posts it when it starts, or has time for it. */
interface PostedLetter {
  readonly name: string;
  readonly result: "would be posted" | "back to work" | "asked" | "not posted";
  /** What of the request was changed, by dotted path. */
  readonly changed: readonly string[];
  /** Why it is not posted, or what is to be known of it. */
  readonly notes: readonly string[];
}

/** `rigline-watchdog dead-letters post FILE`. Throws DEAD_LETTERS_UNREADABLE. */
export async function postDeadLetters(
  config: string,
  name: string,
  { isDry, json }: { readonly isDry: boolean; readonly json: boolean },
): Promise<number> {
  const settings = loadSettings(config);
  const letters = readLetters(resolve(name));
  const { refused } = findRefused(settings);
  const { watcher, start } = await whoWatches(settings);
  const waitMs = watcher === undefined ? 0 : HEARD_MS;
  const posted = await Promise.all(
    letters.map((letter) => postOne(settings, letter, { letters, refused, isDry, waitMs })),
  );
  if (json) sayJson(posted);
  else {
    const lines = posted.flatMap(({ name: job, result, changed, notes }) => [
      `${job}: ${result}${result === "not posted" ? "" : changed.length === 0 ? ", as it was" : `, changed: ${changed.join(", ")}`}`,
      ...notes.map((note) => `  ${note}`),
    ]);
    const isAsked = posted.some(({ result }) => result === "asked");
    const hint = isAsked && watcher === undefined ? [`no daemon runs here now: start one with \`${start}\``] : [];
    say([...(lines.length === 0 ? ["the file names no job"] : lines), ...hint].join("\n"));
  }
  return posted.some(({ result }) => result === "not posted") ? EXIT_CODES.refused : EXIT_CODES.success;
}

async function postOne(
  settings: DaemonSettings,
  letter: DeadLetter,
  {
    letters,
    refused,
    isDry,
    waitMs,
  }: {
    readonly letters: readonly DeadLetter[];
    readonly refused: readonly Refused[];
    readonly isDry: boolean;
    readonly waitMs: number;
  },
): Promise<PostedLetter> {
  const { name, digest, request } = letter;
  const not = (...notes: readonly string[]): PostedLetter => ({ name, result: "not posted", changed: [], notes });
  const found = refused.find(({ job }) => job.file === letter.manifest);
  if (found === undefined) return not("it is not refused, or not any more: `rigline-watchdog show` says how it stands");
  if (found.letter.digest !== digest) return not("its manifest is another one by now: export anew");
  const isTwice = letters.filter(({ manifest }) => manifest === letter.manifest).length > 1;
  if (isTwice) return not("it stands more than once in the file: leave the one that is right");
  const whose = refused.find((other) => other !== found && isAbout(request, other) && !isAbout(request, found));
  if (whose !== undefined) return not(`its request is that of ${whose.job.name}: it names the data of that`);
  const changed = changedPaths(found.body, request);
  const isOfUploads = "upload_jobs" in request || "upload_jobs" in found.letter.request;
  const objections = isOfUploads ? checkSubmitRequest(request).map(({ message }) => message) : [];
  if (objections.length > 0) return not(...objections.map((objection) => `it would be refused: ${objection}`));
  const doubt = found.letter.refused.code === "SUBMIT_WITH_ERRORS";
  const notes = doubt
    ? ["the service may have it by the post before: ask those who run it, lest it is there twice"]
    : [];
  if (isDry) return { name, result: "would be posted", changed, notes };
  const parts = { disk: nodeDisk, fileSystem: nodeFileSystem, clock: systemClock, settings };
  // One that nobody has changed is the same submission, and has the same key.
  const body = changed.length === 0 ? found.body : JSON.stringify(request);
  const deed = { do: "resubmit", digest, request: body } as const;
  try {
    const { file } = askOfListed(parts, found.job, deed, userAt(hostname()));
    const isHeard = file === undefined || (await awaitWish(parts, file, waitMs));
    return { name, result: isHeard ? "back to work" : "asked", changed, notes };
  } catch (error) {
    return not(messageOf(error));
  }
}

/** Whether a request names data of a job by where they were published. */
function isAbout(request: DeadLetter["request"], { job }: Refused): boolean {
  return job.destination !== null && JSON.stringify(request).includes(`${toPosixPath(job.destination)}/`);
}

function findRefused(settings: DaemonSettings): {
  readonly refused: readonly Refused[];
  readonly unreadable: readonly { readonly job: ListedJob; readonly why: string }[];
} {
  const unreadable: { job: ListedJob; why: string }[] = [];
  const refused = listJobs(nodeDisk, nodeFileSystem, settings.flagFolder).flatMap((job): Refused[] => {
    const state = readJobState(nodeFileSystem, settings.flagFolder, job.file);
    if (state === undefined || !job.manifestThere || !isRefused(state)) return [];
    try {
      return [toRefused(settings, job, state)];
    } catch (error) {
      unreadable.push({ job, why: messageOf(error) });
      return [];
    }
  });
  return { refused, unreadable };
}

function toRefused(settings: DaemonSettings, job: ListedJob, state: JobState): Refused {
  const path = join(settings.flagFolder, job.file);
  const read = readManifest({ fileSystem: nodeFileSystem, settings }, { path, entry: nodeDisk.inspect(path) });
  const body = requestFor(read, state);
  const { code = "", message = "" } = state.failure ?? {};
  const endpoint = read.endpoint === null ? null : redactUrl(read.endpoint);
  const request = JSON.parse(body) as DeadLetter["request"];
  const letter = {
    name: job.name,
    manifest: job.file,
    digest: read.digest,
    endpoint,
    refused: { code, message },
    request,
  };
  return { job, letter, body };
}

function writeNew(file: string, text: string): void {
  try {
    nodeFileSystem.writeNew(file, Buffer.from(text, "utf8"));
  } catch (cause) {
    throw jobError("DEAD_LETTERS_NOT_WRITTEN", {
      what: `${file} can't be written: ${messageOf(cause)}`,
      where: { file },
      cause,
    });
  }
}

function readLetters(file: string): readonly DeadLetter[] {
  const refuse = (why: string, cause?: unknown): Error =>
    jobError("DEAD_LETTERS_UNREADABLE", { what: `${file} can't be posted`, why, where: { file }, cause });
  let bytes: Uint8Array;
  try {
    bytes = nodeFileSystem.read(file);
  } catch (cause) {
    throw refuse(messageOf(cause), cause);
  }
  // As PowerShell and Notepad write it, too.
  const decoded = decodeDocument(bytes, { codePage: true });
  if (decoded === undefined) throw refuse("it is neither UTF-8 nor UTF-16");
  const parsed = parseDeadLetters(decoded.text);
  if ("problem" in parsed) throw refuse(parsed.problem);
  return parsed.jobs;
}

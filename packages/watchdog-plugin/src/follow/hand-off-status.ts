import { type SessionStatus } from "@rigline/foundation/status";
import { mark } from "@rigline/foundation/marks";
import {
  decideStatus,
  findSafeElsewhere,
  judgeDeletion,
  judgeGates,
  parseManifest,
  readFollowedUpload,
  redriveCommand,
  whatIsLacking,
  type OtherService,
  type SourceLook,
} from "@rigline/manifest";
import { holdFor, readDestinationHolds, type DestinationHold } from "@rigline/manifest/holds";
import type { Session } from "@rigline/core";
import type { WatchPlaces } from "../daemon/watch-places.js";
import type { PluginParts } from "../parts.js";
import { readSources } from "./find-changes.js";
import { foreignStart } from "./foreign-start.js";
import { within } from "./in-time.js";
import { lookAtSource } from "./look-at-source.js";
import { readLateJobs } from "./late-jobs.js";
import type { UploadAsker } from "./ask-upload.js";
import type { JobView } from "./read-job.js";

/** How long the source may be looked through; a disk that does not answer must not hold up a list of sessions. */
const LOOK_MS = 8000;

/** A session's manifest as it is found now. */
export interface FoundHandOff {
  readonly session: Pick<Session, "name" | "directory">;
  readonly places: WatchPlaces;
  readonly job: JobView;
  /** Absolute path at which the manifest was published. */
  readonly manifest: string;
  /** Whether somebody watches the flag folder; undefined when that can't be told. */
  readonly watched: boolean | undefined;
  /** What starts a daemon. */
  readonly watch: readonly string[];
  /** The same, of a job that waits for nobody but has an upload that somebody is to ask for. */
  readonly askWatched: () => Promise<boolean | undefined>;
  readonly uploads: Pick<UploadAsker, "ask">;
  /** Another program than Rigline's daemon is to take it. */
  readonly isExternal: boolean;
}

type Parts = Pick<PluginParts, "fileSystem" | "clock" | "options">;

/** Where a session stands whose manifest was published, in the words of `rigline status`. */
export async function readStatus(parts: Parts, found: FoundHandOff): Promise<SessionStatus> {
  const { clock, options } = parts;
  const { session, manifest, places, watched, watch } = found;
  const { job, isFollowed } = await withUpload(parts, found);
  const { state } = job;
  const when = options.safe_to_delete_when;
  const lacking = whatIsLacking(job, when);
  const source = lacking === undefined ? await look(parts, found) : undefined;
  return decideStatus({
    ...job,
    now: clock.now(),
    watched,
    isFollowed,
    deletion: state === undefined ? undefined : judgeDeletion(job, when, source),
    gates: judgeGates(job, { when, source }),
    hold: findHold(parts, found),
    other: state === undefined ? readOther(parts, found) : undefined,
    commands: {
      redrive: redriveCommand(places.configFile, state?.name, manifest),
      redriveCopy: (copy) => redriveCommand(places.configFile, undefined, copy),
      watch,
      release: `rigline handoff release ${session.name}`,
      again: `rigline resume ${session.name}`,
      wanted: `rigline handoff ${session.name}`,
    },
  });
}

/** What the owner of its destination says to all rigs, as far as the daemon knows. */
export function findHold(
  { fileSystem, clock }: Pick<Parts, "fileSystem" | "clock">,
  { job: { state }, places }: Pick<FoundHandOff, "job" | "places">,
): DestinationHold | undefined {
  if (state?.destination === undefined) return undefined;
  return holdFor(readDestinationHolds(fileSystem, places.flagFolder, clock.now()), state.destination);
}

/** The job with what becomes of its upload: by the daemon's journal, or asked now where no daemon runs that would ask. */
export async function withUpload(
  { fileSystem }: Parts,
  { job, manifest, places, askWatched, uploads }: FoundHandOff,
): Promise<{ readonly job: JobView; readonly isFollowed: boolean }> {
  const { state } = job;
  const { flagFolder } = places;
  if (state === undefined) return { job, isFollowed: false };
  const followed = readFollowedUpload(fileSystem, flagFolder, { manifest, digest: state.digest });
  if (followed === undefined) return { job, isFollowed: false };
  const upload = (await askWatched()) === false ? await uploads.ask(flagFolder, followed) : undefined;
  return { job: upload === undefined ? job : { ...job, state: { ...state, upload } }, isFollowed: true };
}

/** Undefined: it can't be told in time, or the manifest can't be read. */
async function look(
  { fileSystem, clock }: Parts,
  { session, job, places }: FoundHandOff,
): Promise<SourceLook | undefined> {
  const looking = async (signal: AbortSignal): Promise<SourceLook> => {
    const sources = readSources(fileSystem, job);
    const { state } = job;
    const selection = state?.selected?.selection;
    const { ledger } = findSafeElsewhere(job, readLateJobs(fileSystem, places, job.archivePath));
    return lookAtSource(fileSystem, { directory: session.directory, sources, ledger, selection, signal });
  };
  const found = await within(looking, clock, LOOK_MS);
  const at = clock.now().toISOString();
  return { ...(found ?? { isHandedOff: false, why: "it can't be told in time whether it was changed since" }), at };
}

/** What the manifest says, where whoever takes it says nothing. */
function readOther(parts: Parts, { job, manifest, isExternal }: FoundHandOff): OtherService | undefined {
  if (job.manifest === "gone" || (job.manifest === "queued" && !isExternal)) return undefined;
  const file = job.manifest === "queued" ? manifest : job.archivePath;
  try {
    const { manifest: found } = parseManifest(parts.fileSystem.read(file));
    return { submits: found.transferEndpoint !== null, startsAt: foreignStart(parts, file, found) };
  } catch {
    mark("status: a manifest that can't be read says nothing of itself");
    return { submits: true, startsAt: undefined };
  }
}

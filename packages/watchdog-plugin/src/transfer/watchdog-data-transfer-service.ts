import { join } from "node:path";
import { inject, injectable, type Session } from "@rigline/core";
import { messageOf, RiglineError } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { checkSubmitRequest, isManifestError, parseManifest, type Manifest } from "@rigline/manifest";
import { DaemonControl } from "../daemon/daemon-control.js";
import type { WatchPlaces } from "../daemon/watch-places.js";
import { findChanges } from "../follow/find-changes.js";
import { followJob } from "../follow/follow-job.js";
import { within } from "../follow/in-time.js";
import { isDone, isWithdrawn, readJob, type JobView } from "../follow/read-job.js";
import type { SessionMapping } from "../mapper/session-mapping.js";
import { PluginParts } from "../parts.js";
import { FlavourChoice, flavourOfOptions, type ChosenFlavour } from "./flavour-choice.js";
import { createManifest } from "./create-manifest.js";
import { listHandedOff, type HandedOffList } from "./list-handed-off.js";
import { findTrace, publishManifest, type PublicationTrace } from "./publish-manifest.js";
import { readPublishedRecord, writePublishedRecord, type PublishedRecord, isSameSession } from "./published-record.js";
import { notPublished } from "./transfer-errors.js";
import { notAcceptable, writeManifest } from "./write-manifest.js";

/** One session's way to its destination, step by step; clabe's WatchdogDataTransferService. */
export interface WatchdogTransfer {
  readonly places: WatchPlaces;
  /** What starts a daemon by hand. */
  readonly watchCommand: string;
  /** What an earlier run has published, written down or not, and nobody has withdrawn since. From then on the data must be left alone. */
  findPublished(): PublishedTransfer | undefined;
  /** Whether it was ever published, withdrawn since or not: what is in the data by then may have arrived. */
  wasPublished(): boolean;
  /** For whom the manifest is written; `current` where nobody has asked. */
  chooseFlavour(): Promise<ChosenFlavour>;
  /** What the transfer service would refuse, one sentence each; it does not keep the data from being copied. */
  validate(mapping: SessionMapping): readonly string[];
  /** The commit point: from here on the data will arrive, or somebody is told why not. */
  publishManifest(mapping: SessionMapping): PublishedTransfer;
  /**
   * Starts the daemon when nobody watches and there is something left to do. Returns who watches; undefined when the job is
   * done. Throws DAEMON_START_FAILED and what else keeps a daemon from being started.
   */
  ensureRunning(published: PublishedTransfer, signal: AbortSignal): Promise<string | undefined>;
  /** What of the source was written since, one phrase; undefined when nothing was, or it can't be told. */
  findChanges(published: PublishedTransfer): Promise<string | undefined>;
  /**
   * Writes down what was handed to a service that is not Rigline's: names and sizes, for nobody has read the files yet.
   * Rigline's own daemon writes its list with hashes. Returns its path; undefined where there is none to write, or a phrase of
   * why it could not be.
   */
  listHandedOff(published: PublishedTransfer): Promise<HandedOffList | undefined>;
  /** Looks on until it is over or the option `wait_seconds` is. */
  follow(published: PublishedTransfer, watcher: Watcher): Promise<JobView>;
}

/** Of a session of so many files that it takes longer, nothing is told. */
const CHANGES_MS = 5000;

export interface PublishedTransfer extends PublishedRecord {
  /** It was there before this run. */
  readonly already: boolean;
  /** What else is to be told, one sentence. */
  readonly note?: string;
}

export interface Watcher {
  readonly signal: AbortSignal;
  progress(text: string): void;
}

/** Takes sessions of this rig to where the daemon finds them. */
@injectable()
export class TransferService {
  readonly #parts: PluginParts;
  readonly #control: DaemonControl;

  readonly #flavours: FlavourChoice;

  constructor(
    @inject(PluginParts) parts: PluginParts,
    @inject(DaemonControl) control: DaemonControl,
    @inject(FlavourChoice) flavours: FlavourChoice,
  ) {
    this.#parts = parts;
    this.#control = control;
    this.#flavours = flavours;
  }

  open(session: Session): WatchdogTransfer {
    return openTransfer(this.#parts, this.#control, this.#flavours, session);
  }
}

function openTransfer(
  parts: PluginParts,
  control: DaemonControl,
  flavours: FlavourChoice,
  session: Session,
): WatchdogTransfer {
  const { options, fileSystem, clock, log } = parts;
  let flavour = flavourOfOptions(options);
  const { places, daemon, keeper } = control;
  const isOurs = (text: string): boolean => isSameSession(text, session.directory);

  /** What was checked is what is published. */
  let made: { readonly mapping: SessionMapping; readonly manifest: Manifest } | undefined;
  const create = (mapping: SessionMapping, name = session.name): Manifest => {
    if (made?.mapping === mapping && made.manifest.name === name) return made.manifest;
    try {
      const manifest = createManifest(parts, session, mapping, { name, flavour });
      made = { mapping, manifest };
      return manifest;
    } catch (error) {
      throw isManifestError(error) ? notAcceptable(name, error) : error;
    }
  };

  return {
    places,
    watchCommand: control.watchCommand,
    findPublished: () => {
      const record = readPublishedRecord(fileSystem, session);
      if (record === undefined) return findUnrecorded();
      if (isWithdrawn(readJob(fileSystem, places, record.manifest))) {
        mark("publish: a manifest that was withdrawn is published again");
        return undefined;
      }
      mark("hand-off: a resumed session goes on with what it has published");
      return { ...record, already: true };
    },
    wasPublished: () => readPublishedRecord(fileSystem, session) !== undefined || lookForTrace().wasPublished,
    chooseFlavour: async () => {
      const chosen = await flavours.choose();
      ({ flavour } = chosen);
      return chosen;
    },
    validate: (mapping) => {
      const { transferServiceArgs } = create(mapping);
      return transferServiceArgs === null ? [] : checkSubmitRequest(transferServiceArgs).map(({ message }) => message);
    },
    publishManifest: (mapping) => {
      prepare();
      const { path, name, digest, already } = publishManifest(fileSystem, places, {
        name: session.name,
        render: (candidate) => writeManifest(create(mapping, candidate), flavour),
        isSameSession: isOurs,
      });
      log.info(`published ${path}${already ? " before" : ""}, sha256 ${digest}`);
      const record = { manifest: path, name, digest, destination: join(create(mapping, name).destination, name) };
      return { ...record, already, ...remember(record) };
    },
    ensureRunning: async (published, signal) => {
      if (isDone(look(published))) return undefined;
      if (keeper === undefined) return "nobody is started (service: none)";
      try {
        return await keeper.ensure(signal);
      } catch (error) {
        // Whatever became of the daemon: a manifest that has arrived speaks for itself.
        if (!isDone(look(published))) throw error;
        mark("hand-off: a manifest that has arrived needs no daemon any more");
        return undefined;
      }
    },
    findChanges: async ({ manifest }) => {
      const late = new AbortController();
      const looking = findChanges(fileSystem, { places, manifest, signal: late.signal });
      const changed = await within(looking, clock, CHANGES_MS);
      late.abort();
      return changed;
    },
    listHandedOff: async (published) =>
      // Of one that was published before, the service may have deleted something already.
      daemon?.kind !== "external" || made === undefined
        ? undefined
        : listHandedOff(parts, places, published, made.manifest),
    follow: (published, watcher) =>
      followJob({
        clock,
        signal: watcher.signal,
        progress: (text) => watcher.progress(text),
        waitMs: Math.max(waitMs(), keeper?.probationMs() ?? 0),
        read: () => look(published),
        keepWatched: async () => keeper?.keep(watcher.signal),
      }),
  };

  function lookForTrace(): PublicationTrace {
    return findTrace(fileSystem, places, { name: session.name, isSameSession: isOurs });
  }

  /** It may have arrived by now, and its source be gone: nothing of it can be made anew. */
  function findUnrecorded(): PublishedTransfer | undefined {
    const { standing } = lookForTrace();
    if (standing === undefined) return undefined;
    mark("hand-off: what was published and not written down is gone on with");
    const { text, path, name, digest } = standing;
    const record = { manifest: path, name, digest, destination: join(parseManifest(text).manifest.destination, name) };
    return { ...record, already: true, ...remember(record) };
  }

  /** The manifest is there, and with it the hand-off: a full disk under the session's own folder is no reason to fail it. */
  function remember(record: PublishedRecord): Pick<PublishedTransfer, "note"> {
    try {
      writePublishedRecord(fileSystem, session, record);
      return {};
    } catch (error) {
      mark("hand-off: a publication that can't be written down counts all the same");
      const why = error instanceof RiglineError ? (error.why ?? error.message) : messageOf(error);
      return { note: `that it was published could not be written down in the session's folder: ${why}` };
    }
  }

  /** Somebody may have corrected by hand what an earlier run published: then its bytes are others, and it is still ours. */
  function look({ manifest, already, digest }: PublishedTransfer): JobView {
    return readJob(fileSystem, places, manifest, already ? undefined : digest);
  }

  function prepare(): void {
    try {
      control.prepare();
    } catch (cause) {
      throw notPublished(`the flag folder ${places.flagFolder} can't be made ready`, places.flagFolder, cause);
    }
  }

  /** An external service says nothing until it has done, which is after its schedule. */
  function waitMs(): number {
    const silent = daemon === undefined || (daemon.kind === "external" && options.schedule_time !== null);
    return silent ? 0 : options.wait_seconds * 1000;
  }
}

import { mark } from "@rigline/foundation/marks";
import type { ReadBack } from "@rigline/manifest";
import type { FollowRequest } from "@rigline/manifest/follow";
import { requireReachable } from "../attempt/require-destination.js";
import { isBelow } from "../config/local-folder.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import type { KnownDestination } from "../publish/look-at-destination.js";
import { stagingPlace } from "../publish/staging-place.js";
import { KnownPlaces, orderPlaces } from "../work/places.js";
import type { WorkOrder, WorkResult } from "../work/work-order.js";
import { followingError } from "./follow-errors.js";

export type FollowingParts = Pick<
  DaemonParts,
  "settings" | "clock" | "disk" | "fileSystem" | "pool" | "report" | "random" | "readMounts" | "hearsHolds"
>;

/** The folder at the destination that the copies of one session grow in while it runs. */
export class FollowTarget {
  /** Absolute. */
  readonly folder: string;
  readonly #parts: FollowingParts;
  readonly #request: Pick<FollowRequest, "directory" | "destination">;
  readonly #signal: AbortSignal;
  readonly #places: KnownPlaces;
  /** Folders that were made since the last failure. */
  readonly #made = new Set<string>();
  #pause = new AbortController();
  #found: { readonly at: KnownDestination; readonly readBack: ReadBack } | undefined;

  constructor(parts: FollowingParts, request: FollowRequest, signal: AbortSignal) {
    const { directory, destination, session } = request;
    this.#parts = parts;
    this.#request = request;
    this.#signal = signal;
    this.#places = new KnownPlaces(parts);
    // Not yet the job's own: what its manifest's bytes will be nobody knows.
    const job = { manifest: directory, digest: "followed" };
    this.folder = stagingPlace(destination, session, job, parts.settings.hostname);
  }

  /**
   * Makes folders there, after a look whether the destination is what it was at first. `folders`: rights by path, parents first. Returns
   * what copies are to be read back from. Throws what a job would throw of its destination, and FOLLOW_DESTINATION_LOCAL.
   */
  async prepare(folders: ReadonlyMap<string, number>): Promise<ReadBack> {
    const { at, readBack } = (this.#found ??= await this.#find());
    const missing = new Map([...folders].filter(([path]) => !this.#made.has(path)));
    if (missing.size === 0 && this.#made.has("")) return readBack;
    await this.run({ kind: "makeFolders", root: this.folder, folders: missing, at });
    for (const path of ["", ...missing.keys()]) this.#made.add(path);
    return readBack;
  }

  /** Something failed: whether its folders still stand is to be looked at again. */
  doubt(): void {
    this.#made.clear();
  }

  /** Breaks off what is under way there. */
  pause(): void {
    mark("follow: what is under way stops where the owner of its destination pauses all rigs");
    this.#pause.abort("paused");
    this.#pause = new AbortController();
  }

  run<Order extends WorkOrder>(order: Order): Promise<WorkResult<Order>> {
    const signal = AbortSignal.any([this.#signal, this.#pause.signal]);
    return this.#parts.pool.run(order, { signal, places: this.#placesFor(order.kind) });
  }

  async #find(): Promise<{ readonly at: KnownDestination; readonly readBack: ReadBack }> {
    const { flagFolder, allowLocalDestination, localFolder, verify } = this.#parts.settings;
    const { destination } = this.#request;
    const places = this.#placesFor("lookAtDestination");
    await requireReachable(this.#parts, destination, { signal: this.#signal, places });
    const { place, path, isShare } = await this.run({ kind: "lookAtDestination", destination, flagFolder });
    const isMeant = allowLocalDestination || (localFolder !== undefined && isBelow(localFolder, path));
    if (place.own && !isMeant)
      throw followingError("FOLLOW_DESTINATION_LOCAL", {
        what: `${destination} is on the rig's own disk, so nothing is copied there while the session runs`,
        where: { file: destination },
      });
    return { at: { destination, flagFolder, place }, readBack: verify ?? (isShare ? "device" : "cache") };
  }

  #placesFor(kind: WorkOrder["kind"]): ReturnType<typeof orderPlaces> {
    const { destination, directory } = this.#request;
    this.#places.refresh();
    return orderPlaces(kind, this.#places.of({ destination, modalities: { all: [directory] }, schemas: [] }));
  }
}

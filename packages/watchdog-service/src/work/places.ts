import { dirname, parse, resolve } from "node:path";
import { isRemotePlace, remoteRoot } from "@rigline/foundation/paths";
import type { WorkOrder } from "./work-order.js";

/** The volumes and shares that a job's work touches, told by their paths alone: a look at one that is dead never ends. */
export interface JobPlaces {
  readonly sources: readonly string[];
  readonly destination: string;
  readonly archive: string;
}

/** What an order may be waiting for when nothing is heard of it, and what is known to answer once it is done. */
export interface OrderPlaces {
  readonly waitsFor: readonly string[];
  readonly shows: readonly string[];
}

type Part = keyof JobPlaces;

const WAITS_FOR: { readonly [Kind in WorkOrder["kind"]]?: readonly Part[] } = {
  lookAtDestination: ["destination"],
  lookForHolds: ["destination"],
  compareTree: ["destination"],
  prepareStaging: ["destination"],
  publish: ["destination"],
  listSession: ["sources"],
  readWriterSums: ["sources"],
  makeFolders: ["destination"],
  adoptCopies: ["destination"],
  publishList: ["destination"],
  keepRecords: ["destination"],
  flushTree: ["destination"],
  removeTree: ["destination"],
  isSame: ["destination"],
  findMissing: ["sources"],
  findSources: ["sources"],
  measure: ["sources"],
  removeEmptyFolders: ["sources"],
  keepInventory: ["destination"],
  lookAtStore: ["destination"],
  claimStore: ["destination"],
  publishStore: ["destination"],
  checkStore: ["destination"],
  clearStore: ["destination"],
  readHistories: ["destination"],
  appendGeneration: ["destination"],
  archive: ["archive"],
};

/**
 * Where that is less. Looking proves nothing: a share may answer what it has in its cache, and hang at the first change. So
 * does removing, where nothing is there.
 */
const SHOWS: typeof WAITS_FOR = {
  plan: ["sources"],
  planDigest: ["sources"],
  hash: [],
  lookAtDestination: [],
  lookForHolds: [],
  compareTree: [],
  isSame: [],
  removeTree: [],
  deleteFiles: ["sources"],
};

export function orderPlaces(kind: WorkOrder["kind"], places: JobPlaces): OrderPlaces {
  const waitsFor = WAITS_FOR[kind] ?? ["sources", "destination"];
  const of = (parts: readonly Part[]): readonly string[] => parts.flatMap((part) => places[part]);
  return { waitsFor: of(waitsFor), shows: of(SHOWS[kind] ?? waitsFor) };
}

/**
 * The places of a job. What lies on the flag folder's own volume answers, or there would be no daemon; a destination there
 * may still be a link to a share, and is known by the folder that has to be there. `mounts`: where volumes are mounted, "/" apart.
 */
export function jobPlaces(
  request: PlacedRequest,
  { flagFolder, completeFolder }: { readonly flagFolder: string; readonly completeFolder: string },
  mounts: readonly string[],
): JobPlaces {
  const home = volumeOf(flagFolder, mounts);
  const placeOf = (folder: string): string => {
    const volume = volumeOf(folder, mounts);
    return volume === home ? folder : volume;
  };
  const sources = [...Object.values(request.modalities).flat(), ...request.schemas].map((path) =>
    volumeOf(path, mounts),
  );
  return {
    sources: [...new Set(sources)].filter((volume) => volume !== home),
    destination: isRemotePlace(request.destination)
      ? remoteRoot(request.destination)
      : placeOf(dirname(resolve(request.destination))),
    archive: placeOf(completeFolder),
  };
}

interface PlacesParts {
  readonly settings: Parameters<typeof jobPlaces>[1];
  readonly readMounts: () => readonly string[];
}

/** The places of jobs, worked out once for each, and anew when something is mounted. */
export class KnownPlaces {
  readonly #settings: Parameters<typeof jobPlaces>[1];
  readonly #readMounts: () => readonly string[];
  #known = new WeakMap<PlacedRequest, JobPlaces>();
  #mounts: readonly string[] = [];

  constructor({ settings, readMounts }: PlacesParts) {
    this.#settings = settings;
    this.#readMounts = readMounts;
  }

  /** Looks at the list of mounts. */
  refresh(): void {
    const mounts = this.#readMounts();
    if (mounts.join("\n") === this.#mounts.join("\n")) return;
    this.#mounts = mounts;
    this.#known = new WeakMap();
  }

  of(request: PlacedRequest): JobPlaces {
    const known = this.#known.get(request) ?? jobPlaces(request, this.#settings, this.#mounts);
    this.#known.set(request, known);
    return known;
  }
}

interface PlacedRequest {
  readonly destination: string;
  readonly modalities: Readonly<Record<string, readonly string[]>>;
  readonly schemas: readonly string[];
}

function volumeOf(path: string, mounts: readonly string[]): string {
  const whole = resolve(path);
  if (process.platform === "win32") return parse(whole).root.toLowerCase();
  const volume = /^\/Volumes\/[^/]+/.exec(whole)?.[0];
  if (process.platform === "darwin" && volume !== undefined) return volume;
  const around = mounts.filter((mount) => mount !== "/" && (whole === mount || whole.startsWith(`${mount}/`)));
  return around.reduce((longest, mount) => (mount.length > longest.length ? mount : longest), "/");
}

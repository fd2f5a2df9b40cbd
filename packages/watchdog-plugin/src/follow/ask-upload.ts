import { readProxies, type HttpLimits } from "@rigline/foundation/http";
import { mark } from "@rigline/foundation/marks";
import {
  jobStatusQuery,
  listFollowedUploads,
  readJobStatuses,
  uploadStateOf,
  type FollowedUpload,
  type ToldJob,
  type UploadState,
} from "@rigline/manifest";
import type { PluginParts } from "../parts.js";

/** A service that does not answer must not hold up a list of sessions. */
const ASK_MS = 3000;
/** Whoever looks on asks no more often. */
const AGAIN_MS = 30_000;

type Parts = Pick<PluginParts, "network" | "environment" | "fileSystem" | "clock">;

/** Asks the transfer service what becomes of uploads while no daemon runs that would; it records nothing. */
export class UploadAsker {
  readonly #parts: Parts;
  /** By address, one question for all that are followed there. */
  readonly #asked = new Map<string, { readonly at: number; readonly jobs: Promise<readonly ToldJob[]> }>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Undefined: it tells nothing of this one, or nothing now. */
  async ask(flagFolder: string, followed: FollowedUpload): Promise<UploadState | undefined> {
    try {
      const told = uploadStateOf(followed, await this.#jobsAt(followed.url, flagFolder));
      return told === undefined ? undefined : { ...told, since: undefined };
    } catch {
      mark("follow: a service that does not tell of an upload leaves what is on record");
      return undefined;
    }
  }

  #jobsAt(url: string, flagFolder: string): Promise<readonly ToldJob[]> {
    const { clock, fileSystem } = this.#parts;
    const now = clock.monotonic();
    const known = this.#asked.get(url);
    if (known !== undefined && now - known.at < AGAIN_MS) return known.jobs;
    const all = listFollowedUploads(fileSystem, flagFolder).filter((upload) => upload.url === url);
    const jobs = this.#get(jobStatusQuery(url, all));
    this.#asked.set(url, { at: now, jobs });
    return jobs;
  }

  async #get(url: string): Promise<readonly ToldJob[]> {
    const { network, environment } = this.#parts;
    const limits: HttpLimits = { timeoutMs: ASK_MS, signal: new AbortController().signal };
    return readJobStatuses(await network.getJson(url, readProxies(environment), limits));
  }
}

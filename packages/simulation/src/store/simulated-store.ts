import type { Clock } from "@rigline/foundation/platform";
import type { Random } from "../random.js";
import type { Actor } from "../world/actor.js";
import type { Inode } from "../world/inode.js";
import type { StoreOperation } from "../world/operation.js";
import { refusalOf, Refused, type StoreAnswer, traitsOf } from "./store-answers.js";
import { placeOfKey } from "./store-places.js";
import { compositeOf, sha256 } from "./store-sums.js";
import { SystemError } from "../world/system-error.js";
import type { Volume } from "../world/volume.js";
import type { World } from "../world/world.js";

/** What stores of the S3 kind differ in. */
export interface StoreTraits {
  /** Of conditions: it keeps them, does not know them, or does not mind them. */
  readonly conditions: "kept" | "unknown" | "ignored";
  /** Of what arrives: it compares it with what was said of it, only tells it afterwards, or has none. */
  readonly checksums: "compared" | "told" | "none";
  /** What it answers while it refuses everything. */
  readonly refusal: StoreAnswer;
  /** In parts of how many bytes it is given files; absent: as in reality, where those of a life are one part. */
  readonly partBytes?: number | undefined;
}

export interface Upload {
  readonly path: string;
  readonly parts: Map<number, StoredPart>;
}

export interface StoredPart {
  readonly bytes: Uint8Array;
  /** As it was sent; undefined: the store keeps none. */
  readonly checksum: string | undefined;
}

/** What a store tells of an object. */
interface Told {
  readonly etag: string;
  readonly checksum: string | undefined;
}

/** A request takes so long to get there, and its answer so long to come back, at most. */
const WAY_MS = 100;
/** AWS's kit asks so often, and waits so long in between. */
const MOST_TRIES = 3;
const AGAIN_MS = 100;

/**
 * A store of the S3 kind. Its objects are files of a volume that loses nothing, so whoever holds what is published against what was handed
 * off finds it as on a share. What has arrived there is carried out, whether or not whoever asked for it is still alive.
 */
export class SimulatedStore {
  readonly uploads = new Map<string, Upload>();
  readonly world: World;
  readonly volume: Volume;
  readonly traits: StoreTraits;
  requests = 0;
  readonly #random: Random;
  readonly #told = new WeakMap<Inode, Told>();

  constructor(world: World, volume: Volume, traits: StoreTraits, random: Random) {
    this.world = world;
    this.volume = volume;
    this.traits = traits;
    this.#random = random;
  }

  pathOf(key: string): string {
    return placeOfKey(key);
  }

  /** The objects below a prefix, in the order of a list. */
  list(prefix: string): readonly (readonly [key: string, object: Inode])[] {
    const folder = this.world.findAnywhere(this.pathOf(prefix.slice(0, Math.max(0, prefix.lastIndexOf("/")))));
    const found: (readonly [string, Inode])[] = [];
    const walk = (node: Inode | undefined, at: string): void => {
      for (const { name, node: inner } of node?.entries.values() ?? [])
        if (inner.kind === "folder") walk(inner, `${at}${name}/`);
        else if (`${at}${name}`.startsWith(prefix)) found.push([`${at}${name}`, inner]);
    };
    walk(folder, prefix.slice(0, prefix.lastIndexOf("/") + 1));
    return found.sort(([one], [other]) => (one < other ? -1 : 1));
  }

  find(key: string): Inode | undefined {
    const found = this.world.findAnywhere(this.pathOf(key));
    return found?.kind === "file" ? found : undefined;
  }

  tellOf(object: Inode): Told {
    const known = this.#told.get(object) ?? this.#describe(object.data);
    this.#told.set(object, known);
    return known;
  }

  /** `arrived`: what is kept, which `sent` may not be. `parts`: of those it was sent in, their checksums. */
  keep(path: string, sent: Uint8Array, arrived: Uint8Array, parts?: readonly StoredPart[]): Inode {
    const object = this.world.put(path, arrived);
    const checksums = this.traits.checksums === "told" ? undefined : parts?.map(({ checksum }) => checksum);
    if (parts === undefined)
      this.#told.set(object, this.traits.checksums === "told" ? this.#describe(arrived) : this.#describe(sent));
    else
      this.#told.set(object, {
        etag: `${this.#describe(arrived).etag}-${parts.length}`,
        checksum:
          this.traits.checksums === "none"
            ? undefined
            : compositeOf(checksums ?? parts.map(({ bytes }) => sha256(bytes))),
      });
    return object;
  }

  #describe(bytes: Uint8Array): Told {
    const checksum = sha256(bytes);
    return { etag: `"${checksum.slice(0, 12)}"`, checksum: this.traits.checksums === "none" ? undefined : checksum };
  }

  /** Asks as the kit does: again, of what may pass. */
  async ask<Answer>(request: StoreRequest<Answer>): Promise<Answer> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#askOnce(request);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        if (tries === MOST_TRIES || traitsOf(error.name).passes !== true)
          throw request.operation === "HeadObject" ? error.ofHead() : error;
        await request.clock.sleep(AGAIN_MS * tries);
      }
    }
  }

  #askOnce<Answer>({ actor, clock, operation, key, body, act, page }: StoreRequest<Answer>): Promise<Answer> {
    const { world, volume } = this;
    const path = this.pathOf(key);
    this.requests += 1;
    // The dead hear of nothing any more.
    const passed = (moment: StoreOperation): StoreAnswer | "dead" | undefined => {
      if (!actor.isAlive) return "dead";
      try {
        world.pass(actor, moment, path, volume);
      } catch (error) {
        if (error instanceof SystemError) return error.code as StoreAnswer;
        throw error;
      }
      return actor.isAlive ? undefined : "dead";
    };
    const odd = passed(operation);
    if (odd === "dead") return new Promise(() => {});
    const arrived = body === undefined ? undefined : world.passOn(volume, body);
    return new Promise((resolve, reject) => {
      const answer = (ms: number, settle: () => void): void => void clock.after(ms + this.#way(), settle);
      if (odd === "page") return answer(this.#way(), () => resolve(page));
      if (odd !== undefined) return answer(this.#way() + (traitsOf(odd).ms ?? 0), () => reject(refusalOf(odd)));
      world.time.after(this.#way(), () => {
        const { state } = volume;
        if (state.kind === "hanging")
          return answer(traitsOf("TimeoutError").ms ?? 0, () => reject(refusalOf("TimeoutError")));
        let settle: () => void;
        try {
          this.#require(operation);
          const given = act(arrived);
          settle = () => resolve(given);
        } catch (error) {
          settle = () => reject(error);
        }
        answer(0, () => {
          const lost = passed("answer");
          if (lost === "dead") return;
          if (lost === undefined) settle();
          else reject(refusalOf("ECONNRESET"));
        });
      });
    });
  }

  /** Whether an answer ends in the middle of its body. */
  breaksOff(actor: Actor, key: string): Promise<boolean> {
    if (!actor.isAlive) return new Promise(() => {});
    try {
      this.world.pass(actor, "body", this.pathOf(key), this.volume);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      return Promise.resolve(true);
    }
    return actor.isAlive ? Promise.resolve(false) : new Promise(() => {});
  }

  #way(): number {
    return 1 + this.#random.below(WAY_MS);
  }

  #require(operation: StoreOperation): void {
    const { state, room } = this.volume;
    if (state.kind === "gone") throw refusalOf("NoSuchBucket");
    if (state.kind === "refusing") throw refusalOf(this.traits.refusal);
    if (room === 0 && (operation === "PutObject" || operation === "UploadPart"))
      throw new Refused("QuotaExceeded", 507);
  }

  /** A process, or what is left of one, has changed something; `since`: when it had begun with the store. */
  changed(actor: Actor, { path, to, operation, node }: StoreChange, since: number): void {
    this.world.after({
      actor,
      operation,
      path,
      since,
      ...(to === undefined ? {} : { to }),
      ...(node === undefined ? {} : { node }),
    });
  }
}

export interface StoreRequest<Answer> {
  readonly actor: Actor;
  readonly clock: Clock;
  readonly operation: StoreOperation;
  readonly key: string;
  readonly body?: Uint8Array | undefined;
  /** What the store does. Throws Refused. `arrived`: the body, as it came. */
  readonly act: (arrived: Uint8Array | undefined) => Answer;
  /** What the kit makes of a page in the place of an answer. */
  readonly page: Answer;
}

interface StoreChange {
  readonly path: string;
  readonly to?: string;
  readonly operation: "write" | "link" | "rename" | "removeFile";
  readonly node?: Inode;
}

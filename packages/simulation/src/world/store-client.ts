import type { S3Requests } from "@rigline/destination-s3/over-requests";
import type { Clock } from "@rigline/foundation/platform";
import type { Actor } from "./actor.js";
import {
  isWholeFile,
  placeOfWhole,
  sha256,
  type SimulatedStore,
  type StoreRequest,
  type Upload,
} from "./simulated-store.js";
import { refusalOf, Refused } from "./store-answers.js";

interface Named {
  readonly Key?: string | undefined;
}

interface Put extends Named {
  readonly Body?: unknown;
  readonly ChecksumSHA256?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
  readonly IfMatch?: string | undefined;
}

interface OfUpload extends Named {
  readonly UploadId?: string | undefined;
  readonly PartNumber?: number | undefined;
}

/** So many entries a list has at most, so that there is a next one. */
const PAGE = 3;

/** AWS's kit in the hands of one process: what it is asked, as the store of this world does it. */
export class StoreClient implements S3Requests {
  readonly #store: SimulatedStore;
  readonly #who: { readonly actor: Actor; readonly clock: Clock; readonly since: number };

  constructor(store: SimulatedStore, who: { readonly actor: Actor; readonly clock: Clock; readonly since: number }) {
    this.#store = store;
    this.#who = who;
  }

  destroy(): void {}

  listObjectsV2({
    Prefix = "",
    ContinuationToken,
    MaxKeys = PAGE,
  }: {
    readonly Prefix?: string | undefined;
    readonly ContinuationToken?: string | undefined;
    readonly MaxKeys?: number | undefined;
  }) {
    const act = () => {
      const all = this.#store.list(Prefix);
      const from = Number(ContinuationToken ?? 0);
      const some = all.slice(from, from + MaxKeys);
      const next = from + some.length;
      return {
        ...ANSWER,
        IsTruncated: next < all.length,
        ...(next < all.length ? { NextContinuationToken: String(next) } : {}),
        Contents: some.map(([Key, object]) => ({
          Key,
          Size: object.data.length,
          ETag: this.#store.tellOf(object).etag,
        })),
      };
    };
    return this.#ask({ operation: "ListObjectsV2", key: Prefix, act, page: ANSWER as ReturnType<typeof act> });
  }

  headObject({ Key = "" }: Named) {
    const act = () => {
      const object = this.#store.find(Key);
      if (object === undefined) throw new Refused("NotFound", 404);
      const { etag, checksum } = this.#store.tellOf(object);
      return { ...ANSWER, ContentLength: object.data.length, ETag: etag, ChecksumSHA256: checksum };
    };
    return this.#ask({
      operation: "HeadObject",
      key: Key,
      act,
      page: { ...ANSWER, ContentLength: PAGE_TEXT.length } as unknown as ReturnType<typeof act>,
    });
  }

  getObject({ Key = "" }: Named) {
    const act = () => {
      const object = this.#store.find(Key);
      if (object === undefined) throw new Refused("NoSuchKey", 404);
      const { data } = object;
      return {
        ...ANSWER,
        ContentLength: data.length,
        ETag: this.#store.tellOf(object).etag,
        Body: this.#bodyOf(Key, data) as never,
      };
    };
    const page = { ...ANSWER, ContentLength: PAGE_TEXT.length, Body: inOne(PAGE_TEXT) } as unknown as ReturnType<
      typeof act
    >;
    return this.#ask({ operation: "GetObject", key: Key, act, page });
  }

  putObject({ Key = "", Body, ChecksumSHA256, IfNoneMatch, IfMatch }: Put) {
    const { actor, since } = this.#who;
    const path = this.#store.pathOf(Key);
    const sent = Body as Uint8Array;
    const act = (arrived = sent) => {
      const { conditions } = this.#store.traits;
      const before = this.#store.find(Key);
      const isConditional = (IfNoneMatch ?? IfMatch) !== undefined;
      if (isConditional && conditions === "unknown") throw new Refused("NotImplemented", 501);
      if (isConditional && conditions === "kept") {
        const isMet =
          IfMatch === undefined
            ? before === undefined
            : before !== undefined && this.#store.tellOf(before).etag === IfMatch;
        if (!isMet) throw new Refused("PreconditionFailed", 412);
      }
      this.#requireWhole(arrived, ChecksumSHA256);
      const node = this.#store.keep(path, sent, arrived);
      const made = isWholeFile(path)
        ? ({ operation: "rename", to: placeOfWhole(path) } as const)
        : { operation: isConditional ? ("link" as const) : ("write" as const) };
      this.#store.changed(actor, { path, node, ...made }, since);
      return { ...ANSWER, ETag: this.#store.tellOf(node).etag };
    };
    return this.#ask({
      operation: "PutObject",
      key: Key,
      body: this.#spoils(Key) ? sent : undefined,
      act,
      page: ANSWER as ReturnType<typeof act>,
    });
  }

  deleteObjects({ Delete }: { readonly Delete?: { readonly Objects?: readonly Named[] | undefined } | undefined }) {
    const { actor, since } = this.#who;
    const keys = (Delete?.Objects ?? []).map(({ Key = "" }) => Key);
    const act = () => {
      for (const key of keys) {
        const node = this.#store.find(key);
        const path = this.#store.pathOf(key);
        if (node === undefined || !this.#store.world.drop(path)) continue;
        this.#store.changed(actor, { path, node, operation: "removeFile" }, since);
      }
      return ANSWER;
    };
    return this.#ask({ operation: "DeleteObjects", key: keys[0] ?? "", act, page: ANSWER });
  }

  createMultipartUpload({ Key = "" }: Named) {
    const act = () => {
      const UploadId = `upload-${this.#store.requests}-${this.#store.uploads.size}`;
      this.#store.uploads.set(UploadId, { path: this.#store.pathOf(Key), parts: new Map() });
      return { ...ANSWER, UploadId };
    };
    return this.#ask({ operation: "CreateMultipartUpload", key: Key, act, page: ANSWER as ReturnType<typeof act> });
  }

  uploadPart({ Key = "", UploadId = "", PartNumber = 0, Body, ChecksumSHA256 }: Put & OfUpload) {
    const sent = Body as Uint8Array;
    const act = (arrived = sent) => {
      const { parts } = this.#uploadOf(UploadId);
      this.#requireWhole(arrived, ChecksumSHA256);
      parts.set(PartNumber, { bytes: arrived, checksum: ChecksumSHA256 });
      return { ...ANSWER, ETag: `"${sha256(arrived).slice(0, 12)}"` };
    };
    return this.#ask({ operation: "UploadPart", key: Key, body: sent, act, page: ANSWER as ReturnType<typeof act> });
  }

  listMultipartUploads({ Prefix = "" }: { readonly Prefix?: string | undefined }) {
    const act = () => {
      const begun = [...this.#store.uploads].filter(([, { path }]) => path.startsWith(this.#store.pathOf(Prefix)));
      const Uploads = begun
        .slice(0, PAGE)
        .map(([UploadId, { path }]) => ({ UploadId, Key: path.slice(this.#store.pathOf("").length) }));
      return { ...ANSWER, Uploads, IsTruncated: begun.length > PAGE };
    };
    return this.#ask({ operation: "ListMultipartUploads", key: Prefix, act, page: ANSWER as ReturnType<typeof act> });
  }

  listParts({
    Key = "",
    UploadId = "",
    PartNumberMarker,
  }: OfUpload & { readonly PartNumberMarker?: string | undefined }) {
    const { checksums } = this.#store.traits;
    const act = () => {
      const all = [...this.#uploadOf(UploadId).parts].toSorted(([one], [other]) => one - other);
      const rest = all.filter(([number]) => number > Number(PartNumberMarker ?? 0));
      const Parts = rest.slice(0, PAGE).map(([PartNumber, { bytes, checksum }]) => ({
        PartNumber,
        Size: bytes.length,
        ETag: `"${sha256(bytes).slice(0, 12)}"`,
        ...(checksums === "none" ? {} : { ChecksumSHA256: checksums === "told" ? sha256(bytes) : checksum }),
      }));
      return {
        ...ANSWER,
        Parts,
        IsTruncated: rest.length > PAGE,
        NextPartNumberMarker: String(Parts.at(-1)?.PartNumber ?? 0),
      };
    };
    return this.#ask({ operation: "ListParts", key: Key, act, page: ANSWER as unknown as ReturnType<typeof act> });
  }

  completeMultipartUpload({
    Key = "",
    UploadId = "",
    MultipartUpload,
  }: OfUpload & {
    readonly MultipartUpload?:
      | {
          readonly Parts?:
            | readonly { readonly PartNumber?: number | undefined; readonly ETag?: string | undefined }[]
            | undefined;
        }
      | undefined;
  }) {
    const { actor, since } = this.#who;
    const path = this.#store.pathOf(Key);
    const act = () => {
      const upload = this.#uploadOf(UploadId);
      const parts = (MultipartUpload?.Parts ?? []).map(({ PartNumber = 0, ETag }) => {
        const part = upload.parts.get(PartNumber);
        if (part === undefined || ETag !== `"${sha256(part.bytes).slice(0, 12)}"`)
          throw new Refused("InvalidPart", 400);
        return part;
      });
      const bytes = Buffer.concat(parts.map((part) => part.bytes));
      const node = this.#store.keep(path, bytes, bytes, parts);
      this.#store.uploads.delete(UploadId);
      this.#store.changed(actor, { path, node, operation: "write" }, since);
      const { etag, checksum } = this.#store.tellOf(node);
      return { ...ANSWER, ETag: etag, ChecksumSHA256: checksum };
    };
    return this.#ask({ operation: "CompleteMultipartUpload", key: Key, act, page: ANSWER as ReturnType<typeof act> });
  }

  abortMultipartUpload({ Key = "", UploadId = "" }: OfUpload) {
    const act = () => {
      this.#uploadOf(UploadId);
      this.#store.uploads.delete(UploadId);
      return ANSWER;
    };
    return this.#ask({ operation: "AbortMultipartUpload", key: Key, act, page: ANSWER });
  }

  #ask<Answer>(request: Omit<StoreRequest<Answer>, "actor" | "clock">): Promise<Answer> {
    const { actor, clock } = this.#who;
    return this.#store.ask({ ...request, actor, clock });
  }

  #uploadOf(id: string): Upload {
    const upload = this.#store.uploads.get(id);
    if (upload === undefined) throw new Refused("NoSuchUpload", 404);
    return upload;
  }

  /** Of what is small enough to be signed to the byte, a store that compares nothing else refuses what is spoilt, too. */
  #spoils(key: string): boolean {
    return this.#store.traits.checksums === "compared" || !key.includes("/.rigline/");
  }

  #requireWhole(arrived: Uint8Array, said: string | undefined): void {
    if (this.#store.traits.checksums === "compared" && said !== undefined && said !== sha256(arrived))
      throw new Refused("BadDigest", 400);
  }

  /** Half of it may come, and then nothing. */
  async *#bodyOf(key: string, data: Uint8Array): AsyncGenerator<Uint8Array> {
    const { actor } = this.#who;
    const half = data.subarray(0, data.length >> 1);
    yield half;
    if (await this.#store.breaksOff(actor, key)) throw refusalOf("ECONNRESET");
    yield data.subarray(half.length);
  }
}

const PAGE_TEXT = Buffer.from("<html>Please sign in</html>");
const ANSWER = { $metadata: {} };

async function* inOne(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

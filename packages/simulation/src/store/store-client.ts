import type { S3Requests } from "@rigline/destination-s3/over-requests";
import type { Clock } from "@rigline/foundation/platform";
import type { Actor } from "../world/actor.js";
import type { SimulatedStore, StoreRequest, Upload } from "./simulated-store.js";
import { refusalOf, Refused } from "./store-answers.js";
import { isWholeFile, placeOfWhole } from "./store-places.js";
import { mayArriveSpoilt, requireMet, copySourceOf } from "./store-requests.js";
import { sha256 } from "./store-sums.js";

type Request = Exclude<keyof S3Requests, "destroy">;
type Asked<Name extends Request> = Parameters<S3Requests[Name]>[0];
type Told<Name extends Request> = Awaited<ReturnType<S3Requests[Name]>>;

/** So many entries a list has at most, so that there is a next one. */
const PAGE = 3;

/** Of what answers that is no store, all that the kit makes. */
const ANSWER = { $metadata: {} };

/** AWS's kit in the hands of one process: what it is asked, as the store of this world does it. */
export class StoreClient implements S3Requests {
  readonly #store: SimulatedStore;
  readonly #who: { readonly actor: Actor; readonly clock: Clock };
  /** When it was begun with. */
  readonly #since: number;

  constructor(store: SimulatedStore, who: { readonly actor: Actor; readonly clock: Clock }) {
    this.#store = store;
    this.#who = who;
    this.#since = store.world.time.elapsed;
  }

  destroy(): void {}

  listObjectsV2({
    Prefix = "",
    ContinuationToken,
    MaxKeys = PAGE,
  }: Asked<"listObjectsV2">): Promise<Told<"listObjectsV2">> {
    return this.#ask("ListObjectsV2", Prefix, () => {
      const all = this.#store.list(Prefix);
      const from = Number(ContinuationToken ?? 0);
      const next = from + Math.min(MaxKeys, all.length - from);
      const Contents = all
        .slice(from, next)
        .map(([Key, object]) => ({ Key, Size: object.data.length, ETag: this.#store.tellOf(object).etag }));
      return { ...ANSWER, IsTruncated: next < all.length, NextContinuationToken: String(next), Contents };
    });
  }

  headObject({ Key = "" }: Asked<"headObject">): Promise<Told<"headObject">> {
    return this.#ask("HeadObject", Key, () => {
      const object = this.#store.find(Key);
      if (object === undefined) throw new Refused("NotFound", 404);
      const { etag, checksum } = this.#store.tellOf(object);
      return { ...ANSWER, ContentLength: object.data.length, ETag: etag, ChecksumSHA256: checksum };
    });
  }

  getObject({ Key = "" }: Asked<"getObject">): Promise<Told<"getObject">> {
    return this.#ask("GetObject", Key, () => {
      const object = this.#store.find(Key);
      if (object === undefined) throw new Refused("NoSuchKey", 404);
      const { data } = object;
      const Body = this.#bodyOf(Key, data) as never;
      return { ...ANSWER, ContentLength: data.length, ETag: this.#store.tellOf(object).etag, Body };
    });
  }

  putObject({ Key = "", Body, ChecksumSHA256, IfNoneMatch, IfMatch }: Asked<"putObject">): Promise<Told<"putObject">> {
    const path = this.#store.pathOf(Key);
    const sent = Body as Uint8Array;
    const isConditional = (IfNoneMatch ?? IfMatch) !== undefined;
    const act = (arrived = sent): Told<"putObject"> => {
      requireMet(this.#store, Key, { IfNoneMatch, IfMatch });
      this.#requireWhole(arrived, ChecksumSHA256);
      const node = this.#store.keep(path, sent, arrived);
      this.#changed({ path, operation: isConditional ? "link" : "write", node });
      return { ...ANSWER, ETag: this.#store.tellOf(node).etag };
    };
    return this.#ask("PutObject", Key, act, mayArriveSpoilt(this.#store, Key) ? sent : undefined);
  }

  deleteObjects({ Delete }: Asked<"deleteObjects">): Promise<Told<"deleteObjects">> {
    const keys = (Delete?.Objects ?? []).map(({ Key = "" }) => Key);
    return this.#ask("DeleteObjects", keys[0] ?? "", () => {
      for (const key of keys) {
        const node = this.#store.find(key);
        const path = this.#store.pathOf(key);
        if (node !== undefined && this.#store.world.drop(path)) this.#changed({ path, node, operation: "removeFile" });
      }
      return ANSWER;
    });
  }

  createMultipartUpload({ Key = "" }: Asked<"createMultipartUpload">): Promise<Told<"createMultipartUpload">> {
    return this.#ask("CreateMultipartUpload", Key, () => {
      const UploadId = `upload-${this.#store.requests}-${this.#store.uploads.size}`;
      this.#store.uploads.set(UploadId, { path: this.#store.pathOf(Key), parts: new Map() });
      return { ...ANSWER, UploadId };
    });
  }

  uploadPart({
    Key = "",
    UploadId,
    PartNumber = 0,
    Body,
    ChecksumSHA256,
  }: Asked<"uploadPart">): Promise<Told<"uploadPart">> {
    const sent = Body as Uint8Array;
    const act = (arrived = sent): Told<"uploadPart"> => {
      const { parts } = this.#uploadOf(UploadId);
      this.#requireWhole(arrived, ChecksumSHA256);
      parts.set(PartNumber, { bytes: arrived, checksum: ChecksumSHA256 });
      return { ...ANSWER, ETag: etagOf(arrived) };
    };
    return this.#ask("UploadPart", Key, act, mayArriveSpoilt(this.#store, Key) ? sent : undefined);
  }

  copyObject({ Key = "", CopySource }: Asked<"copyObject">): Promise<Told<"copyObject">> {
    return this.#ask("CopyObject", Key, () => {
      const { data } = copySourceOf(this.#store, CopySource);
      const path = this.#store.pathOf(Key);
      this.#changed({ path, operation: "write", node: this.#store.keep(path, data, data) });
      return ANSWER;
    });
  }

  uploadPartCopy({
    Key = "",
    UploadId,
    PartNumber = 0,
    CopySource,
    CopySourceRange = "",
  }: Asked<"uploadPartCopy">): Promise<Told<"uploadPartCopy">> {
    return this.#ask("UploadPartCopy", Key, () => {
      const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(CopySourceRange) ?? [];
      const bytes = copySourceOf(this.#store, CopySource).data.subarray(Number(from), Number(to) + 1);
      this.#uploadOf(UploadId).parts.set(PartNumber, { bytes, checksum: undefined });
      return { ...ANSWER, CopyPartResult: { ETag: etagOf(bytes) } };
    });
  }

  listMultipartUploads({ Prefix = "" }: Asked<"listMultipartUploads">): Promise<Told<"listMultipartUploads">> {
    return this.#ask("ListMultipartUploads", Prefix, () => {
      const begun = [...this.#store.uploads].filter(([, { path }]) => path.startsWith(this.#store.pathOf(Prefix)));
      const from = this.#store.pathOf("").length;
      const Uploads = begun.slice(0, PAGE).map(([UploadId, { path }]) => ({ UploadId, Key: path.slice(from) }));
      return { ...ANSWER, Uploads, IsTruncated: begun.length > PAGE };
    });
  }

  listParts({ Key = "", UploadId, PartNumberMarker = "0" }: Asked<"listParts">): Promise<Told<"listParts">> {
    const { checksums } = this.#store.traits;
    return this.#ask("ListParts", Key, () => {
      const all = [...this.#uploadOf(UploadId).parts].toSorted(([one], [other]) => one - other);
      const rest = all.filter(([number]) => number > Number(PartNumberMarker));
      const Parts = rest.slice(0, PAGE).map(([PartNumber, { bytes, checksum }]) => {
        const known = checksums === "told" ? sha256(bytes) : checksum;
        return {
          PartNumber,
          Size: bytes.length,
          ETag: etagOf(bytes),
          ChecksumSHA256: checksums === "none" ? undefined : known,
        };
      });
      const next = String(Parts.at(-1)?.PartNumber ?? 0);
      return { ...ANSWER, Parts, IsTruncated: rest.length > PAGE, NextPartNumberMarker: next };
    });
  }

  completeMultipartUpload({
    Key = "",
    UploadId,
    MultipartUpload,
    IfNoneMatch,
  }: Asked<"completeMultipartUpload">): Promise<Told<"completeMultipartUpload">> {
    const path = this.#store.pathOf(Key);
    return this.#ask("CompleteMultipartUpload", Key, () => {
      requireMet(this.#store, Key, { IfNoneMatch });
      const upload = this.#uploadOf(UploadId);
      const parts = (MultipartUpload?.Parts ?? []).map(({ PartNumber = 0, ETag }) => {
        const part = upload.parts.get(PartNumber);
        if (part === undefined || ETag !== etagOf(part.bytes)) throw new Refused("InvalidPart", 400);
        return part;
      });
      const bytes = Buffer.concat(parts.map((part) => part.bytes));
      const node = this.#store.keep(path, bytes, bytes, parts);
      this.#store.uploads.delete(UploadId ?? "");
      if (isWholeFile(path)) this.#changed({ path, to: placeOfWhole(path), operation: "rename", node });
      else this.#changed({ path, node, operation: "write" });
      const { etag, checksum } = this.#store.tellOf(node);
      return { ...ANSWER, ETag: etag, ChecksumSHA256: checksum };
    });
  }

  abortMultipartUpload({
    Key = "",
    UploadId = "",
  }: Asked<"abortMultipartUpload">): Promise<Told<"abortMultipartUpload">> {
    return this.#ask("AbortMultipartUpload", Key, () => {
      this.#uploadOf(UploadId);
      this.#store.uploads.delete(UploadId);
      return ANSWER;
    });
  }

  #ask<Answer>(
    operation: StoreRequest<Answer>["operation"],
    key: string,
    act: StoreRequest<Answer>["act"],
    body?: Uint8Array,
  ): Promise<Answer> {
    return this.#store.ask({ ...this.#who, operation, key, act, body, page: ANSWER as Answer });
  }

  #changed(change: Parameters<SimulatedStore["changed"]>[1]): void {
    this.#store.changed(this.#who.actor, change, this.#since);
  }

  #uploadOf(id = ""): Upload {
    const upload = this.#store.uploads.get(id);
    if (upload === undefined) throw new Refused("NoSuchUpload", 404);
    return upload;
  }

  #requireWhole(arrived: Uint8Array, said: string | undefined): void {
    const { checksums } = this.#store.traits;
    if (checksums === "compared" && said !== undefined && said !== sha256(arrived)) throw new Refused("BadDigest", 400);
  }

  /** Half of it may come, and then nothing. */
  async *#bodyOf(key: string, data: Uint8Array): AsyncGenerator<Uint8Array> {
    const half = data.subarray(0, data.length >> 1);
    yield half;
    if (await this.#store.breaksOff(this.#who.actor, key)) throw refusalOf("ECONNRESET");
    yield data.subarray(half.length);
  }
}

function etagOf(bytes: Uint8Array): string {
  return `"${sha256(bytes).slice(0, 12)}"`;
}

import type { GetObjectCommandOutput, HeadObjectCommandOutput } from "@aws-sdk/client-s3";
import { readRemotePlace } from "@rigline/foundation/paths";
import {
  type FetchedFile,
  type RemoteStore,
  type StoredFile,
  type StoreFile,
  type ToldFile,
} from "@rigline/foundation/stores";
import { isOther, isTaken, isUnknownThere, toStoreError } from "./s3-errors.js";
import { judge, requireList, requireVersion } from "./answers.js";
import { inBase64, sha256Of } from "./checksums.js";
import { collectBody, hashBody } from "./read-body.js";
import { abandonUploads, putInParts } from "./multipart.js";
import { readyUpload } from "./ready-upload.js";
import { copyWithin } from "./copy-within.js";
import { eachOf } from "./each-of.js";
import type { Pace } from "./paced-requests.js";
import type { S3Requests } from "./s3-requests.js";

/** Where in a store. `prefix`: without slashes around it; empty: the bucket itself. */
export interface S3Place {
  readonly bucket: string;
  readonly prefix: string;
}

const AT_ONCE = 8;
/** So many keys S3 removes by one request. */
const REMOVED_AT_ONCE = 1000;

/** Of how a place is used. */
interface Uses {
  /** Holds what is fetched to a limit; absent: there is none. */
  readonly pace?: Pace | undefined;
  /** In parts of how many bytes a file of so many goes. */
  readonly partBytes: (bytes: number) => number;
}

/** A place in a store of the S3 kind, whoever carries its requests. */
export function placeInS3(client: S3Requests, { bucket, prefix }: S3Place, { pace, partBytes }: Uses): RemoteStore {
  const within = prefix === "" ? "" : `${prefix}/`;
  const key = (path: string): string => `${within}${path}`;
  const where = `s3://${bucket}/${prefix}`;
  const asking = async <Answer>(what: string, ask: () => Promise<Answer>): Promise<Answer> => {
    try {
      return await ask();
    } catch (error) {
      throw toStoreError(error, what, where);
    }
  };
  /** Undefined: it is not there. */
  const head = async (path: string): Promise<HeadObjectCommandOutput | undefined> => {
    try {
      return requireVersion(await client.headObject({ Bucket: bucket, Key: key(path), ChecksumMode: "ENABLED" }));
    } catch (error) {
      if (isOther(error, 404)) return undefined;
      throw error;
    }
  };
  const fetch = async (path: string): Promise<GetObjectCommandOutput | undefined> => {
    try {
      return requireVersion(await client.getObject({ Bucket: bucket, Key: key(path) }));
    } catch (error) {
      if (isOther(error, 404) && (error as Error).name !== "NoSuchBucket") return undefined;
      throw error;
    }
  };

  return {
    partBytes,
    look: () =>
      asking("looked at", async () => {
        requireList(await client.listObjectsV2({ Bucket: bucket, Prefix: within, MaxKeys: 1 }));
      }),
    list: () => asking("listed", () => listAll()),
    get: (path) =>
      asking(`read: ${path}`, async () => {
        const found = await fetch(path);
        return found === undefined ? undefined : await collectBody(found.Body);
      }),
    create: (path, content) =>
      asking(`written: ${path}`, async () => {
        const ChecksumSHA256 = inBase64(sha256Of(content));
        try {
          const request = { Bucket: bucket, Key: key(path), Body: content, ChecksumSHA256 };
          requireVersion(await client.putObject({ ...request, IfNoneMatch: "*" }));
          // A store that takes the condition and does not mind it: whoever finds another's behind its own gives way.
          return await holds(path, content);
        } catch (error) {
          // Of an answer that was lost on its way the kit asks again, and finds what it has made itself.
          if (isTaken(error)) return await holds(path, content);
          if (!isUnknownThere(error)) throw error;
          // A store that has no such condition: whoever finds another's behind its own gives way.
          if ((await head(path)) !== undefined) return false;
          await client.putObject({ Bucket: bucket, Key: key(path), Body: content, ChecksumSHA256 });
          return await holds(path, content);
        }
      }),
    replace: (path, before, content) =>
      asking(`written: ${path}`, async () => {
        const found = await fetch(path);
        const stands = found === undefined ? undefined : await collectBody(found.Body);
        if (stands === undefined || !Buffer.from(stands).equals(Buffer.from(before))) return false;
        const request = { Bucket: bucket, Key: key(path), Body: content, ChecksumSHA256: inBase64(sha256Of(content)) };
        try {
          await client.putObject({ ...request, IfMatch: found?.ETag });
          return true;
        } catch (error) {
          if (isTaken(error) || isOther(error, 404)) return await holds(path, content);
          if (!isUnknownThere(error)) throw error;
          await client.putObject(request);
          return await holds(path, content);
        }
      }),
    ready: (path, content) =>
      asking(`readied: ${path}`, async () => {
        const name = await readyUpload(client, { Bucket: bucket, Key: key(path) }, content, () => holds(path, content));
        return { name: () => asking(`written: ${path}`, name) };
      }),
    disown: (path) => asking(`looked at: ${path}`, () => abandonUploads(client, bucket, key(path))),
    put: (files, onBytes) =>
      eachOf(files, AT_ONCE, (file) => asking(`written: ${file.path}`, () => putOne(file, onBytes))),
    tell: async (files) => {
      const told = new Map<string, ToldFile>();
      await eachOf(files, AT_ONCE, (file) =>
        asking(`looked at: ${file.path}`, async () => {
          const found = await head(file.path);
          if (found !== undefined) told.set(file.path, judge(file, found));
        }),
      );
      return told;
    },
    readBack: async (paths, onBytes) => {
      const read = new Map<string, FetchedFile>();
      await eachOf(paths, AT_ONCE / 2, (path) =>
        asking(`read back: ${path}`, async () => {
          const found = await fetch(path);
          if (found === undefined) return;
          const { bytes, sha256 } = await hashBody(found.Body, found.ContentLength, onBytes, pace);
          read.set(path, { bytes, sha256, version: found.ETag });
        }),
      );
      return read;
    },
    save: (paths, into, onBytes) =>
      eachOf(paths, AT_ONCE / 2, (path) =>
        asking(`fetched: ${path}`, async () => {
          const found = await fetch(path);
          if (found === undefined) return;
          const file = into.begin(path);
          try {
            await hashBody(found.Body, found.ContentLength, onBytes, pace, file.write);
          } finally {
            file.end();
          }
        }),
      ),
    remove: (paths) =>
      asking("cleared", async () => {
        for (let from = 0; from < paths.length; from += REMOVED_AT_ONCE) {
          const Objects = paths.slice(from, from + REMOVED_AT_ONCE).map((path) => ({ Key: key(path) }));
          const { Errors = [] } = await client.deleteObjects({ Bucket: bucket, Delete: { Objects, Quiet: true } });
          const [first] = Errors;
          if (first !== undefined) throw Object.assign(new Error(first.Message), { name: first.Code });
        }
      }),
    setAside: (paths, place) => {
      const aside = readRemotePlace(place);
      return eachOf(paths, AT_ONCE, (path) =>
        asking(`kept aside: ${path}`, () =>
          copyWithin(client, { bucket, key: key(path) }, { bucket, key: `${aside.prefix}/${path}` }, partBytes),
        ),
      );
    },
    abandon: () => asking("cleared", () => abandonUploads(client, bucket, within)),
    close: () => client.destroy(),
  };

  /** Whether the small file that stands there is ours to the byte. */
  async function holds(path: string, content: Uint8Array): Promise<boolean> {
    const found = await fetch(path);
    return found !== undefined && Buffer.from(await collectBody(found.Body)).equals(Buffer.from(content));
  }

  async function listAll(): Promise<ReadonlyMap<string, StoredFile>> {
    const found = new Map<string, StoredFile>();
    for (let ContinuationToken: string | undefined; ;) {
      // XML has no place for some characters that a name may have, and makes others of some.
      const page = await client.listObjectsV2({
        Bucket: bucket,
        Prefix: within,
        ContinuationToken,
        EncodingType: "url",
      });
      requireList(page);
      for (const { Key = "", Size = 0, ETag } of page.Contents ?? []) {
        const name = page.EncodingType === "url" ? decodeURIComponent(Key.replaceAll("+", "%20")) : Key;
        found.set(name.slice(within.length), { bytes: Size, version: ETag });
      }
      ContinuationToken = page.NextContinuationToken;
      if (page.IsTruncated !== true || ContinuationToken === undefined) return found;
    }
  }

  async function putOne(file: StoreFile, onBytes: (bytes: number) => void): Promise<void> {
    const { path, bytes, digest } = file;
    if (digest.parts.length > 1)
      return putInParts(client, { Bucket: bucket, Key: key(path) }, { file, size: partBytes(bytes) }, onBytes);
    const ChecksumSHA256 = Buffer.from(digest.sha256, "hex").toString("base64");
    const Body = file.read(0, bytes);
    requireVersion(
      await client.putObject({ Bucket: bucket, Key: key(path), Body, ContentLength: bytes, ChecksumSHA256 }),
    );
    onBytes(bytes);
  }
}

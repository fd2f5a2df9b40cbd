import type { Part } from "@aws-sdk/client-s3";
import { StoreError, type StoreFile } from "@rigline/foundation/stores";
import { composite, inBase64, sha256Of } from "./checksums.js";
import { isNoStore, requireUploads, requireVersion } from "./answers.js";
import { eachOf } from "./each-of.js";
import { isOther } from "./s3-errors.js";
import type { S3Requests } from "./s3-requests.js";

/** Each is in memory while it is sent. */
const AT_ONCE = 3;

interface ObjectPlace {
  readonly Bucket: string;
  readonly Key: string;
}

/**
 * Puts a large file in parts, each with its sha256, over what stands there. Parts that an earlier attempt has sent, and that the store says are the
 * same, are not sent again. `size`: of each part but the last. Throws StoreError where the checksum of the whole is another one than that of its parts.
 */
export async function putInParts(
  client: S3Requests,
  place: ObjectPlace,
  { file, size }: { readonly file: StoreFile; readonly size: number },
  onBytes: (bytes: number) => void,
): Promise<void> {
  const begun = await findBegun(client, place);
  const UploadId = begun ?? (await begin(client, place));
  const sent = begun === undefined ? new Map<number, Part>() : await listParts(client, place, UploadId);
  const Parts: { PartNumber: number; ETag: string | undefined; ChecksumSHA256: string }[] = [];
  const wanted = file.digest.parts.map((digest, index) => ({ digest, index }));
  await eachOf(wanted, AT_ONCE, async ({ digest, index }) => {
    const PartNumber = index + 1;
    const from = index * size;
    const bytes = Math.min(size, file.bytes - from);
    const ChecksumSHA256 = inBase64(digest);
    const known = sent.get(PartNumber);
    if (known?.ChecksumSHA256 === ChecksumSHA256 && known.Size === bytes) {
      Parts.push({ PartNumber, ETag: known.ETag, ChecksumSHA256 });
    } else {
      const Body = file.read(from, bytes);
      if (inBase64(sha256Of(Body)) !== ChecksumSHA256)
        throw new StoreError("changed", `${file.source} gave other bytes when it was read again to be sent`);
      const part = { ...place, UploadId, PartNumber, Body, ContentLength: bytes, ChecksumSHA256 };
      const { ETag } = requireVersion(await client.uploadPart(part));
      Parts.push({ PartNumber, ETag, ChecksumSHA256 });
    }
    onBytes(bytes);
  });
  Parts.sort((one, other) => one.PartNumber - other.PartNumber);
  const { ChecksumSHA256 } = await complete(client, { ...place, UploadId, MultipartUpload: { Parts } });
  if (ChecksumSHA256 !== undefined && ChecksumSHA256 !== composite(file.digest.parts))
    throw new StoreError("changed", `${file.path} has another checksum in the store than its parts make`);
}

/** One whose answer was lost is complete: nothing of that name is begun any more, and what stands there is looked at before it is believed. */
async function complete(
  client: S3Requests,
  request: Parameters<S3Requests["completeMultipartUpload"]>[0],
): Promise<{ readonly ChecksumSHA256?: string | undefined }> {
  try {
    return await client.completeMultipartUpload(request);
  } catch (error) {
    if (isOther(error, 404) && (error as Error).name === "NoSuchUpload") return {};
    throw error;
  }
}

async function begin(client: S3Requests, place: ObjectPlace): Promise<string> {
  const { UploadId } = await client.createMultipartUpload({
    ...place,
    ChecksumAlgorithm: "SHA256",
    ChecksumType: "COMPOSITE",
  });
  if (UploadId === undefined) throw isNoStore();
  return UploadId;
}

/** The last one for this very name. */
async function findBegun(client: S3Requests, { Bucket, Key }: ObjectPlace): Promise<string | undefined> {
  const { Uploads = [] } = requireUploads(await client.listMultipartUploads({ Bucket, Prefix: Key }));
  return Uploads.findLast((upload) => upload.Key === Key)?.UploadId;
}

async function listParts(client: S3Requests, place: ObjectPlace, UploadId: string): Promise<Map<number, Part>> {
  const parts = new Map<number, Part>();
  for (let PartNumberMarker: string | undefined; ;) {
    const page = await client.listParts({ ...place, UploadId, PartNumberMarker });
    for (const part of page.Parts ?? []) if (part.PartNumber !== undefined) parts.set(part.PartNumber, part);
    PartNumberMarker = page.NextPartNumberMarker;
    if (page.IsTruncated !== true || PartNumberMarker === undefined) return parts;
  }
}

/** Ends every upload in parts below a prefix, so that nobody pays for what will not be completed. */
export async function abandonUploads(client: S3Requests, Bucket: string, Prefix: string): Promise<void> {
  for (;;) {
    const { Uploads = [], IsTruncated } = requireUploads(await client.listMultipartUploads({ Bucket, Prefix }));
    for (const { Key, UploadId } of Uploads) await abandonOne(client, { Bucket, Key, UploadId });
    if (IsTruncated !== true || Uploads.length === 0) return;
  }
}

/** Of an answer that was lost the kit asks again, and finds that it is ended. */
async function abandonOne(
  client: S3Requests,
  upload: Parameters<S3Requests["abortMultipartUpload"]>[0],
): Promise<void> {
  try {
    await client.abortMultipartUpload(upload);
  } catch (error) {
    if (!isOther(error, 404) || (error as Error).name !== "NoSuchUpload") throw error;
  }
}

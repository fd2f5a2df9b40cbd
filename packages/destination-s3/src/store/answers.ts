import type {
  HeadObjectCommandOutput,
  ListMultipartUploadsCommandOutput,
  ListObjectsV2CommandOutput,
} from "@aws-sdk/client-s3";
import { StoreError, type StoreFile, type ToldFile } from "@rigline/foundation/stores";
import { composite } from "./checksums.js";

/** What a proxy says instead of a store can be read as a list of nothing. Throws StoreError. */
export function requireList({ IsTruncated, KeyCount, Name }: ListObjectsV2CommandOutput): void {
  if (IsTruncated === undefined && KeyCount === undefined && Name === undefined) throw isNoStore();
}

/** The same of uploads in parts. */
export function requireUploads<Answer extends Pick<ListMultipartUploadsCommandOutput, "Bucket" | "IsTruncated">>(
  answer: Answer,
): Answer {
  if (answer.IsTruncated === undefined && answer.Bucket === undefined) throw isNoStore();
  return answer;
}

/** The same of an object, which has a version in each answer of a store's that is about it. */
export function requireVersion<Answer extends { readonly ETag?: string | undefined }>(answer: Answer): Answer {
  if (answer.ETag === undefined) throw isNoStore();
  return answer;
}

export function isNoStore(): StoreError {
  return new StoreError("away", "what answers there is no store of the S3 kind");
}

/** What a store says of a file that it has. One whose parts were others has another checksum, which says nothing of its bytes. */
export function judge({ bytes, digest }: Omit<StoreFile, "read">, found: HeadObjectCommandOutput): ToldFile {
  const told = { bytes: found.ContentLength ?? 0, version: found.ETag };
  if (told.bytes !== bytes) return { ...told, is: "other" };
  const checksum = found.ChecksumSHA256;
  if (checksum === undefined) return { ...told, is: "unknown" };
  // Of one that was put in parts, who does not know these can't say.
  const count = /-(\d+)$/.exec(checksum)?.[1];
  if (count !== undefined && Number(count) !== digest.parts.length) return { ...told, is: "unknown" };
  const whole = Buffer.from(digest.sha256, "hex").toString("base64");
  if (checksum === whole || (digest.parts.length > 1 && checksum === composite(digest.parts)))
    return { ...told, is: "same" };
  return { ...told, is: "other" };
}

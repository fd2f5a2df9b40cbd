import { eachOf } from "./each-of.js";
import type { S3Requests } from "./s3-requests.js";

interface ObjectIn {
  readonly bucket: string;
  readonly key: string;
}

const AT_ONCE = 8;

/**
 * Has the store copy an object, of which no byte comes here: a large one in parts, for S3 copies 5 GB by one request and no more. `partBytes`: in
 * parts of how many bytes one of so many goes.
 */
export async function copyWithin(
  client: S3Requests,
  from: ObjectIn,
  to: ObjectIn,
  partBytes: (bytes: number) => number,
): Promise<void> {
  const place = { Bucket: to.bucket, Key: to.key };
  const CopySource = `${from.bucket}/${from.key.split("/").map(encodeURIComponent).join("/")}`;
  const { ContentLength: bytes = 0 } = await client.headObject({ Bucket: from.bucket, Key: from.key });
  const size = partBytes(bytes);
  if (bytes <= size) {
    await client.copyObject({ ...place, CopySource });
    return;
  }
  const { UploadId } = await client.createMultipartUpload(place);
  const numbers = Array.from({ length: Math.ceil(bytes / size) }, (_, index) => index + 1);
  const etags = new Map<number, string | undefined>();
  await eachOf(numbers, AT_ONCE, async (PartNumber) => {
    const start = (PartNumber - 1) * size;
    const CopySourceRange = `bytes=${start}-${Math.min(start + size, bytes) - 1}`;
    const part = { ...place, UploadId, PartNumber, CopySource, CopySourceRange };
    etags.set(PartNumber, (await client.uploadPartCopy(part)).CopyPartResult?.ETag);
  });
  const Parts = numbers.map((PartNumber) => ({ PartNumber, ETag: etags.get(PartNumber) }));
  await client.completeMultipartUpload({ ...place, UploadId, MultipartUpload: { Parts } });
}

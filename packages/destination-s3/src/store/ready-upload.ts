import { isNoStore, requireVersion } from "./answers.js";
import { inBase64, sha256Of } from "./checksums.js";
import { isOther, isTaken, isUnknownThere } from "./s3-errors.js";
import type { S3Requests } from "./s3-requests.js";

interface ObjectPlace {
  readonly Bucket: string;
  readonly Key: string;
}

/**
 * Sends a small file as an upload in parts of one part, which nobody sees until it is completed: whoever ends that upload before keeps
 * the file from its name, as no condition on what else stands in a store could. `holds`: whether it is this file that has the name. What comes back
 * completes it, and says whether it has.
 */
export async function readyUpload(
  client: S3Requests,
  place: ObjectPlace,
  content: Uint8Array,
  holds: () => Promise<boolean>,
): Promise<() => Promise<boolean>> {
  const ChecksumSHA256 = inBase64(sha256Of(content));
  const kind = { ChecksumAlgorithm: "SHA256", ChecksumType: "COMPOSITE" } as const;
  const { UploadId } = await client.createMultipartUpload({ ...place, ...kind });
  if (UploadId === undefined) throw isNoStore();
  const part = { ...place, UploadId, PartNumber: 1, Body: content, ContentLength: content.length, ChecksumSHA256 };
  const { ETag } = requireVersion(await client.uploadPart(part));
  const Parts = [{ PartNumber: 1, ETag, ChecksumSHA256 }];
  const request = { ...place, UploadId, MultipartUpload: { Parts } };
  const complete = async (condition: { readonly IfNoneMatch?: "*" }): Promise<void> => {
    try {
      requireVersion(await client.completeMultipartUpload({ ...request, ...condition }));
    } catch (error) {
      // Of an answer that was lost on its way the kit asks again, and finds that nothing is begun any more, as of one that was ended.
      if (!isTaken(error) && !isOther(error, 404)) throw error;
    }
  };
  return async () => {
    try {
      await complete({ IfNoneMatch: "*" });
    } catch (error) {
      if (!isUnknownThere(error)) throw error;
      // A store that has no such condition: whoever finds another's behind its own gives way.
      if (await isThere(client, place)) return false;
      await complete({});
    }
    // One that takes the condition and does not mind it.
    return holds();
  };
}

async function isThere(client: S3Requests, place: ObjectPlace): Promise<boolean> {
  try {
    await client.headObject(place);
    return true;
  } catch (error) {
    if (isOther(error, 404)) return false;
    throw error;
  }
}

import { createHash } from "node:crypto";
import { placeIn } from "@rigline/foundation/paths";

const NAME_BYTES = 150;

/**
 * The folder that a job's copy grows in, beside its target and so on the same volume. The same for every attempt of one
 * job, and another for every other job, also those of other rigs with the same destination.
 */
export function stagingPlace(
  destination: string,
  name: string,
  job: { readonly manifest: string; readonly digest: string },
  hostname: string,
): string {
  let short = name;
  while (Buffer.byteLength(short) > NAME_BYTES) short = short.slice(0, -1);
  return placeIn(destination, `.rigline-${short}-${jobId(job, hostname)}.partial`);
}

/** By which name a daemon's copies grow. */
export function workerOf({ worksAs, hostname }: { readonly worksAs?: string; readonly hostname: string }): string {
  return worksAs ?? hostname;
}

/** Of a job of one rig; eight letters. */
export function jobId(job: { readonly manifest: string; readonly digest: string }, hostname: string): string {
  return createHash("sha256").update(`${hostname}\n${job.manifest}\n${job.digest}`).digest("hex").slice(0, 8);
}

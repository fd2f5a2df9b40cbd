import { dirname } from "node:path";

/** The bucket, and where the world has it. */
const BUCKET = "lab";
const ROOT = "/share";

/** The place of a destination of the world in the store. */
export function inBucket(path: string): string {
  return path.replace(ROOT, `s3://${BUCKET}`);
}

/** Where the world has an object. */
export function placeOfKey(key: string): string {
  return `${ROOT}/${key}`;
}

/** What a session in a store is published by. */
export function isWholeFile(path: string): boolean {
  return path.endsWith("/.rigline/whole.json");
}

/** The place that it publishes. */
export function placeOfWhole(path: string): string {
  return dirname(dirname(path));
}

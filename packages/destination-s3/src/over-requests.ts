/** The same over whatever carries requests, for whoever has no network. Not part of the published package. */
export { placeInS3 } from "./store/s3-store.js";
export type { S3Requests } from "./store/s3-requests.js";

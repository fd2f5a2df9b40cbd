export type { Pace } from "./store/paced-requests.js";
export { openS3Store, type S3Options } from "./store/open-s3-store.js";
export type { S3Place } from "./store/s3-store.js";
export type {
  FetchedFile,
  FileDigest,
  ReadiedFile,
  RemoteStore,
  SavePlace,
  StoredFile,
  StoreFile,
  ToldFile,
} from "@rigline/foundation/stores";

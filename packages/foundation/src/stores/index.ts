export {
  type FetchedFile,
  type FileDigest,
  isStoreError,
  partBytes,
  type ReadiedFile,
  type RemoteStore,
  type SavePlace,
  StoreError,
  type StoredFile,
  type StoreFile,
  type StoreTrouble,
  type ToldFile,
} from "./store.js";

/** What a store is asked; `answer`: the moment in which it comes back, `body`: that in which half of it has. */
export type StoreOperation =
  | "AbortMultipartUpload"
  | "CompleteMultipartUpload"
  | "CopyObject"
  | "CreateMultipartUpload"
  | "DeleteObjects"
  | "GetObject"
  | "HeadObject"
  | "ListMultipartUploads"
  | "ListObjectsV2"
  | "ListParts"
  | "PutObject"
  | "UploadPart"
  | "UploadPartCopy"
  | "answer"
  | "body";

/** What the world's processes do with files: each is one moment at which anything may happen. */
export type Operation =
  | StoreOperation
  | "inspect"
  | "realPath"
  | "list"
  | "statfs"
  | "open"
  | "create"
  | "openAppend"
  | "read"
  | "write"
  | "truncate"
  | "setTime"
  | "sync"
  | "close"
  | "makeFolder"
  | "rename"
  | "link"
  | "removeFile"
  | "removeFolder"
  | "syncFolder";

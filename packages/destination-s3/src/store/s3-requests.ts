import type { S3 } from "@aws-sdk/client-s3";

/** What a store of the S3 kind is asked, as AWS's kit asks it. */
export type S3Requests = Pick<
  S3,
  | "abortMultipartUpload"
  | "completeMultipartUpload"
  | "createMultipartUpload"
  | "deleteObjects"
  | "destroy"
  | "getObject"
  | "headObject"
  | "listMultipartUploads"
  | "listObjectsV2"
  | "listParts"
  | "putObject"
  | "uploadPart"
>;

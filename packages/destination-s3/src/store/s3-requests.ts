import type * as Kit from "@aws-sdk/client-s3";

/** What a store of the S3 kind is asked: by AWS's kit, or whatever stands for it. */
export interface S3Requests {
  abortMultipartUpload(request: Kit.AbortMultipartUploadCommandInput): Promise<Kit.AbortMultipartUploadCommandOutput>;
  completeMultipartUpload(
    request: Kit.CompleteMultipartUploadCommandInput,
  ): Promise<Kit.CompleteMultipartUploadCommandOutput>;
  copyObject(request: Kit.CopyObjectCommandInput): Promise<Kit.CopyObjectCommandOutput>;
  createMultipartUpload(
    request: Kit.CreateMultipartUploadCommandInput,
  ): Promise<Kit.CreateMultipartUploadCommandOutput>;
  deleteObjects(request: Kit.DeleteObjectsCommandInput): Promise<Kit.DeleteObjectsCommandOutput>;
  destroy(): void;
  getObject(request: Kit.GetObjectCommandInput): Promise<Kit.GetObjectCommandOutput>;
  headObject(request: Kit.HeadObjectCommandInput): Promise<Kit.HeadObjectCommandOutput>;
  listMultipartUploads(request: Kit.ListMultipartUploadsCommandInput): Promise<Kit.ListMultipartUploadsCommandOutput>;
  listObjectsV2(request: Kit.ListObjectsV2CommandInput): Promise<Kit.ListObjectsV2CommandOutput>;
  listParts(request: Kit.ListPartsCommandInput): Promise<Kit.ListPartsCommandOutput>;
  putObject(request: Kit.PutObjectCommandInput): Promise<Kit.PutObjectCommandOutput>;
  uploadPartCopy(request: Kit.UploadPartCopyCommandInput): Promise<Kit.UploadPartCopyCommandOutput>;
  uploadPart(request: Kit.UploadPartCommandInput): Promise<Kit.UploadPartCommandOutput>;
}

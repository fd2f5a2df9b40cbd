export {
  isSameManifest,
  isSameOwner,
  readPartRecord,
  readPartRecords,
  renderPartRecord,
  type ArrivedRecord,
  type Awaiting,
  type Gathered,
  type PartFile,
  type PartOwner,
  type PartRecord,
  type SubmissionOfAll,
} from "./part-records.js";
export { addUploadParts, uploadPartOf, UploadPartSchema, type UploadPart } from "./upload-parts.js";

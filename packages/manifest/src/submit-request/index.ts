export type { Submission } from "./submission.js";
export { buildSubmitRequest, type SubmitOptions, type SubmitRequest, type UploadJob } from "./build-submit-request.js";
export { checkSubmitRequest, type CheckSubmitOptions } from "./check-submit-request.js";
export { namesOfUploads } from "./names-of-uploads.js";
export { fillPlaceholders } from "./fill-placeholders.js";
export { EmailSchema, SubmitRequestSchema } from "./submit-request.js";

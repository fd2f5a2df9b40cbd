export { describeProof, weakerProof, type Proof } from "./proof.js";
export { describeSourceRead, SourceReadSchema, weakerRead, type SourceRead } from "./source-read.js";
export { isOfAnother, strengthOf, type KnownCopy, type Strength } from "./strength.js";
export { VerificationRecordSchema, type VerificationRecord } from "./verification-record.js";

export type { ErrorDefinition, ErrorDetails, ErrorPlace, ExitName } from "@rigline/foundation/errors";
export type { Problem, RetryRule, RiglineError } from "@rigline/foundation/errors";
export type { CopyStatus, DestinationStatus, FollowedStatus, GateName, GateStatus } from "@rigline/foundation/status";
export type { SessionStatus, StatusWord } from "@rigline/foundation/status";
export type { DestinationPlace } from "@rigline/foundation/places";
export type { LockHolder, ProcessLock, ProcessLocks } from "@rigline/foundation/lock";
export type {
  AppendFile,
  Clock,
  FileStat,
  FileSystem,
  FolderEntry,
  InspectedEntry,
  KeepAlive,
} from "@rigline/foundation/platform";
export { ERROR_CODES, isManifestError } from "./error-codes.js";
export {
  destinationsJournalPath,
  inventoryPath,
  jobJournalPath,
  partInventories,
  publishedInventoryPath,
  roomFolder,
  roomJournalPath,
  RIGLINE_FOLDER,
  stagingFolder,
  verificationsPath,
  watchdogLockName,
  flagFolderOf,
} from "./job/job-places.js";
export { InventorySchema, renderInventory } from "./inventory/inventory.js";
export type { Inventory, InventoryFile, InventoryHead } from "./inventory/inventory.js";
export { isReceiptName, isReceiptText, isUnfinishedReceipt, RECEIPT_FILE } from "./job/job-places.js";
export { listOfHandOff, renderReceipt, type Receipt, type ReceiptFacts } from "./receipts/receipt.js";
export { checksumListName, isChecksumList, renderSums, type SummedFile } from "./inventory/sums.js";
export { writeInventory, type InventoryPlace } from "./inventory/write-inventory.js";
export { progressPath, readCopyProgress, toCopyStatus, writeCopyProgress } from "./job/copy-progress.js";
export type { CopyProgress } from "./job/copy-progress.js";
export { readAuditProgress, removeAuditProgress, writeAuditProgress } from "./audit/audit-progress.js";
export type { AuditProgress } from "./audit/audit-progress.js";
export { describeReadBack, ReadBackSchema, type ReadBack } from "./job/read-back.js";
export { describeSourceRead, isOfAnother, strengthOf, weakerProof, weakerRead } from "./evidence/index.js";
export { describeProof, SourceReadSchema, VerificationRecordSchema } from "./evidence/index.js";
export type { KnownCopy, Proof, SourceRead, Strength, VerificationRecord } from "./evidence/index.js";
export { adviseOnDamage, adviseOnParked, adviseOnUpload } from "./job/advise.js";
export { decideStatus, type HandOffFacts, type OtherService, type StatusCommands } from "./job/decide-status.js";
export { agreeing, alsoToOf, copiesOf, copyOf, deriveManifest, destinationsOf } from "./further/index.js";
export { furtherFile, furtherName, hasArrived, isCopyOwed, isGivenUp, jobName } from "./further/index.js";
export { findSafeElsewhere, LATE, lateManifest, manifestBeforeLate } from "./late/sent-later.js";
export type { LatePlace, SafeElsewhere, SentJob } from "./late/sent-later.js";
export { mergeDestinations, MOST_FURTHER, needObjection, readCopies, sessionFileOf } from "./further/index.js";
export type { CopyNeed, CopyOf, CopyStanding, FurtherCopy, FurtherDestination, HoursToCome } from "./further/index.js";
export { describeArrival, describeAwaiting, describeJob, describeSelected, type SeenJob } from "./job/describe-job.js";
export { judgeDeletion, judgeGates, SAFE_WHEN, whatCopiesLack, whatIsLacking } from "./gates/index.js";
export type { DeletionVerdict, GateOptions, JudgedJob, SafeWhen, SourceLook } from "./gates/index.js";
export { isCancelled, isCancelledByPerson, isTakenAway, isWithdrawn } from "./job/manifest-fate.js";
export {
  listFollowedUploads,
  readFollowedUpload,
  removeFollowedUpload,
  writeFollowedUpload,
  type FollowedUpload,
} from "./job/followed-upload.js";
export {
  jobStatusQuery,
  jobStatusUrl,
  readJobStatuses,
  TOLD_FOR_MS,
  uploadsBeginAt,
  uploadStateOf,
  validationUrl,
  type UploadState,
  type AskedUpload,
  type ToldJob,
} from "./job/upload-status.js";
export { readDestinationPlaces } from "./job/destination-places.js";
export { DestinationPlaceSchema } from "./job/destination-place-schema.js";
export { JobRecordSchema, toJobRecords, type JobRecord } from "./job/job-record.js";
export {
  clearStopRequest,
  readStopRequest,
  type DaemonRun,
  stopDaemon,
  type StopEnd,
  type StopOptions,
  type StopParts,
  type StopRequest,
} from "./job/stop-request.js";
export { readChannelStates, writeChannelStates, type ChannelState, type ChannelStates } from "./job/channel-states.js";
export { readJobState } from "./job/read-job-state.js";
export { decideWish, describeStep, type JobDeed, type JobWish, type Verdict } from "./wishes/job-wish.js";
export {
  awaitWish,
  cancelledFolder,
  clearCancelled,
  dropWish,
  foreseeWishes,
  readWishes,
  removeWish,
  type PendingWish,
} from "./wishes/wish-box.js";
export { isRefused } from "./wishes/is-refused.js";
export { wishError } from "./wishes/wish-errors.js";
export {
  listOutbox,
  outboxFolder,
  outboxManifest,
  putIntoOutbox,
  readOutboxEntry,
  takeOutOfOutbox,
  type OutboxEntry,
} from "./outbox/outbox-entry.js";
export { withOutboxLock, type OutboxLockParts } from "./outbox/outbox-lock.js";
export { readOutboxes, registerOutbox, type RegisteredOutbox } from "./outbox/outbox-register.js";
export { findPublication, publicationFile, publishEntry, type EntryEnd, type Queue } from "./outbox/publish-entry.js";
export { fillRedrive, quoteArgument, redriveCommand } from "./job/redrive-command.js";
export { foldJob, foldJobState, foldRecord, JobFold, type Ledger, type LedgerEntry } from "./job/job-fold.js";
export {
  daysLeft,
  describeRoom,
  fillRateOf,
  forecastRoom,
  isRoomShort,
  readRoomUses,
  type FillRate,
  type RoomForecast,
  type RoomUse,
} from "./job/room-forecast.js";
export { describeDamage, describeFound, describeRepair, type FoundCopy, type Repair } from "./job/describe-damage.js";
export type { Decision } from "./job/decision.js";
export type { CatalogueState, JobState } from "./job/job-state.js";
export {
  checkManifest,
  isServiceVersion,
  readerOf,
  refusalsByReader,
  refusalsOf,
  SERVICE_VERSIONS,
  type ManifestCheck,
  type ServiceVersion,
  type VersionReason,
  type VersionVerdict,
} from "./check/index.js";
export {
  DEFAULT_TRANSFER_ENDPOINT,
  flavourOf,
  isOldForm,
  MANIFEST_FLAVOURS,
  parseManifest,
  priorityOf,
  provesWhole,
  renderManifest,
  type BucketName,
  type ChecksumMode,
  type JsonObject,
  type JsonValue,
  type LegacyFields,
  type Manifest,
  type ManifestFlavour,
  type ParsedManifest,
  type RenderManifestOptions,
  type Wholeness,
  deletesSource,
  keepSources,
  keptSources,
  type Later,
  laterOf,
  partsOf,
  traceparentOf,
  withTraceparent,
  patternsOf,
  withAlsoTo,
  withLater,
  withParts,
  withPatterns,
} from "./manifest/index.js";
export { dataPlaceOf, noFolder, remoteOf, withRemote } from "./manifest/index.js";
export { buildDataName, formatDatetime, manifestFileName, parseDataName, type DataName } from "./names/index.js";
export {
  addUploadParts,
  isSameManifest,
  isSameOwner,
  readPartRecord,
  readPartRecords,
  renderPartRecord,
  uploadPartOf,
  type ArrivedRecord,
  type Awaiting,
  type Gathered,
  type PartFile,
  type PartOwner,
  type PartRecord,
  type SubmissionOfAll,
  type UploadPart,
} from "./parts/index.js";
export { Chooser, type FilePatterns, type Selected, type Selection } from "./selection/index.js";
export { joinPosix, toPosixPath } from "./paths/posix-path.js";
export {
  buildSubmitRequest,
  checkSubmitRequest,
  EmailSchema,
  fillPlaceholders,
  namesOfUploads,
  SubmitRequestSchema,
  type CheckSubmitOptions,
  type Submission,
  type SubmitOptions,
  type SubmitRequest,
  type UploadJob,
} from "./submit-request/index.js";
export { changedPaths, parseDeadLetters, renderDeadLetters, type DeadLetter } from "./submit-request/dead-letters.js";
export {
  CORE_FILES,
  findModality,
  findPlatform,
  isModality,
  isPlatform,
  MODALITIES,
  nearestModality,
  PLATFORMS,
  readSessionMetadata,
  RENAMED_MODALITIES,
  type NamedAbbreviation,
  type SessionMetadata,
} from "./vocabulary/index.js";
export {
  parseWatchConfig,
  renderWatchConfig,
  type NotifyChannel,
  NotifySchema,
  type ParsedWatchConfig,
  PatternsSchema,
  PingSchema,
  SafeBySchema,
  type SecretSource,
  TOLD_KINDS,
  type ToldKind,
  type WatchConfig,
  WatchConfigFileSchema,
} from "./watch-config/index.js";
export type {
  AuditEntries,
  BandwidthHours,
  JobOrder,
  CustodyFormat,
  RetentionEntries,
  RiglineSettings,
  StoreEntries,
} from "./watch-config/index.js";
export type { ReadOptions } from "./yaml/index.js";

export type { JobDeed } from "../wishes/job-wish.js";
export type { JobRecord } from "../job/job-record.js";
export {
  FleetAnswerSchema,
  FleetPushSchema,
  MOST_ANSWERS,
  MOST_EVENTS,
  MOST_JOURNALS,
  type FleetAnswer,
  type FleetEvent,
  type FleetHave,
  type FleetPush,
  type JournalPart,
  type WishAnswer,
} from "./fleet-push.js";
export {
  readCursor,
  writeCursor,
  type Aside,
  type CursorFile,
  type FleetTrouble,
  type HeardWish,
  type Sent,
} from "./cursor-file.js";
export { describeFleetTrouble } from "./describe-trouble.js";
export { hearAnswer, type HeardAnswer, type UnknownWish } from "./hear-answer.js";
export { FleetDeedSchema, FleetWishSchema, type FleetDeed, type FleetWish } from "./fleet-wish.js";
export {
  LeaseNameSchema,
  LeaseRequestSchema,
  LeaseSchema,
  LONGEST_LEASE_SECONDS,
  type Lease,
  type LeaseRequest,
} from "./lease.js";
export { tellRecord } from "./tell-record.js";
export { SecretSchema } from "../watch-config/notify-schema.js";
export type { FleetEntries } from "../watch-config/fleet-schema.js";

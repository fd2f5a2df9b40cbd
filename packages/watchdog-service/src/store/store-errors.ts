import { defineErrors, type ErrorDefinition, type RiglineError } from "@rigline/foundation/errors";
import { isStoreError, type StoreTrouble } from "@rigline/foundation/stores";

export const storeError = defineErrors({
  STORE_TOOL_MISSING: {
    exit: "handOff",
    meaning:
      "What reaches a destination that is no folder is not installed: the package for `s3://`, or the program rclone for `rclone:`.",
    todo: "Install it: `npm install @rigline/destination-s3` where @rigline/cli is installed, or rclone 1.60 or newer on the PATH of the daemon's user; then {redrive}.",
    retry: "never",
  },
  STORE_DENIED: {
    exit: "storage",
    meaning: "A store does not know the daemon's credentials, or does not let them do what a copy needs.",
    todo: "Check the credentials of the daemon's user (docs/watchdog-service/destinations.md) and what they may do there: list, read, write and, of what is not finished, delete; then {redrive}.",
    retry: "few",
  },
  STORE_NOT_FOUND: {
    exit: "storage",
    meaning: "There is no such bucket, or no such remote in rclone's configuration; or it lies in another region.",
    todo: "Correct the destination, the region or rclone's configuration, or make the bucket; then {redrive}.",
    retry: "few",
  },
  STORE_CLOCK_WRONG: {
    exit: "storage",
    meaning: "A store refuses what is signed by a clock that is minutes wrong.",
    todo: "Set this computer's clock; the copy goes on by itself.",
    retry: "always",
  },
  STORE_AWAY: {
    exit: "storage",
    meaning: "A store does not answer, breaks off, or asks to come back later.",
    todo: "Check the network and the store; the copy goes on by itself.",
    retry: "always",
  },
  STORE_DIFFERS: {
    exit: "storage",
    meaning:
      "What a store has is not what was sent: its checksum is another one, it has other files, or other bytes come back.",
    todo: "Check the network and the computer's memory, and that nobody else writes there; then {redrive}.",
    retry: "few",
  },
  STORE_FULL: {
    exit: "storage",
    meaning: "A store has no room left for it.",
    todo: "Make room there, or have the quota raised; the copy goes on by itself.",
    retry: "always",
  },
  STORE_REFUSES: {
    exit: "storage",
    meaning: "A store takes no file of this name or size, or lacks an operation that a copy needs.",
    todo: "Read what it said; rename the file, or name another destination; then {redrive}.",
    retry: "few",
  },
  STORE_CLAIMED: {
    exit: "handOff",
    meaning:
      "Somebody else has begun to write under this name in the store, or files stand there that nobody has declared whole. They were left as they are.",
    todo: "Find out whose they are (`.rigline/claim.json` says it). Let them finish, or remove what stands under that name; then {redrive}.",
    retry: "never",
  },
});

const CODES: Readonly<Record<StoreTrouble, keyof typeof storeError.table>> = {
  missing: "STORE_TOOL_MISSING",
  denied: "STORE_DENIED",
  absent: "STORE_NOT_FOUND",
  clock: "STORE_CLOCK_WRONG",
  away: "STORE_AWAY",
  changed: "STORE_DIFFERS",
  full: "STORE_FULL",
  refused: "STORE_REFUSES",
};

/** What a store said no with, as a failure of the job; whatever else it is stays what it is. */
export function tellStore(error: unknown, place: string): unknown {
  if (!isStoreError(error)) return error;
  return storeError(CODES[error.trouble], { what: error.message, where: { file: place } });
}

/** The same to a person who has asked for it, and for whom no job is to be put back to work. */
export function tellStoreAsked(error: unknown, place: string): unknown {
  if (!isStoreError(error)) return error;
  const code = CODES[error.trouble];
  const { advice, todo: written } = storeError.table[code] as ErrorDefinition;
  const todo = (advice ?? written).replace(/; (?:then \{redrive\}|the copy goes on by itself)/, "");
  return storeError(code, { what: error.message, where: { file: place }, todo });
}

export function differs(place: string, what: string, why?: string): RiglineError {
  return storeError("STORE_DIFFERS", { what, where: { file: place }, ...(why === undefined ? {} : { why }) });
}

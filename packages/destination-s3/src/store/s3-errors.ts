import { isStoreError, StoreError, type StoreTrouble } from "@rigline/foundation/stores";

interface SdkError {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const DENIED = [
  "AccessDenied",
  "AllAccessDisabled",
  "AccountProblem",
  "CredentialsProviderError",
  "ExpiredToken",
  "ExpiredTokenException",
  "InvalidAccessKeyId",
  "InvalidClientTokenId",
  "InvalidToken",
  "SignatureDoesNotMatch",
  "TokenProviderError",
  "TokenRefreshRequired",
  "UnrecognizedClientException",
];
const CLOCK = ["RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture"];
const ABSENT = ["NoSuchBucket", "PermanentRedirect", "AuthorizationHeaderMalformed"];
const CHANGED = [
  "BadDigest",
  "InvalidDigest",
  "XAmzContentSHA256Mismatch",
  "XAmzContentChecksumMismatch",
  "InvalidPart",
];
const FULL = ["QuotaExceeded", "InsufficientStorage", "XMinioStorageFull"];
const AWAY = ["SlowDown", "ServiceUnavailable", "InternalError", "RequestTimeout", "TimeoutError", "OperationAborted"];

const TROUBLES: readonly (readonly [readonly string[], StoreTrouble])[] = [
  [DENIED, "denied"],
  [CLOCK, "clock"],
  [ABSENT, "absent"],
  [CHANGED, "changed"],
  [FULL, "full"],
  [["NotImplemented"], "refused"],
  [AWAY, "away"],
];

/** What the store said no with, by one word; the kit has tried again already what may pass. `what`: was to be done, as a participle. */
export function toStoreError(error: unknown, what: string, where: string): Error {
  if (isStoreError(error))
    return new StoreError(error.trouble, `${where} could not be ${what}: ${error.message}`, { cause: error });
  const { name = "", message = "", code = "" } = error as SdkError;
  // Nobody has said one: no waiting mends that.
  const isUntold = /region is missing/i.test(message);
  // What a source of ours has thrown is no answer of the store.
  const known = isUntold ? "absent" : TROUBLES.find(([names]) => names.includes(name) || names.includes(code))?.[1];
  if (known === undefined && !isOfStore(error)) return error as Error;
  const trouble = known ?? byStatus(statusOf(error));
  const said = [name === "Error" || name === "" ? code : name, message === name ? "" : message].filter(Boolean);
  return new StoreError(trouble, `${where} could not be ${what}: ${said.join(": ")}`, { cause: error });
}

function byStatus(status: number | undefined): StoreTrouble {
  if (status === undefined || status >= 500 || status === 408 || status === 429) return "away";
  if (status === 401 || status === 403) return "denied";
  if (status === 404 || status === 301) return "absent";
  // Another redirection is of a bucket that is just made, or of a network that wants somebody to sign in; an answer that is none of S3 is the same.
  return status < 400 ? "away" : "refused";
}

function statusOf(error: unknown): number | undefined {
  return (error as SdkError).$metadata?.httpStatusCode;
}

const NETWORK = /^(?:E(?:CONN|PIPE|AI_|HOST|NET|TIMEDOUT|NOTFOUND|PROTO)|ENOTFOUND|UND_|CERT_|SELF_|UNABLE_|DEPTH_)/;

function isOfStore(error: unknown): boolean {
  const { code = "", message = "" } = error as SdkError;
  return statusOf(error) !== undefined || NETWORK.test(code) || /region is missing|credential/i.test(message);
}

/** It answered with this status. */
export function isOther(error: unknown, status: number): boolean {
  return statusOf(error) === status;
}

/** The store does not know what it was asked for. */
export function isUnknownThere(error: unknown): boolean {
  return isOther(error, 501) || (error as SdkError).name === "NotImplemented";
}

/** A name that was to be new is taken; 409: somebody takes it at this very moment. */
export function isTaken(error: unknown): boolean {
  return isOther(error, 412) || (isOther(error, 409) && (error as SdkError).name === "ConditionalRequestConflict");
}

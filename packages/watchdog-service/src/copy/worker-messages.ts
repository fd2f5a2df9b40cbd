import { messageOf, RiglineError } from "@rigline/core/errors";
import { copyError } from "./copy-errors.js";
import type { CopyOutcome, FileHash, WorkOrder } from "./work-order.js";

export interface ToWorker {
  readonly id: number;
  readonly order: WorkOrder;
  /** One 32-bit integer: not 0 means stop. Shared, because a worker in a synchronous call receives no messages. */
  readonly stop: SharedArrayBuffer;
}

export type FromWorker =
  | { readonly id: number; readonly kind: "bytes"; readonly bytes: number }
  | { readonly id: number; readonly kind: "done"; readonly result: WorkerResult }
  | { readonly id: number; readonly kind: "failed"; readonly failure: FlatError };

export type WorkerResult = CopyOutcome | readonly FileHash[];

/** A coded error as it crosses from one thread to another. */
export interface FlatError {
  readonly code: string;
  readonly what: string;
  readonly file?: string;
  readonly why?: string;
}

export function flattenError(error: unknown): FlatError {
  if (!(error instanceof RiglineError)) return { code: "COPY_FAILED", what: messageOf(error) };
  const why = error.why ?? (error.cause === undefined ? undefined : messageOf(error.cause));
  return {
    code: error.code,
    what: error.message,
    ...(error.where.file === undefined ? {} : { file: error.where.file }),
    ...(why === undefined ? {} : { why }),
  };
}

export function restoreError({ code, what, file, why }: FlatError): RiglineError {
  const known = code in copyError.table ? (code as keyof typeof copyError.table) : "COPY_FAILED";
  return copyError(known, {
    what,
    ...(file === undefined ? {} : { where: { file } }),
    ...(why === undefined ? {} : { why }),
  });
}

/** A result on its way out of the worker: its failure flattened. */
export function flattenResult(result: WorkerResult): WorkerResult {
  if (!("verified" in result) || result.failure === undefined) return result;
  return { ...result, failure: flattenError(result.failure) };
}

export function restoreResult(result: WorkerResult): WorkerResult {
  if (!("verified" in result) || result.failure === undefined) return result;
  return { ...result, failure: restoreError(result.failure as FlatError) };
}

import { messageOf, RiglineError, type ErrorDefinition, type ErrorPlace } from "@rigline/core/errors";
import { errorCode } from "../platform/disk.js";
import type { WorkOrder, WorkResult } from "./work-order.js";

export interface ToWorker {
  readonly id: number;
  readonly order: WorkOrder;
}

export type FromWorker =
  /** Sent now and then while the system answers; bytes read since the last one. */
  | { readonly id: number; readonly kind: "alive"; readonly bytes: number }
  | { readonly id: number; readonly kind: "done"; readonly result: WorkResult }
  | { readonly id: number; readonly kind: "failed"; readonly failure: FlatError };

/** An error as it crosses from one process to another; `definition` only for coded ones. */
export interface FlatError {
  readonly code: string | undefined;
  readonly what: string;
  readonly definition: ErrorDefinition | undefined;
  readonly where: ErrorPlace;
  readonly why: string | undefined;
}

export function flattenError(error: unknown): FlatError {
  if (!(error instanceof RiglineError))
    return { code: errorCode(error), what: messageOf(error), definition: undefined, where: {}, why: undefined };
  const { code, message, exit, todo, where } = error;
  const why = error.why ?? (error.cause === undefined ? undefined : messageOf(error.cause));
  return { code, what: message, definition: { exit, todo, meaning: message }, where, why };
}

export function restoreError({ code, what, definition, where, why }: FlatError): Error {
  if (code === undefined || definition === undefined) return Object.assign(new Error(what), { code });
  return new RiglineError(code, definition, { what, where, ...(why === undefined ? {} : { why }) });
}

/** A result on its way out of the worker: the failure that it may hold flattened. */
export function flattenResult(result: WorkResult): WorkResult {
  return withFailure(result, flattenError);
}

export function restoreResult(result: WorkResult): WorkResult {
  return withFailure(result, (failure) => restoreError(failure as FlatError));
}

function withFailure(result: WorkResult, change: (failure: unknown) => unknown): WorkResult {
  if (typeof result !== "object" || !("verified" in result) || result.failure === undefined) return result;
  return { ...result, failure: change(result.failure) };
}

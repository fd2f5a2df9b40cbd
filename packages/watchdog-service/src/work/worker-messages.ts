import { messageOf, RiglineError, type ErrorDefinition, type ErrorPlace } from "@rigline/core/errors";
import type { CopyPlan, PlannedFile } from "../plan/copy-plan.js";
import { errorCode } from "../platform/disk.js";
import type { WorkOrder, WorkResult } from "./work-order.js";

export interface ToWorker {
  readonly id: number;
  readonly order: WorkOrder;
}

export type FromWorker =
  /** Sent now and then while the system answers; bytes read since the last one. */
  | { readonly id: number; readonly kind: "alive"; readonly bytes: number }
  | { readonly id: number; readonly kind: "done"; readonly result: FlatResult }
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

/** A result as it crosses: the failure that it may hold flattened, and a plan's files by column. */
export type FlatResult = Exclude<WorkResult, CopyPlan> | FlatPlan;

/** The names of its fields, a hundred thousand times over, would be a third of a large plan's message. */
interface FlatPlan extends Omit<CopyPlan, "files"> {
  readonly columns: { readonly [Field in keyof PlannedFile]: readonly PlannedFile[Field][] };
}

export function flattenResult(result: WorkResult): FlatResult {
  if (typeof result !== "object") return result;
  if ("traits" in result) return flattenPlan(result);
  if (!("verified" in result) || result.failure === undefined) return result;
  return { ...result, failure: flattenError(result.failure) };
}

export function restoreResult(result: FlatResult): WorkResult {
  if (typeof result !== "object") return result;
  if ("columns" in result) return restorePlan(result);
  if (!("verified" in result) || result.failure === undefined) return result;
  return { ...result, failure: restoreError(result.failure as FlatError) };
}

function flattenPlan({ files, ...plan }: CopyPlan): FlatPlan {
  const columns = {
    source: files.map(({ source }) => source),
    path: files.map(({ path }) => path),
    bytes: files.map(({ bytes }) => bytes),
    modified: files.map(({ modified }) => modified),
    identity: files.map(({ identity }) => identity),
  };
  return { ...plan, columns };
}

function restorePlan({ columns, ...plan }: FlatPlan): CopyPlan {
  const { source, path, bytes, modified, identity } = columns;
  const files = path.map((place, index) => ({
    source: source[index] ?? "",
    path: place,
    bytes: bytes[index] ?? 0,
    modified: modified[index] ?? "",
    identity: identity[index] ?? 0,
  }));
  return { ...plan, files };
}

import { systemCodeOf } from "@rigline/foundation/platform";
import { messageOf, RiglineError, type ErrorDefinition, type ErrorPlace } from "@rigline/foundation/errors";
import type { CopyPlan } from "../plan/copy-plan.js";
import type { StagingShape } from "../publish/prepare-staging.js";
import type { ExpectedTree } from "../publish/publication.js";
import type { TreeShape } from "../publish/walk-tree.js";
import { flattenPlan, flattenShape, restorePlan, restoreShape, type FlatPlan, type FlatShape } from "./flat-files.js";
import type { OrderOf, WorkOrder, WorkResult } from "./work-order.js";

export interface ToWorker {
  readonly id: number;
  readonly order: FlatOrder;
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
    return { code: systemCodeOf(error), what: messageOf(error), definition: undefined, where: {}, why: undefined };
  const { code, message, exit, advice, retry, where } = error;
  // With its blanks: the daemon alone knows the command that fills them.
  const todo = advice ?? error.todo;
  const why = error.why ?? (error.cause === undefined ? undefined : messageOf(error.cause));
  return { code, what: message, definition: { exit, todo, meaning: message, ...(retry && { retry }) }, where, why };
}

export function restoreError({ code, what, definition, where, why }: FlatError): Error {
  if (code === undefined || definition === undefined) return Object.assign(new Error(what), { code });
  return new RiglineError(code, definition, { what, where, ...(why === undefined ? {} : { why }) });
}

/** An order as it crosses: the files that it names by column. */
export type FlatOrder =
  | Exclude<WorkOrder, OrderOf<"compareTree" | "publish" | "prepareStaging">>
  | (Omit<OrderOf<"compareTree">, "expected"> & { readonly expected: FlatShape<TreeShape> })
  | (Omit<OrderOf<"publish">, "expected"> & { readonly expected: FlatShape<ExpectedTree> })
  | (Omit<OrderOf<"prepareStaging">, "wanted"> & { readonly wanted: FlatShape<StagingShape> });

export function flattenOrder(order: WorkOrder): FlatOrder {
  if (order.kind === "compareTree") return { ...order, expected: flattenShape(order.expected) };
  if (order.kind === "publish") return { ...order, expected: flattenShape(order.expected) };
  if (order.kind === "prepareStaging") return { ...order, wanted: flattenShape(order.wanted) };
  return order;
}

export function restoreOrder(order: FlatOrder): WorkOrder {
  if (order.kind === "compareTree") return { ...order, expected: restoreShape(order.expected) };
  if (order.kind === "publish") return { ...order, expected: restoreShape(order.expected) };
  if (order.kind === "prepareStaging") return { ...order, wanted: restoreShape(order.wanted) };
  return order;
}

/** A result as it crosses: the failure that it may hold flattened, and a plan's files by column. */
export type FlatResult = Exclude<WorkResult, CopyPlan> | FlatPlan;

export function flattenResult(result: WorkResult): FlatResult {
  if (typeof result !== "object") return result;
  if ("traits" in result) return flattenPlan(result);
  if (!("verified" in result) || result.failure === undefined) return result;
  return { ...result, failure: flattenError(result.failure) };
}

export function restoreResult(result: FlatResult): WorkResult {
  if (typeof result !== "object") return result;
  if ("folderOf" in result) return restorePlan(result);
  if (!("verified" in result) || result.failure === undefined) return result;
  return { ...result, failure: restoreError(result.failure as FlatError) };
}

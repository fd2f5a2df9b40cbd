import { messageOf, RiglineError, type ErrorDefinition } from "@rigline/foundation/errors";
import type { LogLevel } from "@rigline/foundation/platform";

/** To the plugin's process. */
export type Order =
  | {
      readonly type: "call";
      readonly id: number;
      readonly hook: string;
      readonly payload: unknown;
      readonly options: unknown;
      /** Of a plugin that a function makes: what that is called with, which the first call says. */
      readonly madeOf: Readonly<Record<string, unknown>> | undefined;
    }
  | { readonly type: "abort"; readonly id: number; readonly reason: string }
  | { readonly type: "close"; readonly id: number };

/** From the plugin's process. */
export type Answer =
  | { readonly type: "log"; readonly level: LogLevel; readonly message: string }
  | { readonly type: "settled"; readonly id: number; readonly answer?: unknown; readonly failures: readonly Failure[] };

/** What was thrown; an error does not keep its code when it is copied. */
export interface Failure {
  readonly message: string;
  /** A TypeError tells that the handler wrote to its payload. */
  readonly isTypeError?: boolean;
  readonly stack?: string | undefined;
  readonly code?: string | undefined;
  readonly why?: string | undefined;
  /** Of coded errors: what to do, with its blanks, which the launcher fills. */
  readonly definition?: ErrorDefinition | undefined;
}

export function toFailure(thrown: unknown): Failure {
  if (!(thrown instanceof Error)) return { message: messageOf(thrown) };
  const { message, stack, code, why } = thrown as Error & { readonly code?: unknown; readonly why?: unknown };
  const failure = { message, isTypeError: thrown instanceof TypeError, stack, code: asText(code), why: asText(why) };
  if (!(thrown instanceof RiglineError)) return failure;
  return { ...failure, definition: { exit: thrown.exit, todo: thrown.advice ?? thrown.todo, meaning: message } };
}

function asText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Where in a value something lies that can't be copied to another process: `answer.close is a function`. */
export function findUncloneable(value: unknown, path: string, seen: ReadonlySet<unknown> = new Set()): string {
  if (typeof value === "function" || typeof value === "symbol") return `${path} is a ${typeof value}`;
  if (typeof value !== "object" || value === null || seen.has(value)) return "";
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  for (const [key, inner] of entries) {
    const found = findUncloneable(
      inner,
      typeof key === "number" ? `${path}[${key}]` : `${path}.${key}`,
      new Set([...seen, value]),
    );
    if (found !== "") return found;
  }
  return "";
}

import { type ErrorPlace, messageOf, RiglineError, type ExitName } from "@rigline/foundation/errors";
import { placeInStack } from "../modules/place-in-stack.js";
import { hookError } from "./hook-errors.js";
import type { Registration } from "./registered-handler.js";

/** V8's words for a write to a frozen object. */
const FROZEN_WRITE = /read only property|object is not extensible|Cannot delete property|Cannot (re)?define property/;

/** Whoever ran the command left an answer out, or ended a question: no plugin is to blame. */
const OF_THE_PERSON: readonly ExitName[] = ["usage", "aborted"];

/** HOOK_FAILED for whatever a handler threw, errors or not. */
export function describeFailure(
  { plugin, file }: Pick<Registration, "plugin" | "file">,
  hook: string,
  thrown: unknown,
): RiglineError {
  const wroteToPayload = thrown instanceof TypeError && FROZEN_WRITE.test(thrown.message);
  return hookError("HOOK_FAILED", {
    what: `Plugin "${plugin}" failed in ${hook}: ${messageOf(thrown)}`,
    where: { ...placeOf(thrown, file), plugin, hook },
    ...(wroteToPayload ? { why: "A hook's payload is read-only data, and the handler wrote to it." } : {}),
    ...(wroteToPayload
      ? { todo: "Change a copy: `structuredClone(payload)`, or `{ ...config, key }` returned from configResolved." }
      : {}),
    ...(thrown instanceof RiglineError ? { todo: thrown.advice ?? thrown.todo } : {}),
    ...(isOfThePerson(thrown) ? { exit: thrown.exit } : {}),
    cause: thrown,
  });
}

/** A coded error says its own place; else the line of the plugin's file from which it came. */
function placeOf(thrown: unknown, file: string | undefined): ErrorPlace {
  const own = thrown instanceof RiglineError ? thrown.where : {};
  if (file === undefined || own.file !== undefined || isOfThePerson(thrown)) return own;
  const place = placeInStack(thrown, file);
  return place.line === undefined ? own : { ...own, file, ...place };
}

export function isOfThePerson(thrown: unknown): thrown is RiglineError {
  return thrown instanceof RiglineError && OF_THE_PERSON.includes(thrown.exit);
}

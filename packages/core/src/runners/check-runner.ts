import { didYouMean, listNames, showValue } from "@rigline/foundation/errors";
import { runnerError } from "./runner-errors.js";
import type { RunnerPhase } from "../session/session-record.js";
import type { AnyRunner, RunnerUnit } from "./runner-unit.js";

/** In the order they run. */
const PHASES: readonly RunnerPhase[] = ["preSession", "session", "postSession"];

const FIELDS = [
  "name",
  "phase",
  "needs",
  "after",
  "timeoutMs",
  "graceMs",
  "retry",
  "when",
  "onFailure",
  "concurrent",
  "simulated",
  "result",
  "redo",
  "run",
];
/** What is written instead of a field that there was before the first release. */
const FORMER_FIELDS: Readonly<Record<string, string>> = {
  runOn:
    'Write `when: { outcome: ["success"] }` for `runOn: "success"`, and nothing for `runOn: "always"`: that is what happens when `when` is absent.',
};
const OUTCOMES: readonly string[] = ["success", "failed", "aborted"];
const ON_FAILURE: readonly string[] = ["abort", "continue", "ask"];

/** A plugin may be plain JavaScript, so nothing of its runner is believed. Throws RUNNER_INVALID. */
export function checkRunner(definition: unknown, plugin: string): asserts definition is AnyRunner {
  const fields = typeof definition === "object" && definition !== null ? (definition as Record<string, unknown>) : {};
  const problem = findProblem(fields);
  if (problem === undefined) return;
  const name = typeof fields["name"] === "string" ? fields["name"] : undefined;
  throw runnerError("RUNNER_INVALID", {
    what: `plugin ${plugin} added ${name === undefined ? "something" : `a runner "${name}"`} that is no runner: ${problem}`,
    where: { plugin, ...(name === undefined ? {} : { runner: name }) },
  });
}

function findProblem(fields: Readonly<Record<string, unknown>>): string | undefined {
  const {
    name,
    phase,
    needs,
    after,
    timeoutMs,
    graceMs,
    retry,
    when,
    onFailure,
    concurrent,
    simulated,
    result,
    redo,
    run,
  } = fields;
  const unknown = Object.keys(fields).find((field) => !FIELDS.includes(field));
  if (typeof name !== "string" || name.trim() === "") return "`name` must be a text that is not empty";
  if (unknown !== undefined) {
    const now = Object.hasOwn(FORMER_FIELDS, unknown) ? ` ${FORMER_FIELDS[unknown]}` : suggest(unknown, FIELDS);
    return `there is no field \`${unknown}\`.${now}`;
  }
  if (!PHASES.includes(phase as RunnerPhase)) return `\`phase\` is ${showValue(phase)}.${suggest(phase, PHASES)}`;
  if (typeof run !== "function") return "`run` must be a function";
  if (needs !== undefined && !isObject(needs)) return "`needs` must be an object of handles";
  if (after !== undefined && !Array.isArray(after)) return "`after` must be a list of handles";
  if (timeoutMs !== undefined && !isPositive(timeoutMs)) return "`timeoutMs` must be milliseconds, above 0";
  if (graceMs !== undefined && !isDelay(graceMs)) return "`graceMs` must be milliseconds, from 0";
  const condition = when === undefined ? undefined : findConditionProblem(when, phase);
  if (condition !== undefined) return condition;
  if (!isOneOf(onFailure, ON_FAILURE))
    return `\`onFailure\` is ${showValue(onFailure)}.${suggest(onFailure, ON_FAILURE)}`;
  if (concurrent !== undefined && typeof concurrent !== "boolean") return "`concurrent` must be true or false";
  if (!isOneOf(simulated, ["skip"])) return `\`simulated\` is ${showValue(simulated)}; it must be "skip"`;
  if (result !== undefined && !hasParse(result)) return "`result` must have a function `parse`, as zod schemas do";
  if (redo !== undefined && typeof redo !== "function") return "`redo` must be a function";
  if (retry !== undefined && !isRetry(retry))
    return "`retry` must be { attempts, firstDelayMs, maxDelayMs }: attempts from 1, delays from 0";
  return undefined;
}

function findConditionProblem(when: unknown, phase: unknown): string | undefined {
  const outcome = isObject(when) && Object.keys(when).every((key) => key === "outcome") ? when["outcome"] : undefined;
  if (!Array.isArray(outcome) || outcome.length === 0)
    return `\`when\` is ${showValue(when)}; it must be { outcome: […] }, with one of ${listNames(OUTCOMES)} at least`;
  const unknown: unknown = outcome.find((one) => !OUTCOMES.includes(one as string));
  if (unknown !== undefined) return `\`when.outcome\` has ${showValue(unknown)}.${suggest(unknown, OUTCOMES)}`;
  if (phase !== "postSession") return "`when` asks for the outcome, which only runners of the phase postSession know";
  return undefined;
}

interface AddedRunner {
  readonly definition: AnyRunner;
  readonly plugin: string;
  readonly services: object;
}

type FindUnit = (handle: unknown) => RunnerUnit | undefined;

/** The units behind a runner's needs. Throws RUNNER_NEED_INVALID. */
export function checkNeeds({ definition, plugin, services }: AddedRunner, find: FindUnit): RunnerUnit[] {
  return Object.entries(definition.needs ?? {}).map(([key, handle]) => {
    if (Object.hasOwn(services, key)) {
      throw runnerError("RUNNER_NEED_INVALID", {
        what: `runner ${definition.name} needs \`${key}\`, which is the name of a service that its plugin needs: it is given both`,
        where: { plugin, runner: definition.name, path: `needs.${key}` },
        todo: "Give one of the two another name.",
      });
    }
    return requireEarlier(definition, plugin, find(handle), {
      verb: "needs",
      named: `\`${key}\``,
      path: `needs.${key}`,
    });
  });
}

/** The units that a runner waits for. Throws RUNNER_NEED_INVALID. */
export function checkAfter({ definition, plugin }: AddedRunner, find: FindUnit): RunnerUnit[] {
  return (definition.after ?? []).map((handle, index) =>
    requireEarlier(definition, plugin, find(handle), {
      verb: "comes after",
      named: `something (after[${index}])`,
      path: `after[${index}]`,
    }),
  );
}

function requireEarlier(
  { name, phase }: AnyRunner,
  plugin: string,
  unit: RunnerUnit | undefined,
  { verb, named, path }: { readonly verb: string; readonly named: string; readonly path: string },
): RunnerUnit {
  const where = { plugin, runner: name, path };
  if (unit === undefined) {
    throw runnerError("RUNNER_NEED_INVALID", {
      what: `runner ${name} ${verb} ${named}, which is no handle that runners.add of this launcher returned`,
      where,
    });
  }
  if (PHASES.indexOf(unit.definition.phase) > PHASES.indexOf(phase)) {
    throw runnerError("RUNNER_NEED_INVALID", {
      what: `runner ${name} (${phase}) ${verb} ${unit.definition.name}, which runs later (${unit.definition.phase})`,
      where,
    });
  }
  return unit;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function hasParse(value: unknown): boolean {
  return isObject(value) && typeof value["parse"] === "function";
}

function isOneOf(value: unknown, names: readonly string[]): boolean {
  return value === undefined || names.includes(value as string);
}

function isPositive(value: unknown): boolean {
  return typeof value === "number" && value > 0;
}

function isDelay(value: unknown): boolean {
  return typeof value === "number" && value >= 0;
}

function isRetry(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { attempts, firstDelayMs, maxDelayMs } = value;
  return Number.isInteger(attempts) && isPositive(attempts) && isDelay(firstDelayMs) && isDelay(maxDelayMs);
}

function suggest(found: unknown, names: readonly string[]): string {
  return `${typeof found === "string" ? didYouMean(found, names) : ""} There are: ${listNames(names)}`;
}

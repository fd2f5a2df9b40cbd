import { listNames, showValue } from "@rigline/foundation/errors";
import { configError } from "../config-errors.js";
import type { KeyPlace, ValueSource } from "../layers/config-layer.js";
import { HIDDEN, hideInText, isSecretKey } from "./hide-secrets.js";

/** One thing that is wrong with a configuration. */
export interface ConfigProblem {
  readonly kind: "unknown" | "missing" | "invalid";
  /** As formatPath writes it. */
  readonly path: string;
  /** One sentence without the place: `expected a number, found "ten"`. */
  readonly text: string;
  readonly source: ValueSource | undefined;
  /** For an unknown key: the path that was meant, and the names there are. */
  readonly meant?: string;
  readonly names?: readonly string[];
}

/** All problems in one error; a missing key that stands there misspelt is told once. */
export function problemsError(problems: readonly ConfigProblem[], plugin?: string): Error {
  const misspelt = new Set(problems.map(({ meant }) => meant));
  const told = problems.filter(({ kind, path }) => kind !== "missing" || !misspelt.has(path));
  const [first] = told as [ConfigProblem, ...ConfigProblem[]];
  const code = told.every(({ kind }) => kind === "unknown") ? "CONFIG_UNKNOWN_KEY" : "CONFIG_INVALID";
  const where = {
    ...(plugin === undefined ? {} : { plugin }),
    ...(first.source === undefined ? {} : whereOf(first.source)),
    path: first.path,
  };
  if (told.length === 1)
    return configError(code, {
      what: sentence(first),
      where,
      ...(first.names === undefined ? {} : { why: validNames(first.names) }),
    });
  return configError(code, {
    what: `${told.length} things are wrong in the configuration`,
    where,
    why: told
      .map(
        (problem) =>
          `${problem.source?.line === undefined ? "" : `${placeText(problem.source)}  `}${sentence(problem)}`,
      )
      .join("\n"),
  });
}

function sentence({ path, text, source }: ConfigProblem): string {
  const by =
    source === undefined || source.line !== undefined || source.kind === "file" ? "" : ` (set by ${nameOf(source)})`;
  return `${path}${by}: ${text}`;
}

function validNames(names: readonly string[]): string {
  return `the valid names are: ${listNames(names)}`;
}

function whereOf(source: ValueSource): { file?: string; line?: number; column?: number } {
  if (source.kind === "environment" || source.kind === "flag" || source.kind === "default") return {};
  return {
    file: source.name,
    ...(source.line === undefined ? {} : { line: source.line }),
    ...(source.column === undefined ? {} : { column: source.column }),
  };
}

/** `file:line:column`, or the name of the variable or flag. */
export function placeText({ name, line, column }: KeyPlace): string {
  return [name, line, column].filter((part) => part !== undefined).join(":");
}

function nameOf(source: ValueSource): string {
  return source.kind === "environment" ? `the variable ${source.name}` : source.name;
}

/** A value as an error shows it: short, and never a secret. */
export function describeValue(value: unknown, path: string, source?: ValueSource): string {
  if (value === undefined) return "nothing";
  if (value === null) return "nothing (null)";
  if (source?.kind === "secret" || path.split(/[.[\]"]+/u).some(isSecretKey)) return HIDDEN;
  if (typeof value === "object" && !Array.isArray(value)) return "keys and values";
  return showValue(typeof value === "string" ? hideInText(value) : value);
}

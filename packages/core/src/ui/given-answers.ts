import type { ResolvedConfig } from "../config/resolved-config.js";
import type { ValueSource } from "../config/layers/config-layer.js";
import { didYouMean, formatPath, listNames } from "@rigline/foundation/errors";

/** An answer to a question that is still to come. */
export interface GivenAnswer {
  readonly key: string;
  /** As it was written: `000123`, `yes`. */
  readonly text: string;
  readonly source: "flag" | "config";
  /** The flag, the variable or the file. */
  readonly from: Pick<ValueSource, "kind" | "name" | "line" | "column">;
}

export interface GivenAnswers {
  /** The answer to a question, which is asked with this. */
  take(key: string): GivenAnswer | undefined;
  /** Whether there is one. */
  has(key: string): boolean;
  /** One sentence for each answer that no question was asked for; `flagsOnly` leaves out what the config says. */
  complaints(flagsOnly: boolean): readonly string[];
}

/** These are known to be asked for, also when the config has answered them. */
const OF_EACH_SESSION = ["subject", "experimenters", "notes"];

/** The launcher's own questions, asked only when there is something to ask: an answer that was not needed is no mistake. */
export const LAUNCHER_QUESTIONS = {
  resumeFirst: "resume_first",
  endExperiment: "end_experiment",
  openSession: "open_session",
} as const;

const OF_THE_LAUNCHER: readonly string[] = Object.values(LAUNCHER_QUESTIONS);

/** The answers that `--answer`, and `answers` in the config, give. */
export function readGivenAnswers(resolved: Pick<ResolvedConfig, "values" | "provenance" | "layers">): GivenAnswers {
  const given = Object.entries(resolved.values.answers).map(([key, value]) => toAnswer(resolved, key, value));
  const asked = new Set<string>();
  const taken = new Set<GivenAnswer>();
  const find = (key: string): GivenAnswer | undefined =>
    given.find((one) => one.key === key) ?? given.find((one) => isVariableFor(one, key));
  return {
    has: (key) => find(key) !== undefined,
    take: (key) => {
      asked.add(key);
      const answer = find(key);
      if (answer !== undefined) taken.add(answer);
      return answer;
    },
    complaints: (flagsOnly) =>
      given
        .filter(
          (answer) =>
            !taken.has(answer) && !OF_THE_LAUNCHER.includes(answer.key) && !(flagsOnly && answer.source === "config"),
        )
        .map((answer) => complain(answer, [...asked])),
  };
}

/** `--answer rig=4A`, `RIGLINE_ANSWERS__RIG`, `answers.rig in rigline.config.yaml:4:3`. */
export function describeOrigin({ key, text, from: { kind, name, line, column } }: GivenAnswer): string {
  if (kind === "flag") return `--answer ${key}=${text}`;
  if (kind === "environment") return name;
  const place = [name, line, column].filter((part) => part !== undefined).join(":");
  return `${formatPath(["answers", key])} in ${place}`;
}

function toAnswer({ provenance, layers = [] }: Partial<ResolvedConfig>, key: string, value: unknown): GivenAnswer {
  const path = formatPath(["answers", key]);
  const from = provenance?.get(path)?.[0] ?? { kind: "file", name: "the config", value };
  // Where a number may stand, `000123` has become one; what is meant is the text.
  const layer = layers.find(({ kind, places }) => kind === from.kind && places.get(path)?.name === from.name);
  const text = layer?.texts.get(path) ?? String(value);
  return { key, text, from, source: from.kind === "flag" ? "flag" : "config" };
}

/** Names of variables, and of secret files, have neither case nor signs: `picker_rig` there is the key `picker.rig`. */
function isVariableFor({ key, from }: GivenAnswer, asked: string): boolean {
  const isVariable = from.kind === "environment" || from.kind === "dotenv" || from.kind === "secret";
  return isVariable && key === asked.toLowerCase().replaceAll(/[^a-z0-9]/g, "_");
}

function complain(answer: GivenAnswer, asked: readonly string[]): string {
  const meant = didYouMean(answer.key, [...new Set([...asked, ...OF_EACH_SESSION, ...OF_THE_LAUNCHER])]);
  const others = asked.length === 0 ? "" : ` Asked for were: ${listNames(asked)}.`;
  return `nobody asked for ${answer.key} (${describeOrigin(answer)}).${meant === "" ? others : meant}`;
}

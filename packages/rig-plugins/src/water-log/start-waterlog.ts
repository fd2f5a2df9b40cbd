import type { Session } from "@rigline/core";
import type { FieldAnswers } from "../forms/field.js";
import { askProgram, type ProgramPorts } from "../programs/ask-program.js";
import type { WaterLogOptions } from "./water-log-options.js";

export interface WaterLogValues {
  readonly before: FieldAnswers;
  readonly after: FieldAnswers;
}

/** The flags that clabe's WaterlogSettings become, in its order (kebab case; a flag of yes and no takes its value). */
export function waterlogFlags(
  options: WaterLogOptions,
  session: Pick<Session, "subject" | "experimenters">,
  { before, after }: WaterLogValues,
): readonly string[] {
  const flags: readonly (readonly [string, string | number | boolean | null | undefined])[] = [
    ["username", options.username ?? session.experimenters[0]],
    ["mouse-id", options.mouse_id ?? session.subject],
    ["mouse-weight", before["weight"]],
    ["comment", after["water_comment"]],
    ["earned-water", after["earned_water"]],
    ["water-supplement-ml", after["water_supplement"]],
    ["water-supplement-delivered", options.water_supplement_delivered],
  ];
  return flags.flatMap(([name, value]) =>
    value === undefined || value === null ? [] : [`--${name}`, value === true ? "True" : String(value)],
  );
}

/** Starts the program and waits until whoever sits there has closed it. Returns why it did not end well, one phrase. */
export async function startWaterlog(
  ports: ProgramPorts,
  program: string,
  flags: readonly string[],
  { directory, signal }: { readonly directory: string; readonly signal: AbortSignal },
): Promise<string | undefined> {
  const { ok, why } = await askProgram(ports, { command: [program, ...flags], directory, signal, timeoutMs: DAY_MS });
  return ok ? undefined : why;
}

/** It has a window: a person closes it. */
const DAY_MS = 24 * 3600 * 1000;

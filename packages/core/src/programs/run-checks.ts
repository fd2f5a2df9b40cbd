import { join } from "node:path";
import { messageOf, RiglineError } from "@rigline/foundation/errors";
import { type Logger, removeQuietly } from "@rigline/foundation/platform";
import { z } from "zod";
import { resolveFrom } from "../config/resolved-config.js";
import type { LauncherConfig } from "../config/launcher-config.js";
import { checkFindings } from "../lifecycle/hook-answers.js";
import type { Finding, StartPurpose } from "../lifecycle/lifecycle-hooks.js";
import { checkProgram } from "./check-program.js";
import { placeholdersOfRig } from "./program.js";
import type { ProgramParts, ProgramResult } from "./program-call.js";
import { performProgram } from "./perform-program.js";

export type Check = LauncherConfig["checks"][number];

export interface CheckRun {
  readonly rigName: string;
  readonly purpose: StartPurpose;
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/** Runs the config's checks, one after the other; each is one finding, or those that it printed. Never rejects. */
export async function runChecks(parts: ProgramParts, run: CheckRun): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const [index, check] of parts.config.values.checks.entries()) {
    if (run.signal.aborted) break;
    const who = `check ${check.name}`;
    const start = checkProgram(parts, check, { subject: check.name, who, key: `checks[${index}]` });
    const found = start.level === "ok" ? await runCheck(parts, check, run) : [start];
    findings.push(...found.map((finding) => soften(finding, check)));
  }
  return findings;
}

async function runCheck(parts: ProgramParts, check: Check, run: CheckRun): Promise<readonly Finding[]> {
  const subject = check.name;
  const { config, fileSystem } = parts;
  // Of this check of this rig, which may be looked at from two windows at once.
  const folder = join(resolveFrom(config, config.values.temp_dir), "checks", `${check.name}-${parts.machine.pid}`);
  let last = "";
  try {
    const ended = await performProgram(parts, {
      who: `check ${check.name}`,
      program: check,
      placeholders: placeholdersOfRig(parts.config, run.rigName),
      environment: { RIGLINE_NAME: check.name, RIGLINE_RIG_NAME: run.rigName, RIGLINE_PURPOSE: run.purpose },
      input: describeCheck(parts, check, run),
      folder,
      signal: run.signal,
      log: run.log.child(check.name),
      onLine: (line) => void (last = line.trim() === "" ? last : line.trim()),
    });
    return readFindings(ended, check) ?? [{ level: "ok", subject, message: last === "" ? "went well" : last }];
  } catch (error) {
    const todo = error instanceof RiglineError ? error.todo : undefined;
    return [{ level: "error", subject, message: messageOf(error), ...(todo === undefined ? {} : { todo }) }];
  } finally {
    removeQuietly(fileSystem, folder);
  }
}

function describeCheck({ config }: ProgramParts, check: Check, { rigName, purpose }: CheckRun): object {
  const { subject = null, experimenters = null } = config.values;
  return {
    kind: "check",
    name: check.name,
    purpose,
    rig: { name: rigName, ...placeholdersOfRig(config, rigName) },
    // What the config or the command line already says; null: it will be asked.
    planned: { subject, experimenters },
  };
}

/** A finding in which the level, or what was looked at, may be left out. */
const SpokenSchema = z.looseObject({ level: z.unknown().optional(), message: z.string() });

/** Undefined: it printed none. Throws what is wrong with it. */
function readFindings({ result }: ProgramResult, check: Check): readonly Finding[] | undefined {
  const items = Array.isArray(result) ? (result as unknown[]) : [result];
  if (result === undefined || items.some((item) => !SpokenSchema.safeParse(item).success)) return undefined;
  const findings = items.map((item) => ({ level: "ok", subject: check.name, ...(item as object) }));
  try {
    checkFindings(findings);
  } catch (error) {
    throw new Error(`what it printed is no finding: ${messageOf(error)}`, { cause: error });
  }
  return findings as Finding[];
}

function soften(finding: Finding, { on_failure }: Check): Finding {
  return finding.level === "error" && on_failure === "continue" ? { ...finding, level: "warning" } : finding;
}

import { LauncherConfigSchema, type LauncherConfig } from "../config/launcher-config.js";
import { checkConfig } from "../lifecycle/hook-answers.js";
import { launcherError } from "./launcher-errors.js";
import type { LauncherParts } from "./launcher-parts.js";
import { recordHook } from "./session-recorder.js";

/** What the launcher was put together from: a plugin that changes it comes too late. */
const FIXED = ["rig_name", "temp_dir", "plugins", "hook_timeouts", "answers", "debug_mode", "input"] as const;

/** The hook configResolved: the config as plugins leave it, validated again. Throws HOOK_FAILED and CONFIG_CHANGED_LATE. */
export async function resolveValues(
  { hooks, resolved, recorder }: LauncherParts,
  signal: AbortSignal,
): Promise<LauncherConfig> {
  const answered = await recordHook(recorder, "configResolved", () =>
    hooks.run("configResolved", resolved.values, { signal, check: checkConfig }),
  );
  const values = LauncherConfigSchema.parse(answered);
  const late = FIXED.find((key) => JSON.stringify(values[key]) !== JSON.stringify(resolved.values[key]));
  if (late === undefined) return values;
  throw launcherError("CONFIG_CHANGED_LATE", {
    what: `a plugin changed ${late} in the hook configResolved, when the launcher had been put together from it`,
    where: { hook: "configResolved", path: late },
  });
}

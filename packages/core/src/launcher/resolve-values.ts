import { LauncherConfigSchema } from "../config/launcher-config.js";
import { knowSecretsIn } from "../config/tell/known-secrets.js";
import { checkConfig } from "../lifecycle/hook-answers.js";
import { launcherError } from "./launcher-errors.js";
import type { LauncherParts } from "./launcher-parts.js";
import { recordHook } from "./session-recorder.js";

/** What the launcher was put together from: a plugin that changes it comes too late. */
const FIXED = [
  "rig_name",
  "temp_dir",
  "plugins",
  "services",
  "hook_timeouts",
  "answers",
  "debug_mode",
  "input",
] as const;

/**
 * The hook configResolved: from now on `resolved` has the values as plugins leave them, validated again, for all who hold it.
 * Throws HOOK_FAILED and CONFIG_CHANGED_LATE.
 */
export async function resolveValues(
  { hooks, resolved, recorder, redactor }: LauncherParts,
  signal: AbortSignal,
): Promise<void> {
  const answered = await recordHook(recorder, "configResolved", () =>
    hooks.run("configResolved", resolved.values, { signal, check: checkConfig }),
  );
  const values = LauncherConfigSchema.parse(answered);
  const late = FIXED.find((key) => JSON.stringify(values[key]) !== JSON.stringify(resolved.values[key]));
  if (late === undefined) {
    // A plugin may have fetched a password.
    knowSecretsIn(redactor, values);
    resolved.values = values;
    return;
  }
  throw launcherError("CONFIG_CHANGED_LATE", {
    what: `a plugin changed ${late} in the hook configResolved, when the launcher had been put together from it`,
    where: { hook: "configResolved", path: late },
  });
}

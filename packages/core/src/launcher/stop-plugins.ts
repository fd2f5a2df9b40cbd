import type { LauncherParts } from "./launcher-parts.js";
import { recordHook } from "./session-recorder.js";

/** The hook teardown, and what plugins left open all the same. Never rejects: what fails is a problem of the report. */
export async function stopPlugins(parts: LauncherParts): Promise<void> {
  const { host, problems, guard, log, recorder } = parts;
  const failures = await recordHook(recorder, "teardown", () => host.stop({ config: parts.resolved.values }));
  for (const error of failures) problems.keep(error);
  for (const { plugin, what } of (await guard?.leftovers()) ?? []) log.warning(`plugin ${plugin} left ${what} open`);
}

import { renderPlan } from "../report/render-plan.js";
import { requireSubject } from "../session/check-subject.js";
import type { CommandContext, CommonOptions } from "./command-context.js";
import { withLauncher, type FlagValues } from "./open-launcher.js";

/**
 * `rigline run --dry-run`. Plugins are started and torn down (configResolved, ready, teardown), since it is in `ready` that
 * they add their runners; nothing is checked, asked, opened or written.
 */
export async function planSessionCommand(
  context: CommandContext,
  options: CommonOptions,
  flags: FlagValues,
): Promise<void> {
  if (typeof flags["subject"] === "string") requireSubject(flags["subject"]);
  await withLauncher(context, { ...options, flags }, async ({ launcher }, signal) => {
    await launcher.start("inspection", signal);
    const plan = { ...launcher.describe(), session: launcher.plan() };
    context.io.out(`${options.json === true ? JSON.stringify(plan, undefined, 2) : renderPlan(plan)}\n`);
  });
}

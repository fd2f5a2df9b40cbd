import { EXIT_CODES } from "@rigline/foundation/errors";
import { renderHeld } from "../report/render-held.js";
import type { CommandContext, CommonOptions } from "./command-context.js";
import { withLauncher } from "./open-launcher.js";

/**
 * Starts the plugins as for a session, which is not opened, and ends them again. Prints what each holds in between, and what
 * is left; the exit code says whether there is something left.
 */
export async function heldCommand(context: CommandContext, options: CommonOptions): Promise<void> {
  await withLauncher(context, options, async ({ launcher }, signal) => {
    await launcher.start("session", signal, { resumes: () => undefined });
    const live = await launcher.held();
    await launcher.close();
    const left = (await launcher.held()).filter(({ held }) => held.length > 0);
    const { problems } = launcher;
    const text =
      options.json === true ? JSON.stringify({ live, left, problems }, undefined, 2) : renderHeld(live, left, problems);
    context.io.out(`${text}\n`);
    context.exitCode = left.length === 0 ? EXIT_CODES.success : EXIT_CODES.plugin;
  });
}

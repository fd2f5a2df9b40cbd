import { dirname, resolve } from "node:path";
import { EXIT_CODES } from "@rigline/foundation/errors";
import { makeFolderDurably, writeDurably } from "@rigline/foundation/platform";
import { FILE_SYSTEM, type HandOffPreview } from "../di/core-tokens.js";
import { tellPreview } from "../report/render-preview.js";
import { previewHandOff } from "../launcher/preview-hand-off.js";
import { readSessionIn } from "../session/read-session.js";
import { cliError } from "./cli-errors.js";
import type { CommandContext, CommonOptions } from "./command-context.js";
import { withLauncher } from "./open-launcher.js";
import { locateSession } from "./resume-session-command.js";

interface ShowOptions extends CommonOptions {
  /** The file to write; absolute, or from the folder of the command. */
  readonly output?: string;
}

/** `rigline manifest SESSION`: what would be written, as the plugin that hands off tells it. Throws HAND_OFF_BY_NOBODY. */
export async function showManifestCommand(
  context: CommandContext,
  options: ShowOptions,
  wanted: string,
): Promise<void> {
  const { io } = context;
  await withLauncher(context, options, async ({ launcher }, signal) => {
    await launcher.start("inspection", signal);
    const fileSystem = launcher.services.resolve(FILE_SYSTEM);
    const directory = locateSession(context, launcher, { wanted, skips: false });
    const preview = await previewHandOff(launcher.services, { recorded: readSessionIn(fileSystem, directory) });
    if (preview === undefined)
      throw cliError("HAND_OFF_BY_NOBODY", { what: "no plugin of this rig says that it hands sessions off" });
    if (options.output !== undefined) {
      const file = resolve(io.folder, options.output);
      refuseQueue(file, preview);
      makeFolderDurably(fileSystem, dirname(file));
      writeDurably(file, preview.text ?? "", { fileSystem });
    }
    present(context, options, preview);
    if (preview.problems.length > 0) context.exitCode = EXIT_CODES.handOff;
  });
}

function present({ io }: CommandContext, options: ShowOptions, preview: HandOffPreview): void {
  if (options.json === true) return io.out(`${JSON.stringify(preview, undefined, 2)}\n`);
  io.err(`${tellPreview(preview).join("\n")}\n`);
  if (options.output === undefined) io.out(preview.text ?? "");
}

/** There it would be taken for a hand-off. */
function refuseQueue(file: string, { queue }: HandOffPreview): void {
  if (resolve(dirname(file)) !== resolve(queue)) return;
  throw cliError("OUTPUT_IS_QUEUE", {
    what: `${file} lies in the flag folder, where it would hand the session off`,
    where: { file },
  });
}

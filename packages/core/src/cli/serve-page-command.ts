import { dirname } from "node:path";
import { requireLoopback, runPage, type PageRig } from "@rigline/foundation/page";
import { resolveLinks } from "@rigline/foundation/paths";
import { resolveFrom } from "../config/resolved-config.js";
import { HAND_OFF_READER, RESOLVED_CONFIG } from "../di/core-tokens.js";
import type { CommandContext, CommonOptions } from "./command-context.js";
import { tryStart } from "./list-sessions-command.js";
import { withLauncher } from "./open-launcher.js";

interface PageOptions extends CommonOptions {
  readonly port: number;
  readonly open?: true;
  readonly host?: string;
}

/**
 * `rigline page`: finds out what the rig's page is to show, and serves it in a process of its own until Ctrl+C. Throws
 * PAGE_HOST_REFUSED and PAGE_NOT_INSTALLED.
 */
export async function pageCommand(context: CommandContext, options: PageOptions): Promise<void> {
  requireLoopback(options.host ?? "127.0.0.1");
  let rig: PageRig | undefined;
  let watchConfig: string | undefined;
  await withLauncher(context, options, async ({ launcher }, signal) => {
    await tryStart(context, options, { launcher, signal });
    watchConfig = launcher.services.tryResolve(HAND_OFF_READER)?.settingsFile?.();
    const { rigName: name, dataFolder, services } = launcher;
    const config = services.resolve(RESOLVED_CONFIG);
    const tempFolder = resolveFrom(config, config.values.temp_dir);
    const script = resolveLinks(process.argv[1] ?? "");
    rig = { name, script, dataFolder, tempFolder, folder: context.io.folder, options: toArguments(options) };
  });
  context.exitCode = await runPage(
    {
      ...(watchConfig === undefined ? {} : { watchConfig }),
      ...(rig === undefined ? {} : { rig }),
      port: options.port,
      opens: options.open === true,
      tells: true,
    },
    [context.io.folder, dirname(resolveLinks(process.argv[1] ?? ""))],
  );
}

/** What says which config is read, for the other commands of the same rig. */
function toArguments({ config, clabeYml, set = [] }: CommonOptions): readonly string[] {
  return [
    ...(config === undefined ? [] : ["--config", config]),
    ...(clabeYml === undefined ? [] : ["--clabe-yml", clabeYml]),
    ...set.flatMap((setting) => ["--set", setting]),
  ];
}

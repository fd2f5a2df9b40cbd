import { dirname } from "node:path";
import { mark } from "@rigline/foundation/marks";
import { makeFolderDurably, nodeFileSystem, removeQuietly, writeDurably } from "@rigline/foundation/platform";
import { installError } from "../../install/install-errors.js";
import type { Installation, ToolCall } from "../../install/installation.js";
import { runTool } from "./run-tool.js";

type Say = (text: string) => void;

/** Writes the file and runs the tools. Throws INSTALL_TOOL_FAILED, and then nothing is left of it. */
export async function performInstall({ file, text, encoding, install }: Installation, say: Say): Promise<void> {
  makeFolderDurably(nodeFileSystem, dirname(file));
  writeDurably(file, encoding === "utf8" ? text : Buffer.from(`\uFEFF${text}`, "utf16le"), {
    fileSystem: nodeFileSystem,
  });
  try {
    await runAll(install, say);
  } catch (error) {
    mark("install: what could not be installed leaves nothing");
    removeQuietly(nodeFileSystem, file);
    throw error;
  }
}

/** Runs the tools that end it, and removes the file. `meanwhile`: once it is ended. Throws INSTALL_TOOL_FAILED. */
export async function performUninstall(
  { file, uninstall, afterwards }: Installation,
  say: Say,
  meanwhile: () => Promise<unknown>,
): Promise<void> {
  await runAll(uninstall, say);
  await meanwhile();
  nodeFileSystem.remove(file);
  await runAll(afterwards, say);
}

async function runAll(calls: readonly ToolCall[], say: Say): Promise<void> {
  for (const { command, args, unless, asks } of calls) {
    const { code, printed } = await runTool({ command, args }, { asks: asks === true });
    if (code === 0) continue;
    const said = [command, ...args].join(" ");
    if (unless === undefined)
      throw installError("INSTALL_TOOL_FAILED", {
        what: `\`${said}\` ended with ${code ?? "no exit code"}`,
        ...(printed === "" ? {} : { why: printed }),
      });
    mark("install: what a tool refuses and the rest can do without is told");
    if (unless !== "") say(unless);
  }
}

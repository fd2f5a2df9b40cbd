import type { Command } from "commander";
import { storeCommand } from "./store-command.js";

interface StoreFlags {
  readonly data: string;
}

/** `rigline-fleet rigs …`. */
export function addRigCommands(program: Command): void {
  const rigs = program.command("rigs").description("which rigs may speak to the fleet");
  storeCommand(rigs.command("add").argument("<name>").description("add a rig, and print its token, once")).action(
    async (name: string, flags: StoreFlags) => {
      const { addRigCommand } = await import("./rig-commands.js");
      await addRigCommand(flags, name);
    },
  );
  storeCommand(rigs.command("token").argument("<name>").description("one more token for a rig, printed once")).action(
    async (name: string, flags: StoreFlags) => {
      const { addTokenCommand } = await import("./rig-commands.js");
      await addTokenCommand(flags, name);
    },
  );
  storeCommand(rigs.command("revoke").argument("<name>").description("let none of a rig's tokens count any more"))
    .option("--except-newest", "but the one that was made last")
    .action(async (name: string, flags: StoreFlags & { readonly exceptNewest?: true }) => {
      const { revokeCommand } = await import("./rig-commands.js");
      await revokeCommand(flags, name);
    });
  storeCommand(rigs.command("rename").argument("<name>").argument("<to>"))
    .description("give a rig another name; its tokens and all that it has told stay")
    .action(async (name: string, to: string, flags: StoreFlags) => {
      const { renameRigCommand } = await import("./rig-commands.js");
      await renameRigCommand(flags, name, to);
    });
  storeCommand(rigs.command("list").description("the rigs, and when each was heard"))
    .option("--json", "as JSON")
    .action(async (flags: StoreFlags & { readonly json?: true }) => {
      const { listRigsCommand } = await import("./rig-commands.js");
      await listRigsCommand(flags);
    });
}

import {
  EXIT_CODES,
  explainMistake,
  isAnswered,
  renderError,
  renderMistake,
  RiglineError,
} from "@rigline/foundation/errors";
import { packageVersion } from "@rigline/foundation/paths";
import { Command, CommanderError } from "commander";
import { addAskCommand } from "./add-ask-command.js";
import { addPeopleCommands } from "./add-people-commands.js";
import { addRigCommands } from "./add-rig-commands.js";
import { storeCommand } from "./store-command.js";

/** Runs `rigline-fleet` with these arguments and returns its exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const program = createProgram();
  try {
    await program.parseAsync([...argv], { from: "user" });
    return EXIT_CODES.success;
  } catch (error) {
    if (!(error instanceof CommanderError)) {
      process.stderr.write(`${renderError(error, { verbose: argv.includes("--verbose") })}\n`);
      return error instanceof RiglineError ? error.exitCode : EXIT_CODES.internal;
    }
    if (isAnswered(error, program, argv)) return EXIT_CODES.success;
    process.stderr.write(`${renderMistake(explainMistake(error, program, argv))}\n`);
    return EXIT_CODES.usage;
  }
}

const EXAMPLES = `
Examples:
  rigline-fleet serve                      try it: the database is in ./rigline-fleet
  DATABASE_URL=postgresql://… rigline-fleet serve --listen 0.0.0.0:7480
  rigline-fleet rigs add rig-7             a rig, and its token
  rigline-fleet rigs list                  which rigs there are, and when each was heard
  rigline-fleet people add ann --role admin  somebody who may see the page, and their password
  rigline-fleet ask rig-7 NAME hold        what a rig is to do with a job
  rigline-fleet migrate                    bring the database up to date, and nothing else

The database: DATABASE_URL, the address of a PostgreSQL server; else the folder of --data.`;

/** The command line. Each command's code is loaded only when it is run. */
function createProgram(): Command {
  const program = new Command("rigline-fleet")
    .description("A mirror of all rigs on PostgreSQL: what each has told of its sessions, and what people ask of them.")
    .version(packageVersion(import.meta.url))
    .addHelpText("after", EXAMPLES)
    .helpCommand(true)
    .exitOverride()
    .configureOutput({ outputError: () => undefined });
  storeCommand(program.command("serve").description("serve the fleet until Ctrl+C"))
    .option("--listen <address>", "HOST:PORT; behind a proxy with TLS for other machines", "127.0.0.1:7480")
    .option("-c, --config <file>", "settings: who is told of silent rigs, how long events are kept")
    .action(async (options: { data: string; listen: string; config?: string }) => {
      const { serveCommand } = await import("./serve-command.js");
      await serveCommand(options);
    });
  storeCommand(program.command("migrate").description("bring the database up to date")).action(
    async (options: { data: string }) => {
      const { migrateCommand } = await import("./migrate-command.js");
      await migrateCommand(options);
    },
  );
  addRigCommands(program);
  addPeopleCommands(program);
  addAskCommand(program);
  return program;
}

import type { Command } from "commander";

/** One that works on the database. */
export function storeCommand(command: Command): Command {
  return command
    .option("--data <folder>", "where the database is while there is no DATABASE_URL", "rigline-fleet")
    .option("--verbose", "print stack traces");
}

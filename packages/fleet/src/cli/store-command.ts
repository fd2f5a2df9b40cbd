import { type Command, Option } from "commander";

/** One that works on the database. */
export function storeCommand(command: Command): Command {
  return command
    .option("--data <folder>", "where the database is while there is no DATABASE_URL", "rigline-fleet")
    .addOption(
      new Option(
        "--database <kind>",
        "of which kind that is; a PostgreSQL that this machine has, where it has one",
      ).choices(["postgres", "pglite"]),
    )
    .option("--verbose", "print stack traces");
}

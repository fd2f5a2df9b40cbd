import { sayCommands } from "../../src/commands.js";

/** Runs it as the hand-off of a session does, which fills in the commands of what is thrown. */
export function asSaid(run: () => unknown, session: string): unknown {
  try {
    return run();
  } catch (error) {
    throw sayCommands(error, { session, watch: "rigline-watchdog -c w.yml", isScript: false });
  }
}

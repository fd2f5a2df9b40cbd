import { arch, hostname, platform, release } from "node:os";
import { lookUpProgram, type ProgramLookup, type ProgramSearch } from "./find-program.js";
import { endOutliving, findOutliving, type Outliving, type OutlivingEnd, type OutlivingSearch } from "./outliving.js";
import type { ProcessIdentity } from "./process-identity.js";

/** What the launcher asks of the machine that it runs on, beside files and time: a simulated one has processes of its own. */
export interface Machine {
  /** Of this process; written down for people. */
  readonly pid: number;
  readonly hostname: string;
  /** What it is and runs: `linux 6.8.0-45-generic x64`. */
  readonly system: string;
  /** The program that a command means, as the system itself would find it. */
  lookUpProgram(program: string, search: ProgramSearch): ProgramLookup;
  /** What still runs of a tree whose launcher is gone; undefined: nothing that is known to be of it. */
  findOutliving(identity: ProcessIdentity, parts: OutlivingSearch): Promise<Outliving | undefined>;
  /** Ends what is left of a tree. Returns what runs all the same; undefined: nothing. */
  endOutliving(identity: ProcessIdentity, parts: OutlivingEnd): Promise<Outliving | undefined>;
}

export const thisMachine: Machine = {
  pid: process.pid,
  get hostname() {
    return hostname();
  },
  get system() {
    return `${platform()} ${release()} ${arch()}`;
  },
  lookUpProgram,
  findOutliving,
  endOutliving,
};

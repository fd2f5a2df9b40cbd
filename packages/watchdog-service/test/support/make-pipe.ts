import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";

const COMMAND = "mkfifo";

/** A named pipe: opening it for reading waits for a writer that never comes, as a dead share waits for its server. */
export function makePipe(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  execFileSync(COMMAND, [path]);
}

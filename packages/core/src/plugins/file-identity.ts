import { realpathSync } from "node:fs";

/**
 * The same text for the same file, however its path is written. The native call gives each name on Windows in the case in
 * which it is stored; Node's own keeps the case in which it was typed.
 */
export function fileIdentity(file: string): string {
  return realpathSync.native(file);
}

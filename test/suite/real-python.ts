import { spawnSync } from "node:child_process";
import { delimiter, dirname } from "node:path";

/**
 * The search path with the folder of the Python itself at its front. A version manager puts a script in its place, which runs
 * some hundred programs before that Python: a third of a second for each of the many that the tests start.
 */
export function pathToPython(path: string): string {
  if (process.platform === "win32") return path;
  const { status, stdout } = spawnSync("python3", ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" });
  return status === 0 ? [dirname(stdout.trim()), path].join(delimiter) : path;
}

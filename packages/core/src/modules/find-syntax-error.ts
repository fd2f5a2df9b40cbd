import { execFile } from "node:child_process";

/** A parser that hangs is no reason for the launcher to. */
const LONGEST_MS = 10_000;

/**
 * The line, from 1, at which Node can't parse a file; undefined when it can. An error of `import()` does not say it, but
 * `node --check` does.
 */
export function findSyntaxError(file: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    execFile(process.execPath, ["--check", file], { timeout: LONGEST_MS }, (_error, _stdout, stderr) => {
      const [, line] = /^.*:(\d+)\r?\n/.exec(stderr) ?? [];
      resolve(line === undefined || !stderr.includes("SyntaxError") ? undefined : Number(line));
    });
  });
}

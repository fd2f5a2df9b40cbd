/** A parser that hangs is no reason for the launcher to. */
const LONGEST_MS = 10_000;

/**
 * The line, from 1, at which Node can't parse a file; undefined when it can. An error of `import()` does not say it, but
 * `node --check` does.
 */
export async function findSyntaxError(file: string): Promise<number | undefined> {
  const { execa } = await import("execa");
  const { stderr } = await execa(process.execPath, ["--check", file], { reject: false, timeout: LONGEST_MS });
  const [, line] = /^.*:(\d+)\r?\n/.exec(stderr) ?? [];
  return line === undefined || !stderr.includes("SyntaxError") ? undefined : Number(line);
}

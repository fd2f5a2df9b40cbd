import { spawn } from "node:child_process";

/** A program with the terminal of this one, and what its process is told. */
export interface ChildOptions {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** `stderr`: what it prints is no result of ours. */
  readonly output: "inherit" | "stderr";
}

/** Resolves with the exit code; null when it was ended from outside. Rejects when it can't be started. */
export function runChild(
  program: string,
  args: readonly string[],
  { folder, environment, output }: ChildOptions,
): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: folder,
      env: environment,
      stdio: ["inherit", output === "inherit" ? "inherit" : 2, 2],
      // A script of Windows; its arguments are our own words.
      shell: program.endsWith(".cmd"),
    });
    child.on("error", reject);
    child.on("close", resolve);
  });
}

/** How npm is started: by the very npm that runs this program, where one does. */
export function npmCommand(
  environment: Readonly<Record<string, string>>,
  platform: NodeJS.Platform = process.platform,
): readonly [program: string, args: readonly string[]] {
  const script = environment["npm_execpath"] ?? environment["NPM_EXECPATH"];
  if (script !== undefined && /[\\/]npm-cli\.js$/u.test(script)) return [process.execPath, [script]];
  return [platform === "win32" ? "npm.cmd" : "npm", []];
}

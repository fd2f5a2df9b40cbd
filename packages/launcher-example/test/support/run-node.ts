import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";

export interface NodeRun {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<{ readonly exitCode: number | null; readonly stdout: string; readonly stderr: string }>;
}

/** Runs a script with node and gathers its output. */
export function runNode(script: string, args: readonly string[]): NodeRun {
  const child = spawn(process.execPath, [script, ...args]);
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = new Promise<{ exitCode: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
  return { child, ended };
}

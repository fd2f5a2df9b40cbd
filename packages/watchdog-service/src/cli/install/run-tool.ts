import { spawn } from "node:child_process";

export interface ToolEnd {
  /** Undefined: it could not be started, or was killed. */
  readonly code: number | undefined;
  /** What it printed; empty where it talked to the person itself. */
  readonly printed: string;
  /** On its standard output alone. */
  readonly stdout: string;
}

/** Runs a tool of the system to its end. Never rejects. `asks`: it talks to the person at the terminal, and leaves our own output alone. */
export function runTool(
  { command, args }: { readonly command: string; readonly args: readonly string[] },
  { asks }: { readonly asks: boolean },
): Promise<ToolEnd> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: asks ? ["inherit", 2, 2] : ["ignore", "pipe", "pipe"],
      windowsHide: true,
    });
    let [stdout, printed] = ["", ""];
    child.stdout?.on("data", (chunk: Buffer) => {
      stdout += chunk.toString();
      printed += chunk.toString();
    });
    child.stderr?.on("data", (chunk: Buffer) => (printed += chunk.toString()));
    child.on("error", (error) => resolve({ code: undefined, printed: error.message, stdout }));
    child.on("close", (code) => resolve({ code: code ?? undefined, printed: printed.trim(), stdout }));
  });
}

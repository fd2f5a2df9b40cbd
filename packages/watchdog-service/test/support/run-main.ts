import { vi } from "vitest";
import { main } from "../../src/cli/index.js";

/** The program in this process: what each of its commands prints, and its exit code. Not for the daemon itself. */
export async function runMain(...argv: readonly string[]): Promise<{
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}> {
  const listeners = [process.stdout, process.stderr].map((stream) => stream.listeners("error"));
  const written = { stdout: "", stderr: "" };
  const hear = (name: "stdout" | "stderr") =>
    vi.spyOn(process[name], "write").mockImplementation((text) => {
      written[name] += String(text);
      return true;
    });
  const spies = [hear("stdout"), hear("stderr")];
  try {
    return { code: await main(argv), ...written };
  } finally {
    for (const spy of spies) spy.mockRestore();
    for (const [index, stream] of [process.stdout, process.stderr].entries())
      for (const listener of stream.listeners("error"))
        if (!listeners[index]?.includes(listener)) stream.off("error", listener as () => void);
  }
}

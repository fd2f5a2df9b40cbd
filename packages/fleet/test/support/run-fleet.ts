import { vi } from "vitest";
import { main } from "../../src/cli/index.js";

/** `rigline-fleet` in this process: what a command prints, and its exit code. Not for `serve`. */
export async function runFleet(...argv: readonly string[]): Promise<{
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}> {
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
  }
}

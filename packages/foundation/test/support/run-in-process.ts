import { vi } from "vitest";

/** What a program wrote, and its exit code. */
export interface RanInProcess {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program in this process, by its `main`. Not for one that runs until a signal. */
export async function runInProcess(
  main: (argv: readonly string[]) => Promise<number>,
  argv: readonly string[],
): Promise<RanInProcess> {
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

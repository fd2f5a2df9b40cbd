import { systemCodeOf } from "../platform/storage-errors.js";

/** What a command may touch of the process it runs in. */
export interface CommandIo {
  /** Standard output: what a script would read. */
  out(text: string): void;
  /** Standard error: progress, logs, errors. */
  err(text: string): void;
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly errorOutput: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  /** The working folder. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Calls back on Ctrl+C, a closed console window and a polite request to end. Returns the undo. */
  onInterrupt(callback: (signal: string) => void): () => void;
}

/** SIGBREAK and SIGHUP are what Windows sends for Ctrl+Break and for the window's cross. */
const INTERRUPTS = ["SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"] as const;

export function processIo(environment: Readonly<Record<string, string>>): CommandIo {
  // What can't be told (`rigline sessions | head`, a closed window, a full disk behind `> log.txt`) harms no session. Each
  // further write to the stream would fail again, here and nowhere else.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  return {
    out: (text) =>
      void process.stdout.write(text, (error) => {
        // Whoever has closed the pipe (`| head`) wants no more of it; what a full disk has not taken is told elsewhere.
        const code = systemCodeOf(error);
        if (code !== undefined && code !== "EPIPE")
          process.stderr.write(`standard output can't be written (${code}); this was meant for it:\n${text}`);
      }),
    err: (text) => void process.stderr.write(text),
    input: process.stdin,
    output: process.stdout,
    errorOutput: process.stderr,
    folder: process.cwd(),
    environment,
    onInterrupt: (callback) => {
      const listening = INTERRUPTS.filter((signal) => signal !== "SIGBREAK" || process.platform === "win32");
      for (const signal of listening) process.on(signal, callback);
      return () => {
        for (const signal of listening) process.off(signal, callback);
      };
    },
  };
}

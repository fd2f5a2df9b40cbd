import { closeSync } from "node:fs";
import { mark } from "@rigline/foundation/marks";

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
  /** Ends the process at once, whatever it does; absent where it is not the command's own. */
  readonly end?: (code: number) => void;
}

/** SIGBREAK and SIGHUP are what Windows sends for Ctrl+Break and for the window's cross. */
const INTERRUPTS = ["SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"] as const;

export function processIo(environment: Readonly<Record<string, string>>): CommandIo {
  // What can't be told (`rigline sessions | head`, a closed window, a full disk behind `> log.txt`) harms no session. Each
  // further write to the stream would fail again, here and nowhere else.
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", () => mark("cli: an output that nobody reads any more is done without"));
  // As it is before a plugin is guarded: from within a plugin's code too.
  const exit = process.exit.bind(process) as (code: number) => void;
  return {
    out: (text) =>
      void process.stdout.write(text, (error) => {
        // Whoever has closed the pipe (`| head`) wants no more of it; what a full disk has not taken is told elsewhere.
        const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
        if (code !== undefined && code !== "EPIPE")
          process.stderr.write(`standard output can't be written (${code}); this was meant for it:\n${text}`);
      }),
    err: (text) => void process.stderr.write(text),
    input: process.stdin,
    output: process.stdout,
    errorOutput: process.stderr,
    folder: process.cwd(),
    environment,
    end: (code) => exit(code),
    onInterrupt: (callback) => {
      const listening = INTERRUPTS.filter((signal) => signal !== "SIGBREAK" || process.platform === "win32");
      const hear = (signal: string): void => {
        if (signal === "SIGHUP") process.once("exit", leaveTerminal);
        callback(signal);
      };
      for (const signal of listening) process.on(signal, hear);
      return () => {
        for (const signal of listening) process.off(signal, hear);
      };
    },
  };
}

/** At its end Node gives a terminal back as it was, and aborts when that is gone; what is closed it passes over. */
function leaveTerminal(): void {
  for (const descriptor of [0, 1, 2]) {
    try {
      closeSync(descriptor);
    } catch {
      // It was closed before.
    }
  }
}

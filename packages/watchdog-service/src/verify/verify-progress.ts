import type { Clock } from "@rigline/foundation/platform";
import { nameStatus } from "@rigline/foundation/status";
import { toCopyStatus } from "@rigline/manifest";
import { CopyRate } from "../attempt/copy-rate.js";
import type { OnVerified } from "./verify-folder.js";

/** What is done sooner needs no word. */
const SILENT_MS = 2000;
const EACH_MS = 1000;
/** A log is read later, and wants no line a second. */
const EACH_LOGGED_MS = 30_000;

export interface ProgressParts {
  readonly clock: Pick<Clock, "monotonic" | "now">;
  readonly isTerminal: boolean;
  readonly write: (text: string) => void;
}

export interface VerifyProgress {
  readonly tell: OnVerified;
  /** Takes the line away. */
  end(): void;
}

/** Tells how far a reading is, from its third second on: in one line of a terminal, or in a line each half minute. */
export function createVerifyProgress(
  { clock, isTerminal, write }: ProgressParts,
  { ofFiles, ofBytes }: { readonly ofFiles: number; readonly ofBytes: number },
): VerifyProgress {
  const begun = clock.monotonic();
  const rate = new CopyRate(begun);
  let due = begun + SILENT_MS;
  let isShown = false;
  const tell: OnVerified = ({ files, bytes }) => {
    const now = clock.monotonic();
    if (now < due) return;
    due = now + (isTerminal ? EACH_MS : EACH_LOGGED_MS);
    const at = clock.now();
    const progress = {
      digest: "",
      at: at.toISOString(),
      files,
      ofFiles,
      bytes,
      ofBytes,
      bytesPerSecond: rate.at(now, bytes),
    };
    const text = `verified ${files} of ${ofFiles} files, ${nameStatus({ word: "copying", copy: toCopyStatus(progress, at) }).slice("copying ".length)}`;
    write(isTerminal ? `\r${text}\u001B[K` : `${text}\n`);
    isShown = isTerminal;
  };
  return {
    tell,
    end: () => {
      if (isShown) write("\r\u001B[K");
    },
  };
}

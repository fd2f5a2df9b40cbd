import type { Clock } from "@rigline/foundation/platform";

/** A terminal, as far as prompts need to know it. */
export type PromptInput = NodeJS.ReadableStream & {
  readonly isTTY?: boolean;
  readonly setRawMode?: (raw: boolean) => unknown;
};

/** What was typed before arrives within one turn of the event loop; this leaves it time. */
const FLUSH_MS = 30;

const CTRL_C = 0x03;

/**
 * Throws away what was typed before the question was shown: an Enter too many must not answer it. Returns whether
 * Ctrl+C was among it; if not, the terminal stays in raw mode, so that nothing is echoed before the prompt is there.
 */
export async function flushTypeAhead(input: PromptInput, clock: Clock): Promise<{ readonly interrupted: boolean }> {
  let interrupted = false;
  const discard = (chunk: Buffer | string): void => {
    interrupted ||= Buffer.from(chunk as string).includes(CTRL_C);
  };
  // Without raw mode the terminal would keep back an unfinished line until its Enter.
  input.setRawMode?.(true);
  input.on("data", discard);
  input.resume();
  await clock.sleep(FLUSH_MS);
  input.off("data", discard);
  input.pause();
  if (interrupted) input.setRawMode?.(false);
  return { interrupted };
}

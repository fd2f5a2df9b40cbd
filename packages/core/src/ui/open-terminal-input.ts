import { PassThrough } from "node:stream";
import type { Clock } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";

export interface TerminalInput {
  /** What the prompt reads from. */
  readonly stream: PassThrough;
  /** Aborts when nothing more can come from the terminal, or when `outer` aborts. */
  readonly signal: AbortSignal;
  close(): void;
}

/**
 * Stands between a terminal and one prompt. When the terminal is closed no key will ever come and Node would leave with
 * code 13; and what readline then asks of the terminal fails and would end the launcher. Ctrl+D ends readline in silence too.
 * `translate`: changes what is typed on its way.
 */
export function openTerminalInput(
  terminal: PromptInput,
  outer: AbortSignal | undefined,
  translate?: (bytes: Buffer) => Buffer,
): TerminalInput {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const setRawMode = (raw: boolean): unknown => (isOver(terminal) ? undefined : terminal.setRawMode?.(raw));
  const stream = Object.assign(new PassThrough(), { isTTY: true, setRawMode });
  const forward = (chunk: Buffer | string): void =>
    void stream.write(translate === undefined ? chunk : translate(Buffer.from(chunk as string)));

  stream.on("keypress", (_text: unknown, key: { readonly ctrl?: boolean; readonly name?: string }) => {
    if (key.ctrl === true && key.name === "d") setImmediate(() => stream.isPaused() && abort());
  });
  terminal.on("data", forward);
  const ends = ["end", "close", "error"];
  const lose = (): void => {
    mark("ui: a terminal that goes away ends its question");
    abort();
  };
  for (const end of ends) terminal.on(end, lose);
  outer?.addEventListener("abort", abort, { once: true });
  if (isOver(terminal) || outer?.aborted === true) abort();
  terminal.resume();
  return {
    stream,
    signal: controller.signal,
    close: () => {
      terminal.off("data", forward);
      for (const end of ends) terminal.off(end, lose);
      outer?.removeEventListener("abort", abort);
      terminal.pause();
      stream.destroy();
    },
  };
}

function isOver(terminal: PromptInput & { readonly readableEnded?: boolean; readonly destroyed?: boolean }): boolean {
  return terminal.readableEnded === true || terminal.destroyed === true;
}

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

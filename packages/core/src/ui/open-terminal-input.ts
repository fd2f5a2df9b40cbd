import { PassThrough } from "node:stream";
import type { PromptInput } from "./flush-type-ahead.js";

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
 */
export function openTerminalInput(terminal: PromptInput, outer: AbortSignal | undefined): TerminalInput {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const setRawMode = (raw: boolean): unknown => (isOver(terminal) ? undefined : terminal.setRawMode?.(raw));
  const stream = Object.assign(new PassThrough(), { isTTY: true, setRawMode });
  const forward = (chunk: Buffer | string): void => void stream.write(chunk);

  stream.on("keypress", (_text: unknown, key: { readonly ctrl?: boolean; readonly name?: string }) => {
    if (key.ctrl === true && key.name === "d") setImmediate(() => stream.isPaused() && abort());
  });
  terminal.on("data", forward);
  const ends = ["end", "close", "error"];
  for (const end of ends) terminal.on(end, abort);
  outer?.addEventListener("abort", abort, { once: true });
  if (isOver(terminal) || outer?.aborted === true) abort();
  terminal.resume();
  return {
    stream,
    signal: controller.signal,
    close: () => {
      terminal.off("data", forward);
      for (const end of ends) terminal.off(end, abort);
      outer?.removeEventListener("abort", abort);
      terminal.pause();
      stream.destroy();
    },
  };
}

function isOver(terminal: PromptInput & { readonly readableEnded?: boolean; readonly destroyed?: boolean }): boolean {
  return terminal.readableEnded === true || terminal.destroyed === true;
}

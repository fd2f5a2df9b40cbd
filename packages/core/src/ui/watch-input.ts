import type { PromptInput } from "./flush-type-ahead.js";

export interface InputWatch {
  /** Aborts when nothing more can come from the terminal, or when `outer` aborts. */
  readonly signal: AbortSignal;
  dispose(): void;
}

/**
 * A prompt waits for a key; when the terminal is closed none will ever come, and Node would leave with code 13. Ctrl+D
 * ends readline in the same silence.
 */
export function watchInput(input: PromptInput, outer: AbortSignal | undefined): InputWatch {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const onKey = (_text: string | undefined, key: { readonly ctrl?: boolean; readonly name?: string }): void => {
    if (key.ctrl === true && key.name === "d") setImmediate(() => input.isPaused() && abort());
  };
  const ends = ["end", "close", "error"];
  for (const end of ends) input.once(end, abort);
  input.on("keypress", onKey);
  outer?.addEventListener("abort", abort, { once: true });
  if (outer?.aborted === true) abort();
  return {
    signal: controller.signal,
    dispose: () => {
      for (const end of ends) input.off(end, abort);
      input.off("keypress", onKey);
      outer?.removeEventListener("abort", abort);
    },
  };
}

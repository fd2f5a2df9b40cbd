import { renderError, type RenderOptions, type RiglineError } from "@rigline/foundation/errors";

/** That a person has stopped the command is told, and is no error. */
export function renderAbort(error: RiglineError, options: RenderOptions): string {
  const [, ...rest] = renderError(error, options).split("\n");
  return [`stopped: ${error.message} (${error.code})`, ...rest].join("\n");
}

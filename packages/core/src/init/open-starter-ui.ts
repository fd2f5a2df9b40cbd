import { systemClock } from "@rigline/foundation/platform";
import { createUi, type UiOptions } from "../ui/create-ui.js";
import { NO_MEMORY } from "../ui/no-memory.js";
import type { Ui } from "../ui/ui.js";

/** Asks at the terminal, and remembers nothing: a rig is made once. */
export function openStarterUi(terminal: Pick<UiOptions, "input" | "output" | "noInput">): Ui {
  return createUi({
    ...terminal,
    clock: systemClock,
    events: { emit: () => undefined },
    memory: NO_MEMORY,
  });
}

import type { EventBus } from "../events/launcher-events.js";
import { launcherError } from "./launcher-errors.js";
import { LEGAL_MOVES, type LauncherState } from "../events/launcher-state.js";

export interface StateMachine {
  readonly state: LauncherState;
  /** Throws LAUNCHER_ILLEGAL_MOVE. */
  move(to: LauncherState): void;
}

export function createStateMachine(events: EventBus): StateMachine {
  let state: LauncherState = "created";
  return {
    get state() {
      return state;
    },
    move: (to) => {
      const legal: readonly LauncherState[] = LEGAL_MOVES[state];
      if (!legal.includes(to)) {
        throw launcherError("LAUNCHER_ILLEGAL_MOVE", {
          what: `the launcher can't go from "${state}" to "${to}"`,
          why: `from "${state}" it can go to ${legal.length === 0 ? "nothing" : legal.join(", ")}`,
        });
      }
      const from = state;
      state = to;
      events.emit("state.changed", { from, to });
    },
  };
}

import type { EventBus, LauncherState } from "../events/launcher-events.js";
import type { StartPurpose } from "../lifecycle/lifecycle-hooks.js";
import { launcherError } from "./launcher-errors.js";

/** THE table of legal moves. From anywhere it can close: nothing may keep a rig locked. */
export const LEGAL_MOVES: Readonly<Record<LauncherState, readonly LauncherState[]>> = {
  created: ["ready", "closing"],
  // Straight to `opening`: a session that is resumed.
  ready: ["preflight", "opening", "closing"],
  preflight: ["opening", "closing"],
  // Straight to `experimentEnded`: a resumed session whose experiment is over.
  opening: ["preSession", "experimentEnded", "closing"],
  preSession: ["session", "experimentEnded", "closing"],
  session: ["experimentEnded", "closing"],
  experimentEnded: ["postSession", "closing"],
  postSession: ["done", "closing"],
  done: ["closing"],
  closing: ["closed"],
  closed: [],
};

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
      const legal = LEGAL_MOVES[state];
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

const BEFORE_THE_SESSION: readonly LauncherState[] = ["created", "ready", "preflight"];

/** Throws LAUNCHER_ILLEGAL_MOVE where a launcher has had its session, or was started to look, which leaves hardware alone. */
export function refuseUse(machine: StateMachine, purpose: StartPurpose | undefined, isRunning = false): void {
  if (isRunning && BEFORE_THE_SESSION.includes(machine.state))
    throw launcherError("LAUNCHER_ILLEGAL_MOVE", { what: "the launcher is being run already" });
  if (purpose === "inspection")
    throw launcherError("LAUNCHER_ILLEGAL_MOVE", {
      what: "a launcher that was started for an inspection runs no session",
      todo: "Make another launcher for the session, and start it for one.",
    });
  if (!BEFORE_THE_SESSION.includes(machine.state)) machine.move("opening");
}

import { describe, expect, test } from "vitest";
import type { LauncherState } from "../../src/events/launcher-events.js";
import { createStateMachine, LEGAL_MOVES, type StateMachine } from "../../src/launcher/state-machine.js";
import { createFakeClock } from "@rigline/foundation/testing";
import { createMemoryEvents, type MemoryEvents } from "../../src/testing/memory-events.js";
import { createMemoryLog } from "@rigline/foundation/testing";

const STATES = Object.keys(LEGAL_MOVES) as LauncherState[];

/** The shortest way from `created` to each state, found in the table itself. */
function pathTo(wanted: LauncherState): LauncherState[] {
  const paths: LauncherState[][] = [["created"]];
  for (const path of paths) {
    const last = path.at(-1) as LauncherState;
    if (last === wanted) return path.slice(1);
    for (const next of LEGAL_MOVES[last]) if (!path.includes(next)) paths.push([...path, next]);
  }
  throw new Error(`there is no way to ${wanted}`);
}

function machineIn(state: LauncherState): { machine: StateMachine; events: MemoryEvents } {
  const events = createMemoryEvents({ log: createMemoryLog(), clock: createFakeClock() });
  const machine = createStateMachine(events);
  for (const step of pathTo(state)) machine.move(step);
  return { machine, events };
}

describe.each(STATES)("from %s", (from) => {
  test("it goes where the table says, tells so, and nowhere else", () => {
    for (const to of STATES) {
      const { machine, events } = machineIn(from);
      const before = events.recorded.length;
      if ((LEGAL_MOVES[from] as readonly string[]).includes(to)) {
        machine.move(to);
        expect(machine.state).toBe(to);
        expect(events.recorded.slice(before)).toEqual([{ name: "state.changed", event: { from, to } }]);
        continue;
      }
      const message = `the launcher can't go from "${from}" to "${to}"`;
      expect(() => machine.move(to)).toThrow(expect.objectContaining({ code: "LAUNCHER_ILLEGAL_MOVE", message }));
      expect(machine.state).toBe(from);
      expect(events.recorded).toHaveLength(before);
    }
  });

  test("it can always come to an end", () => {
    const { machine } = machineIn(from);
    if (from !== "closing" && from !== "closed") machine.move("closing");
    if (machine.state === "closing") machine.move("closed");
    expect(machine.state).toBe("closed");
  });
});

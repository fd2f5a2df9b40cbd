import type { Safety } from "../checks/safety.js";
import { LauncherProcess } from "./launcher-process.js";
import type { Onlooker } from "./onlooker.js";
import type { Rig } from "./rig.js";

/** Of what waits for nothing but its turn. */
const MOST_TURNS = 1_000;

/** Holds what the launcher tells of each session, as `rigline sessions` does, against the disks. */
export async function askWhatIsSafe(rig: Rig, onlooker: Onlooker, safety: Safety): Promise<void> {
  for (const { directory, session } of onlooker.sessions()) {
    const truth = rig.sessions.find(({ source }) => source === directory);
    if (truth === undefined || session === undefined) continue;
    const answer: { word?: string } = {};
    const asked = new LauncherProcess(rig, "who asks", truth.plan).readStatus(session);
    void asked.then((told) => (answer.word = told ?? "unknown"));
    for (let turns = 0; answer.word === undefined && turns < MOST_TURNS; turns += 1) await drained();
    rig.tell(`${truth.name}: ${answer.word}`);
    if (answer.word === "safe to delete") safety.told(truth);
    if (answer.word === "nothing to hand off" && truth.handedOff)
      rig.fail("S5", `${truth.name} is told to have nothing to hand off, and was handed off`);
  }
}

/** Returns when all that waits for nothing but its turn has had it. */
export function drained(): Promise<void> {
  return new Promise((resolve) => {
    process.nextTick(resolve);
  });
}

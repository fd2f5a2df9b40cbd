import type { PlannedHold } from "../plan/plan.js";
import type { Rig } from "./rig.js";

/** On the share, above all that rigs write there. */
const HOLD_FILE = "/share/.rigline-hold";
const SAYS: Readonly<Record<PlannedHold["mode"], string>> = {
  pause: "",
  drain: "mode: drain",
  throttle: "mode: throttle\nrate: 1 kB/s",
  damaged: "mode: [",
};
/** By then each rig that can look at the share has seen it, and what it had begun before has been broken off. */
const HEARD_MS = 62_000;
/** To take away what could not be reached. */
const COMES_AGAIN_MS = 5000;

/** Who looks after the share, and says something to all rigs now and then by a file there. */
export class ShareOwner {
  readonly #rig: Rig;
  /** Since when all is to rest, by what has been said; undefined: it is not. */
  #pausedSince: number | undefined;

  constructor(rig: Rig) {
    this.#rig = rig;
  }

  schedule(): void {
    const { plan, time } = this.#rig;
    for (const hold of plan.keeping?.holds ?? []) {
      if (hold.at >= plan.peaceAt) continue;
      time.after(hold.at, () => this.#say(hold));
      time.after(hold.at + hold.ms, () => this.fallSilent());
    }
  }

  #say({ mode }: PlannedHold): void {
    const { world, tell, time } = this.#rig;
    if (this.#isAway) return;
    world.put(HOLD_FILE, SAYS[mode]);
    const pauses = mode === "pause" || mode === "damaged";
    this.#pausedSince = pauses ? (this.#pausedSince ?? time.elapsed) : undefined;
    tell(`the owner of the share says ${mode}`);
  }

  fallSilent(): void {
    this.#pausedSince = undefined;
    if (this.#isAway) return void this.#rig.time.after(COMES_AGAIN_MS, () => this.fallSilent());
    if (this.#rig.world.drop(HOLD_FILE)) this.#rig.tell("the owner of the share holds nothing up any more");
  }

  get #isAway(): boolean {
    const { share } = this.#rig;
    return share !== undefined && share.state.kind !== "there";
  }

  /** Whether every rig knows by now that nothing is to be published. Of a share that was away meanwhile that is not said. */
  get isHeard(): boolean {
    const { plan, time } = this.#rig;
    const isAlwaysThere = plan.happenings.every(
      ({ kind }) => kind !== "share away" && kind !== "cut the server's power",
    );
    return isAlwaysThere && this.#pausedSince !== undefined && time.elapsed - this.#pausedSince > HEARD_MS;
  }
}

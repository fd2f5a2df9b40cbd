import { basename } from "node:path";
import { CENTRAL, SUBJECT, type SessionTruth } from "../life/session-truth.js";
import type { Home } from "../world/inode.js";
import type { World } from "../world/world.js";
import type { Custody } from "./custody.js";

/** Said of a job in the place of a code: it is at a wanted end. */
export const CANCELLED = "cancelled";

/** Causes that can be told to be untrue at once. */
const CODES = [
  CANCELLED,
  "JOB_CANCELLED",
  "MANIFEST_TAKEN_AWAY",
  "MANIFEST_UNREADABLE",
  "DESTINATION_CONFLICT",
  "STORE_CLAIMED",
  "SOURCE_MISSING",
];

/** Knows of each cause for which a job is set aside whether it holds. */
export class Causes {
  readonly #world: World;
  readonly #custody: Custody;
  /** All trouble is over, and somebody has gone on with what was set aside. */
  isOver = false;

  constructor(world: World, custody: Custody) {
    this.#world = world;
    this.#custody = custody;
  }

  /** Whether there is a cause for setting a job aside with this code. */
  isTrue(code: string, session: SessionTruth): boolean {
    switch (code) {
      case CANCELLED:
        return session.withdrawn || session.replaced || this.#isAway(session);
      case "MANIFEST_TAKEN_AWAY":
        return session.withdrawn || this.#isAway(session);
      case "DESTINATION_CONFLICT":
        return (
          session.replaced ||
          this.#custody.differs(session) ||
          this.#hasGoneSince(session) ||
          this.#hasLostRecords(session)
        );
      case "STORE_CLAIMED":
        return session.nameTaken;
      case "PUBLISHED_DIFFERS":
        return session.tampered || session.quietlyChanged.size > 0 || this.#custody.differs(session);
      case "SOURCE_IS_DESTINATION":
        return session.plan.inPlace === true && session.plan.deleteSource;
      case "SOURCE_MISSING":
        return session.givenUp.size > 0 || session.replaced || this.#isBackWhenDone(session);
      default:
        return false;
    }
  }

  /** Of other codes nothing is known while the weather lasts. */
  isUntrue(code: string | undefined, session: SessionTruth): boolean {
    return code !== undefined && CODES.includes(code) && !this.isTrue(code, session);
  }

  /**
   * Whether what was in a job's way may have been taken by a cut of a server that flushes no names. A job that is set aside is looked at
   * again when somebody goes on with it, which is told with the conflict; once all is over somebody has.
   */
  #hasGoneSince({ published }: SessionTruth): boolean {
    const volume = this.#world.findAnywhere(CENTRAL)?.volume;
    const isGone = this.#world.findAnywhere(published) === undefined;
    return isGone && volume !== undefined && isUndone(volume) && !this.isOver;
  }

  /** Whether a cut of a server that flushes nothing has taken the record of who publishes by the piece there, and left what was published. */
  #hasLostRecords({ name, published }: SessionTruth): boolean {
    const root = this.#world.findAnywhere(published);
    if (root === undefined || root.volume.personality.flushRefusal === undefined || root.volume.cuts === 0)
      return false;
    return this.#world.findAnywhere(`${SUBJECT}/.rigline/parts/${name}`) === undefined;
  }

  /**
   * Whether a person has put a manifest back whose job was done meanwhile: the launcher had published it anew, from its outbox, and the
   * sources were deleted as was asked. What it names is not there any more, and who put it back has to hear of it.
   */
  #isBackWhenDone({ manifest, plan, wasAway, computer }: SessionTruth): boolean {
    const archived = `${computer.completeFolder}/${basename(manifest)}`;
    return wasAway && plan.deleteSource && this.#world.find(archived) !== undefined;
  }

  /** Whether a person has taken the manifest away for a while, and nobody has looked since it is back. */
  #isAway({ wasAway }: SessionTruth): boolean {
    return wasAway && !this.isOver;
  }
}

/** A rename that nobody can flush is undone by a cut of the server: the bytes are there, under the other name. */
export function isUndone({ cuts, personality }: Home): boolean {
  return cuts > 0 && !personality.flushesFolders;
}

import { dirname } from "node:path";
import { isWithin } from "@rigline/foundation/paths";
import { mark } from "@rigline/foundation/marks";
import type { Clock, FileSystem } from "@rigline/foundation/platform";
import { describeRoom, fillRateOf, daysLeft, readRoomUses, type RoomUse } from "@rigline/manifest";
import { describeHold, type DestinationHold, readDestinationHolds } from "@rigline/manifest/holds";
import type { DiskRoom } from "../wire/page-state.js";
import type { SourcedRow } from "./make-rows.js";

/** Bytes that are free for this user, and all there are. Rejects with what the system says. */
export type AskRoom = (folder: string) => Promise<{ readonly free: number; readonly size: number }>;

interface Parts {
  readonly clock: Clock;
  readonly fileSystem: FileSystem;
  readonly askRoom: AskRoom;
}

const ASK_AGAIN_MS = 10_000;

/** What is full in a year is nobody's concern today. */
const TOLD_DAYS = 90;

interface Asked {
  free: number | null;
  size: number | null;
  at: number;
  isAsked: boolean;
}

/** The rig's own disk and those of its destinations. A share that is away gives no answer, and holds nothing up. */
export class DiskRooms {
  readonly #parts: Parts;
  readonly #rooms = new Map<string, Asked>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** As they were when they last answered. `rigFolder`: on the disk that sessions are recorded to. */
  look(
    rigFolder: string | undefined,
    flagFolder: string | undefined,
    rows: readonly SourcedRow[],
  ): readonly DiskRoom[] {
    const uses =
      flagFolder === undefined ? new Map<string, RoomUse[]>() : readRoomUses(this.#parts.fileSystem, flagFolder);
    const now = this.#parts.clock.now();
    const holds = flagFolder === undefined ? [] : readDestinationHolds(this.#parts.fileSystem, flagFolder, now);
    const known = new Set([...uses.keys(), ...rows.flatMap(({ job }) => job?.state.place?.root ?? [])]);
    // Of one that was never written to only its owner's file tells.
    const held = holds
      .map(({ file }) => dirname(file))
      .filter((folder) => ![...known].some((root) => isWithin(root, folder)));
    const roots = new Set([...known, ...held]);
    const all = rows.reduce((sum, { job, row }) => sum + (row.group === "safe" ? 0 : owedBytes(job)), 0);
    const rig =
      rigFolder === undefined
        ? []
        : [this.#roomOf(rigFolder, "rig", { waiting: all, uses: undefined, hold: undefined })];
    const destinations = [...roots].map((root) => {
      const waiting = rows.reduce((sum, { job }) => sum + (goesTo(job, root) ? owedBytes(job) : 0), 0);
      const hold = holds.find(({ file }) => isWithin(root, file));
      return this.#roomOf(root, "destination", { waiting, uses: uses.get(root), hold });
    });
    return [...rig, ...destinations];
  }

  #roomOf(
    place: string,
    what: DiskRoom["what"],
    {
      waiting,
      uses,
      hold,
    }: {
      readonly waiting: number;
      readonly uses: readonly RoomUse[] | undefined;
      readonly hold: DestinationHold | undefined;
    },
  ): DiskRoom {
    const { free, size } = this.#ask(place);
    const rate = uses === undefined ? undefined : fillRateOf(uses, this.#parts.clock.now());
    const days = rate === undefined || free === null ? undefined : daysLeft(free, rate);
    const isTold = rate !== undefined && days !== undefined && days < TOLD_DAYS;
    return {
      place,
      what,
      free,
      size,
      waiting,
      forecast: isTold ? describeRoom(days, rate) : null,
      hold: hold === undefined ? null : describeHold(hold),
    };
  }

  #ask(place: string): Asked {
    const now = this.#parts.clock.monotonic();
    const room = this.#rooms.get(place) ?? { free: null, size: null, at: -Infinity, isAsked: false };
    this.#rooms.set(place, room);
    if (!room.isAsked && now - room.at >= ASK_AGAIN_MS) {
      room.isAsked = true;
      void this.#parts.askRoom(place).then(
        ({ free, size }) => Object.assign(room, { free, size, at: this.#parts.clock.monotonic(), isAsked: false }),
        () => {
          mark("page: a disk that does not answer is shown without its room");
          Object.assign(room, { free: null, size: null, at: this.#parts.clock.monotonic(), isAsked: false });
        },
      );
    }
    return room;
  }
}

function goesTo(job: SourcedRow["job"], root: string): boolean {
  const at = job?.state.place?.root;
  if (at !== undefined) return at === root;
  return job?.destination !== null && job?.destination !== undefined && isWithin(root, job.destination);
}

/** What has not arrived yet. */
function owedBytes(job: SourcedRow["job"]): number {
  if (job === undefined || job.state.published !== undefined || job.step === "cancelled") return 0;
  const { planned, verified } = job.state;
  const done = job.copy?.bytes ?? verified.bytes;
  return Math.max(0, (planned?.bytes ?? job.copy?.ofBytes ?? 0) - done);
}

import { readJournal } from "@rigline/foundation/journal";
import type { FileSystem } from "@rigline/foundation/platform";
import { foldJobState, judgeDeletion, RECEIPT_FILE, RIGLINE_FOLDER, toJobRecords } from "@rigline/manifest";
import type { ListedJob } from "@rigline/watchdog-service/parts";
import { SUBJECT, type SessionTruth } from "../life/session-truth.js";
import type { SimulatedService } from "../world/simulated-service.js";
import type { World } from "../world/world.js";
import { filesBelow, isNameSafe, isSafe } from "./durable.js";
import { isGrowing } from "./published.js";
import type { Report } from "./violation.js";

/** S5, of "safe to delete": whoever believes it loses nothing. */
export class Safety {
  readonly #world: World;
  readonly #service: SimulatedService;
  readonly #report: Report;

  constructor(world: World, service: SimulatedService, report: Report) {
    this.#world = world;
    this.#service = service;
    this.#report = report;
  }

  /** Of a job whose source, for all that its journal says, is what was handed off. */
  shown(job: ListedJob, session: SessionTruth, fileSystem: FileSystem): void {
    if (job.submission === null || session.tampered) return;
    const state = foldJobState(toJobRecords(readJournal(job.journal, { fileSystem }).records));
    if (!judgeDeletion({ state }, "accepted", { isHandedOff: true }).mayDelete) return;
    const why = this.#isLacking(session) ?? (job.step === "complete" ? undefined : `its job is ${job.step}`);
    if (why !== undefined) this.#report("S5", `${job.name} is told to be safe to delete, and ${why}`);
  }

  /** Of a session as the launcher tells it, its source looked through. */
  told(session: SessionTruth): void {
    if (session.tampered) return;
    const root = this.#world.findAnywhere(session.published);
    const only = [...this.#world.filesAt(session.source)].find(([file, { data }]) => {
      const path = file.slice(session.source.length + 1);
      // It is told by place, size and time, as the page about it says.
      if (session.quietlyChanged.has(path) || path.endsWith(`/${RECEIPT_FILE}`)) return false;
      return !path.startsWith(RIGLINE_FOLDER) && (root === undefined || !isSafe(root, path, data));
    });
    const why = this.#isLacking(session) ?? (only === undefined ? undefined : `only the rig has ${only[0]} as it is`);
    if (why !== undefined) this.#report("S5", `${session.name} is told to be safe to delete, and ${why}`);
  }

  #isLacking({ name, published, pieces, plan, keys }: SessionTruth): string | undefined {
    const root = this.#world.findAnywhere(published);
    const above = this.#world.findAnywhere(SUBJECT);
    if (root === undefined || above === undefined || pieces.some((piece) => isGrowing(root, piece)))
      return "it is not published";
    const copies = filesBelow(root);
    if (root.volume.personality.flushRefusal !== undefined && copies.size > 0) return "its copy can't be flushed";
    if (plan.submits && ![...keys.keys()].some((key) => this.#service.taken.has(key)))
      return "the service does not have it";
    const isHeld = [...copies].every(([path, { data }]) => isSafe(root, path, data));
    return isHeld && isNameSafe(above, name, { name, node: root })
      ? undefined
      : "its copy would not survive a power cut";
  }
}

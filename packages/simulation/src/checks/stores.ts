import { createHash } from "node:crypto";
import { InventorySchema } from "@rigline/manifest";
import type { SessionTruth } from "../life/session-truth.js";
import type { SimulatedStore } from "../store/simulated-store.js";
import { isWholeFile, placeOfWhole } from "../store/store-places.js";
import type { Deed, World } from "../world/world.js";
import { filesBelow } from "./durable.js";
import { isGrowing, sessionFiles } from "./published.js";
import type { Report } from "./violation.js";

/** As in the other checks of S9. */
const HEARD_MS = 500;
/** Of all processes in a life: one that asks more asks for ever. */
const MOST_REQUESTS = 30_000;

/** Holds what is peculiar to stores: whose a place is, what a list says, and that nothing is left that somebody pays for. */
export class Stores {
  readonly #world: World;
  readonly #store: SimulatedStore;
  readonly #sessions: readonly SessionTruth[];
  readonly #report: Report;

  constructor(world: World, store: SimulatedStore, sessions: readonly SessionTruth[], report: Report) {
    this.#world = world;
    this.#store = store;
    this.#sessions = sessions;
    this.#report = report;
  }

  /** Before the other checks. */
  after({ actor, path, operation, since = Infinity }: Deed): void {
    for (const session of this.#sessions) {
      if (!path.startsWith(`${session.published}/`)) continue;
      // From the last list of it on nobody can keep others out.
      if (isWholeFile(path) && session.stagedTouchedMs >= since) session.tampered = true;
      if (isWholeFile(path) && operation === "rename") this.#listed(session, path, since);
      if (session.theirs.size === 0 || session.pieces.length > 1) continue;
      // Of two that begin in the same moment the claim decides.
      if (path === `${session.published}/.rigline/claim.json` && since < session.theirsMs) session.theirs.clear();
      else this.#report("S7", `${actor.name} does ${operation} ${path}, where somebody else had something before`);
    }
  }

  /** S1 and S9: the list that publishes is of what stands there, and by the manifest that was there. */
  #listed(session: SessionTruth, path: string, since: number): void {
    const place = placeOfWhole(path);
    const root = this.#world.findAnywhere(place);
    const { digest, files } = InventorySchema.parse(
      JSON.parse(Buffer.from(this.#world.findAnywhere(path)?.data ?? []).toString()),
    );
    const isReplaced = session.mates.length === 1 && since - session.replacedAt > HEARD_MS;
    if (isReplaced && digest !== createHash("sha256").update(session.text).digest("hex"))
      this.#report("S9", `${session.name} is published by a manifest that was replaced`);
    if (session.tampered || root === undefined) return;
    const found = sessionFiles(root);
    for (const { path: file, bytes, hash } of files) {
      const data = found.get(file)?.data;
      const isSame = data?.length === bytes && createHash("sha256").update(data).digest("hex") === hash;
      if (!isSame && !session.unseen.some((other) => other === data))
        this.#report("S1", `${place} is published by a list that has another ${file} than stands there`);
    }
  }

  /** What stays in the store of a session that is at its end, and nobody looks after: a file of an unpublished copy, or parts of one. */
  leftOf({ published, versions, pieces, theirs }: SessionTruth): string | undefined {
    const begun = [...this.#store.uploads.values()].find(({ path }) => path.startsWith(`${published}/`));
    if (begun !== undefined) return `${begun.path}, in parts,`;
    const root = this.#world.findAnywhere(published);
    if (root === undefined || pieces.some((piece) => !isGrowing(root, piece))) return undefined;
    return [...filesBelow(root).keys()].find(
      (path) => (versions.has(path) || path.startsWith(".rigline/")) && !theirs.has(path),
    );
  }

  bounded(): void {
    const { requests } = this.#store;
    if (requests > MOST_REQUESTS) this.#report("L2", `a store is asked ${requests} times in a life`);
  }
}

import { CENTRAL, COMPLETE, DATA, FLAG, SUBJECT } from "../life/session-truth.js";
import type { SimulatedLocks } from "../world/locks.js";
import type { Actor } from "../world/actor.js";
import type { Volume } from "../world/volume.js";
import type { Deed } from "../world/world.js";
import type { Report } from "./violation.js";

/** Holds that one daemon at a time acts, and each process only where it has to. */
export class Discipline {
  readonly #locks: SimulatedLocks;
  readonly #lockName: string;
  readonly #share: Volume | undefined;
  readonly #report: Report;

  constructor(locks: SimulatedLocks, lockName: string, share: Volume | undefined, report: Report) {
    this.#locks = locks;
    this.#lockName = lockName;
    this.#share = share;
    this.#report = report;
  }

  after({ actor, operation, path, to, node }: Deed): void {
    if (actor.kind === "person") return;
    const isShares = this.#share !== undefined && (to ?? path).startsWith(`${CENTRAL}/`);
    if (isShares && node !== undefined && node.volume !== this.#share)
      this.#report("S7", `${actor.name} does ${operation} ${to ?? path} on the rig's own disk, where a share belongs`);
    for (const place of to === undefined ? [path] : [path, to])
      if (!isOwn(actor, operation, place))
        this.#report("S7", `${actor.name} does ${operation} ${place}, outside its places`);
    if (actor.kind === "launcher" || actor.kind === "look") return;
    const owner = this.#locks.holderOf(this.#lockName);
    if (owner === undefined || !owner.isOrHas(actor))
      this.#report("S6", `${actor.name} does ${operation} ${path} without holding the flag folder's lock`);
  }
}

function isOwn({ kind }: Actor, operation: Deed["operation"], path: string): boolean {
  if (path === "") return true;
  if (operation === "sync" || operation === "syncFolder") return true;
  if (path === FLAG || path.startsWith(`${FLAG}/`) || path.startsWith(COMPLETE)) return true;
  // It tries before a session whether it may write there.
  if (kind === "look") return path.startsWith(`${CENTRAL}/.rigline-probe-`);
  if (kind === "launcher") return path.startsWith(`${DATA}/`) || path.startsWith("/rig/logs");
  if (kind !== "worker") return false;
  if (path === SUBJECT || path.startsWith(`${SUBJECT}/`)) return true;
  return (
    (path.startsWith(`${DATA}/`) || path.startsWith("/rig/link/")) &&
    (operation === "removeFile" || operation === "removeFolder")
  );
}

import { COMPUTERS, FIRST } from "../life/computer.js";
import { CENTRAL, SUBJECT } from "../life/session-truth.js";
import type { SimulatedLocks } from "../world/locks.js";
import type { Actor } from "../world/actor.js";
import type { Volume } from "../world/volume.js";
import type { Deed } from "../world/world.js";
import type { Report } from "./violation.js";

/** Holds that one daemon at a time acts, and each process only where it has to. */
export class Discipline {
  readonly #locks: SimulatedLocks;
  readonly #share: Volume | undefined;
  readonly #report: Report;

  constructor(locks: SimulatedLocks, share: Volume | undefined, report: Report) {
    this.#locks = locks;
    this.#share = share;
    this.#report = report;
  }

  after({ actor, operation, path, to, node }: Deed): void {
    if (actor.kind === "person") return;
    const isShares = this.#share !== undefined && isBelow(CENTRAL, to ?? path);
    if (isShares && node !== undefined && node.volume !== this.#share)
      this.#report("S7", `${actor.name} does ${operation} ${to ?? path} on the rig's own disk, where a share belongs`);
    for (const place of to === undefined ? [path] : [path, to])
      if (!isOwn(actor, operation, place))
        this.#report("S7", `${actor.name} does ${operation} ${place}, outside its places`);
    // What a store was asked for before whoever asked has died comes about all the same.
    if (actor.kind === "launcher" || actor.kind === "look" || !actor.isAlive) return;
    const isOwner = COMPUTERS.some(({ lockName }) => this.#locks.holderOf(lockName)?.isOrHas(actor) === true);
    if (!isOwner) this.#report("S6", `${actor.name} does ${operation} ${path} without holding the flag folder's lock`);
  }
}

function isOwn({ kind }: Actor, operation: Deed["operation"], path: string): boolean {
  if (path === "") return true;
  if (operation === "sync" || operation === "syncFolder") return true;
  if (COMPUTERS.some(({ flagFolder, completeFolder }) => isAt(flagFolder, path) || path.startsWith(completeFolder)))
    return true;
  // It tries before a session whether it may write there.
  if (kind === "look") return path.startsWith(`${CENTRAL}/.rigline-probe-`);
  if (kind === "launcher") return isBelow(FIRST.dataFolder, path) || path.startsWith("/rig/logs");
  if (kind !== "worker") return false;
  if (isAt(SUBJECT, path)) return true;
  const isSource = COMPUTERS.some(({ dataFolder }) => isBelow(dataFolder, path)) || path.startsWith("/rig/link/");
  return isSource && (operation === "removeFile" || operation === "removeFolder" || isOfReceipt(operation, path));
}

/** What is left in the place of deleted data: the file, before it has its name too, and the folder that is made anew for it. */
function isOfReceipt(operation: Deed["operation"], path: string): boolean {
  return operation === "makeFolder" || /\/(?:(?:[^/]+\.)?HANDED_OFF\.json|\.rigline-[^/]+\.part)$/.test(path);
}

function isAt(folder: string, path: string): boolean {
  return path === folder || isBelow(folder, path);
}

function isBelow(folder: string, path: string): boolean {
  return path.startsWith(folder) && path[folder.length] === "/";
}

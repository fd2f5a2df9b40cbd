import { type Disk, nodeDisk } from "@rigline/foundation/disk";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { createFakeClock } from "@rigline/foundation/testing";
import { type JobState, readJobState } from "@rigline/manifest";
import { Auditor } from "../../src/audit/auditor.js";
import { toAuditSettings } from "../../src/audit/audit-settings.js";
import type { DaemonSettings } from "../../src/config/daemon-settings.js";
import { partsFor, type Rig, runOnce } from "./rig.js";

export interface AuditedNight {
  /** Of each job that was asked for, after the daemon has heard what was found. */
  readonly states: readonly (JobState | undefined)[];
  readonly notices: readonly string[];
}

interface NightChoices {
  /** Another one each time: what was read is read again on another day. */
  readonly day: number;
  readonly stores?: boolean;
  readonly disk?: Disk;
  /** The manifests of the copies that are read, all of them. */
  readonly manifests?: readonly string[];
}

/** Has copies read again by a night that is as long as that takes, also where what is read lies behind a network, and brought back. */
export async function auditNight(
  rig: Rig & { readonly settings: DaemonSettings },
  { day, stores = true, disk = nodeDisk, manifests = ["manifest_session.yml"] }: NightChoices,
): Promise<AuditedNight> {
  const clock = createFakeClock({ now: new Date(`2099-11-0${day}T23:00:00Z`), zone: "UTC" });
  const notices: string[] = [];
  let left = manifests.length;
  const over = new AbortController();
  // How far a reading is, is no more to be known when it has come to its end.
  const remove = (path: string): void => {
    if (manifests.some((file) => path.includes(file))) left -= 1;
    if (left === 0) over.abort();
    nodeFileSystem.remove(path);
  };
  const parts = partsFor(rig, {
    settings: rig.settings,
    clock,
    disk,
    fileSystem: { ...nodeFileSystem, remove },
    report: (event) => void (event.event === "notice" && notices.push(event.message)),
  });
  const hours = { from: "22:00", to: "06:00", mb_per_s: 20 };
  const settings = toAuditSettings({ ...hours, within_days: 1, repair: true, stores });
  if (settings === undefined) throw new Error("no hours");
  await new Auditor(parts, settings).during(async () => {
    while (!over.signal.aborted) {
      await clock.advance(10);
      await new Promise((resolve) => void setImmediate(resolve));
    }
  });
  await runOnce(partsFor(rig, { settings: rig.settings }));
  return { notices, states: manifests.map((file) => readJobState(nodeFileSystem, rig.flag, file)) };
}

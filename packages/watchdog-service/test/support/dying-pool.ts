import { hostname } from "node:os";
import { nodeDisk } from "@rigline/foundation/disk";
import { nodeFileSystem, systemClock } from "@rigline/foundation/platform";
import type { JobRecord } from "@rigline/manifest";
import { type JobJournal, jobJournals } from "../../src/jobs/job-journal.js";
import type { DaemonParts } from "../../src/jobs/daemon-parts.js";
import { createInlinePool } from "../../src/work/inline-pool.js";
import type { WorkOrder } from "../../src/work/work-order.js";
import type { WorkPool } from "../../src/work/work-pool.js";

/** Where a daemon ends: at so many orders that its workers were given, before it is done or after. */
export interface Death {
  readonly at: number;
  readonly when: "before" | "after";
}

interface DyingParts extends Pick<DaemonParts, "pool" | "openJournal"> {
  /** What its workers were asked. */
  readonly orders: WorkOrder["kind"][];
}

/** The parts of a daemon that dies: nothing is done for it any more, and nothing put on record. `onDone`: told of each order that is done. */
export function dyingParts(death: Death | undefined, onDone: (order: WorkOrder) => void = () => {}): DyingParts {
  const inner = createInlinePool(nodeDisk);
  const orders: WorkOrder["kind"][] = [];
  let dead = false;
  const requireLife = (): void => {
    if (dead) throw new Error("the daemon is dead");
  };
  const end = (): never => {
    dead = true;
    throw new Error("the daemon dies");
  };
  const pool: WorkPool = {
    ...inner,
    run: async (order, options) => {
      requireLife();
      orders.push(order.kind);
      const isLast = orders.length === death?.at;
      if (isLast && death.when === "before") end();
      const result = await inner.run(order, options);
      onDone(order);
      if (isLast) end();
      requireLife();
      return result;
    },
  };
  const open = jobJournals(nodeFileSystem, systemClock, hostname());
  const guard =
    <Args extends readonly unknown[], Result>(act: (...args: Args) => Result) =>
    (...args: Args): Result => {
      requireLife();
      return act(...args);
    };
  const openJournal = (path: string): JobJournal => {
    const journal = open(path);
    return {
      history: () => journal.history(),
      append: guard((...records) => journal.append(...records)),
      note: guard((...records) => journal.note(...records)),
      flush: guard(() => journal.flush()),
      takeBack: guard((type) => journal.takeBack(type)),
      close: () => journal.close(),
    };
  };
  return { orders, pool, openJournal };
}

/** The journals of a daemon that is killed when it has done something and before it can record that, as a rename and `published`. */
export function killedBeforeRecording(kind: JobRecord["type"]): Pick<DaemonParts, "openJournal"> {
  const open = jobJournals(nodeFileSystem, systemClock, hostname());
  const openJournal = (path: string): JobJournal => {
    const journal = open(path);
    const append: JobJournal["append"] = (...records) => {
      if (records.some(({ type }) => type === kind)) throw new Error("killed");
      journal.append(...records);
    };
    return { ...journal, append };
  };
  return { openJournal };
}

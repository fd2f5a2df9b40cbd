import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Disk, nodeDisk } from "@rigline/foundation/disk";
import { expect, test } from "vitest";
import { createRig, partsFor, PUBLISHED, runOnce, settingsFor, type TestParts } from "../support/rig.js";
import { readTree } from "../support/temporary-folder.js";

/** A disk that refuses the operation `name` at paths below `folder`, also on files that were opened there, from the nth time on. */
function refusing(
  folder: string,
  name: keyof Disk,
  from: number,
  code: string,
): Disk & { readonly asked: () => number } {
  const opened = new Set<number>();
  let asked = 0;
  const wrapped = Object.entries(nodeDisk).map(([operation, perform]) => [
    operation,
    (...args: readonly unknown[]): unknown => {
      const there = args.some((arg) =>
        typeof arg === "number" ? opened.has(arg) : typeof arg === "string" && arg.startsWith(folder),
      );
      if (there && operation === name) {
        asked += 1;
        if (asked >= from && operation === "close") Reflect.apply(perform, nodeDisk, args);
        if (asked >= from) {
          const where = typeof args[0] === "string" ? { path: args[0] } : {};
          throw Object.assign(new Error(`${code}: the server is gone, ${operation}`), { code, ...where });
        }
      }
      const result: unknown = Reflect.apply(perform, nodeDisk, args);
      if (there && typeof result === "number" && (operation === "createNew" || operation === "openSource"))
        opened.add(result);
      if (operation === "close") opened.delete(args[0] as number);
      return result;
    },
  ]);
  return { ...(Object.fromEntries(wrapped) as unknown as Disk), asked: () => asked };
}

function codes({ events }: TestParts): readonly string[] {
  return events.flatMap((event) => ("code" in event ? [event.code] : []));
}

const OPERATIONS = Object.keys(nodeDisk) as (keyof Disk)[];
/** Never asked of a destination, or a failure that stops nothing: what is unverified is removed again by the next attempt. */
const HARMLESS = new Set<keyof Disk>([
  "listBytes",
  "setFolderModified",
  "openForWriting",
  "resize",
  "inspectOpen",
  "flushFile",
  "startWriteback",
  "removeFile",
  "removeFolder",
  "close",
]);

test.each(OPERATIONS.filter((operation) => !HARMLESS.has(operation)))(
  "a server that is gone has one code, whichever operation meets it first: %s",
  async (operation) => {
    for (let from = 1; ; from += 1) {
      const rig = createRig();
      mkdirSync(rig.destination);
      rig.hand("session", { destination: join(rig.destination, "614173") });
      const disk = refusing(rig.destination, operation, from, "EHOSTDOWN");
      const verify = operation === "openPastCache" ? "device" : "cache";
      const parts = partsFor(rig, { disk, settings: settingsFor(rig, { verify }) });
      await runOnce(parts);
      if (disk.asked() < from) {
        expect(from).toBeGreaterThan(1);
        break;
      }
      // All had arrived by then but the inventory's copy.
      const isArchived = parts.events.some(({ event }) => event === "archived");
      expect([from, codes(parts)]).toEqual([from, isArchived ? [] : ["DESTINATION_UNREACHABLE"]]);
      const healed = partsFor(rig);
      expect((await runOnce(healed)).troubled).toBe(0);
      expect(readTree(join(rig.destination, "614173/session"))).toEqual(PUBLISHED);
    }
  },
);

test.each(["EHOSTUNREACH", "ENETUNREACH", "ECONNABORTED", "ECONNRESET", "ETIMEDOUT", "EIO", "ESTALE", "ENOTCONN"])(
  "%s of a destination is one of its ways to be gone",
  async (code) => {
    const rig = createRig();
    rig.hand("session");
    const parts = partsFor(rig, { disk: refusing(rig.destination, "sync", 1, code) });
    await runOnce(parts);
    expect(codes(parts)).toEqual(["DESTINATION_UNREACHABLE"]);
    const [failed] = parts.events.filter((event) => event.event === "failed");
    expect(failed).toMatchObject({ message: expect.stringContaining(rig.destination) as string });
  },
);

test("what can't be read back is the destination's fault, not the source's", async () => {
  const rig = createRig();
  rig.hand("session");
  const parts = partsFor(rig, { disk: refusing(rig.destination, "openSource", 1, "ENOENT") });
  await runOnce(parts);
  expect(codes(parts)).toEqual(["COPY_READ_FAILED"]);
});

test.each(["createNew", "makeFolder"] as const)(
  "a name that the destination does not take parks the job, and says so (%s)",
  async (operation) => {
    const rig = createRig();
    mkdirSync(rig.destination);
    rig.hand("session");
    const disk: Disk = {
      ...nodeDisk,
      [operation]: (path: string) => {
        if (/launcher\.log$|behavior[\\/]logs$/.test(path) && (operation === "createNew") === path.endsWith(".log"))
          throw Object.assign(new Error("ENOENT: no such file"), { code: "ENOENT" });
        return nodeDisk[operation](path);
      },
    };
    const parts = partsFor(rig, { disk });
    await runOnce(parts);
    expect(parts.events).toContainEqual(
      expect.objectContaining({
        event: "parked",
        code: "DESTINATION_NAME_REFUSED",
        reason: expect.stringContaining("the destination does not take the name") as string,
      }),
    );
  },
);

test("a share that comes back between two looks is not taken for one that refuses names", async () => {
  const rig = createRig();
  rig.hand("session");
  let first = true;
  const disk: Disk = {
    ...nodeDisk,
    createNew: (path) => {
      if (first) {
        first = false;
        throw Object.assign(new Error("ENOENT: no such file"), { code: "ENOENT" });
      }
      return nodeDisk.createNew(path);
    },
  };
  expect((await runOnce(partsFor(rig, { disk }))).troubled).toBe(0);
});

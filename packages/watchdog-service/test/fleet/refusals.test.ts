import { appendFileSync, mkdirSync } from "node:fs";
import { basename, dirname } from "node:path";
import { encodeLine } from "@rigline/foundation/journal";
import { nodeFileSystem, type FileSystem } from "@rigline/foundation/platform";
import { createFakeClock } from "@rigline/foundation/testing";
import { jobJournalPath, readWishes, removeWish } from "@rigline/manifest";
import { describeFleetTrouble, type FleetPush, readCursor } from "@rigline/manifest/fleet";
import { beforeEach, expect, test, vi } from "vitest";
import type { HttpRequest } from "../../src/catalogue/http-request.js";
import { FleetClient } from "../../src/fleet/fleet-client.js";
import { FleetPusher } from "../../src/fleet/fleet-pusher.js";
import { FleetRefusal } from "../../src/fleet/fleet-refusal.js";
import { createRig, partsFor, type Rig, type TestParts } from "../support/rig.js";
import { FakeFleet } from "./fake-fleet.js";

const URL = "https://fleet.example.org";

let rig: Rig;
let parts: TestParts;
let fleet: FakeFleet;
let journal: string;
beforeEach(() => {
  rig = createRig();
  parts = partsFor(rig);
  fleet = new FakeFleet();
  journal = jobJournalPath(rig.flag, basename(rig.hand("one", { schedule: "03:00:00" })));
  mkdirSync(dirname(journal), { recursive: true });
});

const pusher = (): FleetPusher =>
  new FleetPusher({ ...parts, client: fleet, version: "0.1.0" }, { url: URL, everyMs: 60_000 });
const once = (): Promise<{ readonly reason: string }> => Promise.resolve({ reason: "once" });
const refuse = (status: number, headers = {}): never => {
  throw new FleetRefusal({ status, headers, body: '{"error":"no"}' }, parts.clock);
};
const notices = (): readonly string[] =>
  parts.events.flatMap((event) => (event.event === "notice" ? [event.message] : []));
const troubles = (): readonly string[] => describeFleetTrouble(readCursor(nodeFileSystem, rig.flag));
const sizeOf = ({ journals }: FleetPush): number => journals.reduce((sum, { events }) => sum + events.length, 0);

/** Lines of a journal, one of them of somebody whom the fleet does not take. */
function write(lines: number, poisoned: number): void {
  const line = (index: number): string =>
    encodeLine({ type: "held", at: "2026-07-14T09:05:00Z", by: index === poisoned ? "poison@b" : "a@b" });
  appendFileSync(journal, Array.from({ length: lines }, (_, index) => line(index + 1)).join(""));
}

test("one record that a fleet never takes is set aside by its name, and what is before and behind it is told once", async () => {
  write(900, 777);
  const other = basename(rig.hand("two"));
  appendFileSync(jobJournalPath(rig.flag, other), encodeLine({ type: "held", at: "2026-07-14T09:05:00Z", by: "a@b" }));
  fleet.disturb = (push) => {
    if (sizeOf(push) > 100) refuse(413);
    return JSON.stringify(push).includes("poison@b") ? refuse(400) : undefined;
  };
  await pusher().during(once);
  expect(fleet.stored.filter(({ job }) => job === "manifest_one.yml").map(({ seq }) => seq)).toEqual(
    Array.from({ length: 900 }, (_, index) => index + 1),
  );
  expect(fleet.stored.filter(({ type }) => type !== "held")).toMatchObject([{ seq: 777, type: "notTold" }]);
  expect(fleet.typesOf(other)).toEqual(["held"]);
  expect(fleet.pushes.length).toBeLessThan(60);
  const said = 'the fleet does not take the record "held" in line 777 of manifest_one.yml.jsonl: it answered 400';
  expect(notices()).toEqual([expect.stringContaining(said)]);
  expect(troubles()).toEqual([expect.stringContaining(said)]);
  // Not that there is such a line either: nothing further of this journal.
  fleet = new FakeFleet();
  fleet.disturb = (push) => (push.journals.some(({ job }) => job === other) ? refuse(422) : undefined);
  parts = { ...parts, settings: { ...parts.settings } };
  const again = new FleetPusher(
    { ...parts, client: fleet, version: "0.1.0" },
    { url: "https://b.org", everyMs: 60_000 },
  );
  await again.during(once);
  expect(fleet.typesOf("manifest_one.yml")).toHaveLength(900);
  expect(readCursor(nodeFileSystem, rig.flag)?.aside.map(({ line, what }) => [line, what])).toEqual([
    [1, "held"],
    [0, "anything more"],
  ]);
});

test.each([
  [400, {}, 2.5 * 60, "Bring rigline-fleet up to date"],
  [401, {}, 2.5 * 60, "`rigline-fleet rigs token`"],
  [403, {}, 2.5 * 60, "`rigline-fleet rigs token`"],
  [404, {}, 2.5 * 60, "Check `rigline.fleet.url`"],
  [503, {}, 2.5, ""],
  [429, { "retry-after": "120" }, 120, ""],
  [503, { "retry-after": "999999" }, 3600, ""],
])(
  "a fleet that answers %i %j is asked again after %i s, sets nothing aside, and is told of at the rig",
  async (status, headers, seconds, todo) => {
    const clock = createFakeClock();
    parts = { ...parts, clock, random: () => 0 };
    write(3, 0);
    fleet.disturb = () => refuse(status, headers);
    let end = (): void => {};
    const running = pusher().during<{ readonly reason: string }>(
      () => new Promise((resolve) => (end = () => resolve({ reason: "idle" }))),
    );
    await expect.poll(troubles).toEqual([expect.stringContaining(`it answered ${status}`)]);
    expect(troubles()[0]).toContain(todo);
    const asked = fleet.pushes.length;
    await clock.advance(seconds * 1000 - 1);
    expect(fleet.pushes).toHaveLength(asked);
    fleet.disturb = () => undefined;
    await clock.advance(1);
    await expect.poll(troubles).toEqual([]);
    expect(fleet.typesOf("manifest_one.yml")).toHaveLength(3);
    expect(notices()).toMatchObject([expect.stringContaining(todo), expect.stringContaining("told again")]);
    end();
    await running;
  },
);

test("a fleet that answers well and takes nothing is not asked all the time", async () => {
  write(3, 0);
  const deaf = { host: "a.org", push: vi.fn(() => Promise.resolve({ have: [], wishes: [] })) };
  await new FleetPusher({ ...parts, client: deaf, version: "0.1.0" }, { url: URL, everyMs: 60_000 }).during(once);
  expect(deaf.push).toHaveBeenCalledTimes(1);
  expect(troubles()).toEqual([expect.stringContaining("does not take what follows")]);
});

test("a wish is asked once, wherever the daemon that hears it is killed", async () => {
  write(1, 0);
  appendFileSync(journal, encodeLine({ type: "released", at: "2026-07-14T09:05:00Z", by: "a@b" }));
  await pusher().during(once);
  let isOver = false;
  for (let kill = 0; !isOver; kill += 1) {
    const at = `2026-07-14T09:05:00.${String(kill).padStart(3, "0")}Z`;
    fleet.wishes = [{ id: kill + 1, job: "manifest_one.yml", deed: { do: "hold" }, by: `ann ${kill}`, at }];
    const asked: string[] = [];
    const hear = (): Promise<{ readonly reason: string }> => {
      for (const pending of readWishes(nodeFileSystem, rig.flag)) {
        asked.push(pending.wish.by);
        removeWish(nodeFileSystem, pending);
      }
      return once();
    };
    let calls = 0;
    const isDead = (): boolean => calls > kill;
    const dying: FileSystem = new Proxy(nodeFileSystem, {
      get: (target, name) => {
        const method: unknown = Reflect.get(target, name);
        if (typeof method !== "function") return method;
        return (...args: unknown[]): unknown => {
          calls += 1;
          if (isDead()) throw new Error("killed");
          return Reflect.apply(method, target, args);
        };
      },
    });
    const push = (given: FleetPush): ReturnType<FakeFleet["push"]> =>
      isDead() ? Promise.reject(new Error("killed")) : fleet.push(given);
    const client = { host: "a.org", push };
    const dead = { ...parts, fileSystem: dying, client, version: "0.1.0" };
    await new FleetPusher(dead, { url: URL, everyMs: 60_000 }).during(once);
    isOver = !isDead();
    // What it had asked is heard by the next daemon, which hears the wish again where the fleet has no answer.
    await pusher().during(hear);
    await pusher().during(hear);
    expect([asked, fleet.wishes]).toEqual([[`ann ${kill}`], []]);
    // A fleet whose database was restored asks it once more.
    fleet.wishes = [{ id: kill + 1, job: "manifest_one.yml", deed: { do: "hold" }, by: `ann ${kill}`, at }];
    await pusher().during(hear);
    await pusher().during(hear);
    expect([asked, fleet.wishes]).toEqual([[`ann ${kill}`], []]);
    expect(kill).toBeLessThan(200);
  }
});

test("what a newer fleet asks is refused by name, and who was paused asks nothing of a folder that another serves", async () => {
  write(1, 0);
  const wish = { job: "manifest_one.yml", by: "ann", at: "2026-07-14T09:05:00.000Z" };
  const asked: string[] = [];
  const request: HttpRequest = (url, { body = "" }) => {
    asked.push(url);
    const push = JSON.parse(body) as FleetPush;
    const have = push.journals.map(({ job, epoch, to, tail }) => ({ job, epoch, seq: to, tail }));
    fleet.answers.push(...push.answers);
    const wishes = [
      { id: 1, deed: { do: "explode", when: "now" }, ...wish },
      { id: 2, deed: { do: "release" }, ...wish },
    ];
    const open = wishes.filter(({ id }) => !fleet.answers.some((answer) => answer.wish === id));
    return Promise.resolve({ status: 200, headers: {}, body: JSON.stringify({ have, wishes: open }) });
  };
  const settings = { url: "https://proxy.example.org/rigs/fleet", token: { env: "TOKEN" } };
  const client = new FleetClient({ request, readSecret: () => "rlf_x", timeoutMs: 1000, clock: parts.clock }, settings);
  const told = (more: Partial<TestParts>): FleetPusher =>
    new FleetPusher({ ...parts, ...more, client, version: "0.1.0" }, { url: settings.url, everyMs: 60_000 });
  await told({ fence: () => Promise.reject(new Error("the lease is another's")) }).during(once);
  expect([fleet.answers, readWishes(nodeFileSystem, rig.flag)]).toEqual([[], []]);
  await told({}).during(once);
  await told({}).during(once);
  expect(fleet.answers).toMatchObject([
    { wish: 1, outcome: "refused", message: expect.stringContaining('does not know what "explode" is') },
    { wish: 2, outcome: "taken", message: "" },
  ]);
  expect(new Set(asked)).toEqual(new Set(["https://proxy.example.org/rigs/fleet/v1/events"]));
});

test("an answer of a server says nothing secret", () => {
  const body = "no such place: https://ann:hunter2@a.org/";
  const { message } = new FleetRefusal({ status: 404, headers: {}, body }, parts.clock);
  expect(message).not.toContain("hunter2");
});

import { existsSync } from "node:fs";
import { join } from "node:path";
import { readJournal } from "@rigline/foundation/journal";
import { jobJournalPath, toJobRecords } from "@rigline/manifest";
import { tellRecord } from "@rigline/manifest/fleet";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Database } from "../../src/store/database.js";
import { openPostgres } from "../../src/store/postgres-database.js";
import { addRig, revokeTokens } from "../../src/store/rigs.js";
import { askOfRig, listWishes } from "../../src/store/wishes.js";
import { migrate } from "../../src/store/migrate.js";
import { NO_POSTGRES, startTestPostgres, TESTER } from "../support/databases.js";
import { createRigFolder, freePort, startFleet, type Running } from "../support/processes.js";
import { listFleetSessions } from "../support/list-sessions.js";

const PATIENCE = { timeout: 110_000, interval: 50 };

describe.skipIf(NO_POSTGRES !== undefined)("a real daemon and a fleet on PostgreSQL", () => {
  let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
  let database: Database;
  const running: Running[] = [];
  beforeAll(async () => {
    postgres = await startTestPostgres();
    database = openPostgres(postgres.address, { onFailure: () => {} });
    await migrate(database);
  });
  afterAll(async () => {
    for (const one of running) await one.end("SIGKILL");
    await database.close();
    await postgres.remove();
  });

  test("what happens while the server is killed is told when it is back, once; wishes go to the rig, and a revoked one goes on", async () => {
    const port = await freePort();
    const serve = async (): Promise<Running> => {
      const fleet = await startFleet(["--listen", `127.0.0.1:${port}`], { DATABASE_URL: postgres.address });
      running.push(fleet);
      return fleet;
    };
    let fleet = await serve();
    const { token } = await addRig(database, "rig-7", TESTER);
    const rig = createRigFolder({
      url: `http://127.0.0.1:${port}/`,
      token: { env: "FLEET_TOKEN" },
      every_seconds: 0.2,
    });
    process.env["FLEET_TOKEN"] = token;
    try {
      const daemon = rig.startDaemon();
      running.push(daemon);
      const words = async () =>
        (await listFleetSessions(database))
          .map(({ name, word }) => `${name}: ${word}`)
          .sort((a, b) => (a < b ? -1 : 1));
      const first = rig.hand("one");
      await vi.waitFor(async () => expect(await words()).toEqual(["one: at its destination"]), PATIENCE);

      await fleet.end("SIGKILL");
      const second = rig.hand("two");
      await vi.waitFor(() => expect(existsSync(join(rig.folder, "complete", second))).toBe(true), PATIENCE);
      fleet = await serve();
      const third = rig.hand("three", { schedule_time: "03:00:00" });
      const told = ["one: at its destination", "three: waiting for its time", "two: at its destination"];
      await vi.waitFor(async () => expect(await words()).toEqual(told), PATIENCE);

      await askOfRig(database, { rig: "rig-7", job: "three", deed: { do: "hold" }, by: "anna@fleet" });
      await askOfRig(database, { rig: "rig-7", job: "one", deed: { do: "cancel" }, by: "anna@fleet" });
      await vi.waitFor(async () => expect(await words()).toContain("three: held"), PATIENCE);
      expect(await listWishes(database)).toMatchObject([
        { job: first, outcome: "refused", message: expect.stringContaining("cancelled any more") },
        { job: third, outcome: "taken" },
      ]);

      await revokeTokens(database, "rig-7", TESTER);
      await vi.waitFor(() => expect(daemon.said()).toContain("token is not one of its tokens"), PATIENCE);
      const fourth = rig.hand("four");
      await vi.waitFor(() => expect(existsSync(join(rig.folder, "complete", fourth))).toBe(true), PATIENCE);
      expect(daemon.said()).not.toContain(token);
      expect(fleet.said()).not.toContain(token);
      await daemon.end();

      const stored = await database.query<{ job: string; seq: number; type: string }>(
        "select job, seq, type from events join journals on journals.id = journal order by job, seq",
      );
      const wanted = [first, third, second].flatMap((job) =>
        toJobRecords(readJournal(jobJournalPath(rig.flags, job)).records).flatMap((record, index) => {
          const { type } = tellRecord(record) ?? {};
          return type === undefined ? [] : [{ job, seq: index + 1, type }];
        }),
      );
      expect(stored).toEqual(wanted);
    } finally {
      delete process.env["FLEET_TOKEN"];
      rig.remove();
    }
  });
});

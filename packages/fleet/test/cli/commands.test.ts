import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../../src/store/database.js";
import { openPostgres } from "../../src/store/postgres-database.js";
import { rigOfToken } from "../../src/store/rigs.js";
import { takePush } from "../../src/store/take-push.js";
import { listWishes } from "../../src/store/wishes.js";
import { NO_POSTGRES, startTestPostgres } from "../support/databases.js";
import { handOff, partOf, pushOf } from "../support/pushes.js";
import { runFleet } from "../support/run-fleet.js";

test("a command line that nobody understands says what was meant; help and version are no mistakes", async () => {
  expect(await runFleet("rigs", "ad")).toMatchObject({ code: 2, stderr: expect.stringContaining("add") });
  expect(await runFleet("--version")).toMatchObject({ code: 0, stdout: "0.1.0\n" });
  expect((await runFleet("--help")).stdout).toContain("DATABASE_URL");
  expect(await runFleet("ask", "rig-7", "one", "explode")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("redrive"),
  });
  expect(await runFleet("serve", "--listen", "everywhere")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("FLEET_ADDRESS_INVALID"),
  });
});

test("settings that can't be meant are refused, with the key", async () => {
  const folder = mkdtempSync(join(tmpdir(), "rigline-config-"));
  try {
    const file = join(folder, "fleet.yml");
    writeFileSync(file, "silent_after_minutes: soon\n");
    expect(await runFleet("serve", "-c", file)).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/FLEET_CONFIG_INVALID[^]*silent_after_minutes/u),
    });
    expect(await runFleet("serve", "-c", join(folder, "none.yml"))).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("FLEET_CONFIG_UNREADABLE"),
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe.skipIf(NO_POSTGRES !== undefined)("with the database of DATABASE_URL", () => {
  let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
  let database: Database;
  beforeAll(async () => {
    postgres = await startTestPostgres();
    database = openPostgres(postgres.address, { onFailure: () => {} });
    process.env["DATABASE_URL"] = postgres.address;
  });
  afterAll(async () => {
    delete process.env["DATABASE_URL"];
    await database.close();
    await postgres.remove();
  });

  test("rigs are added, listed and revoked, and asked for something", async () => {
    const migrated = await runFleet("migrate");
    expect(migrated.stdout).toMatch(/^applied 001 rigs-and-events\napplied 002 .*\n[^]*is of version \d+\n$/u);
    const first = (await runFleet("rigs", "add", "rig-7")).stdout.trim();
    const second = (await runFleet("rigs", "token", "rig-7")).stdout.trim();
    expect(await runFleet("rigs", "add", "rig-7")).toMatchObject({
      code: 6,
      stderr: expect.stringContaining("FLEET_RIG_KNOWN"),
    });
    expect((await runFleet("rigs", "list")).stdout).toBe("rig-7  never heard\n");
    expect((await runFleet("rigs", "revoke", "rig-7", "--except-newest")).stdout).toBe("1 token of rig-7 revoked\n");
    expect(await rigOfToken(database, first)).toBeUndefined();
    const { id } = (await rigOfToken(database, second))!;
    await takePush(database, id, pushOf(partOf("manifest_one.yml", handOff("one").slice(0, 2))));
    expect(JSON.parse((await runFleet("rigs", "list", "--json")).stdout)).toMatchObject([
      { name: "rig-7", tokens: 1, version: "0.1.0" },
    ]);
    const until = "2026-07-15T03:00:00.000Z";
    await runFleet("ask", "rig-7", "one", "hold", "--by", "anna", "--reason", "no room");
    await runFleet("ask", "rig-7", "one", "reschedule", "--by", "anna", "--until", "2026-07-14T20:00:00-07:00");
    expect((await listWishes(database)).map(({ deed, by }) => [by, deed])).toEqual([
      ["anna@fleet", { do: "reschedule", until }],
      ["anna@fleet", { do: "hold", reason: "no room" }],
    ]);
    expect(await runFleet("ask", "rig-8", "one", "release")).toMatchObject({
      code: 6,
      stderr: expect.stringContaining("FLEET_RIG_UNKNOWN"),
    });
  });

  test("a database that can't be asked is told without its password", async () => {
    process.env["DATABASE_URL"] = "postgresql://rigline:secret@127.0.0.1:1/fleet";
    const { code, stderr } = await runFleet("rigs", "list");
    process.env["DATABASE_URL"] = postgres.address;
    expect([code, stderr]).toEqual([10, expect.stringContaining("FLEET_DATABASE_AWAY")]);
    expect(stderr).not.toContain("secret");
    process.env["DATABASE_URL"] = "mysql://a";
    expect(await runFleet("rigs", "list")).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("FLEET_DATABASE_ADDRESS"),
    });
    process.env["DATABASE_URL"] = postgres.address;
  });
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { main } from "../../src/cli/index.js";
import type { Database } from "../../src/store/database.js";
import { openPostgres } from "../../src/store/postgres-database.js";
import { rigOfToken } from "../../src/store/rigs.js";
import { takePush } from "../../src/store/take-push.js";
import { listWishes } from "../../src/store/wishes.js";
import { NO_POSTGRES, startTestPostgres } from "../support/databases.js";
import { handOff, partOf, pushOf } from "../support/pushes.js";

interface Ran {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

async function run(...argv: readonly string[]): Promise<Ran> {
  const [output, errors]: [string[], string[]] = [[], []];
  const out = vi.spyOn(process.stdout, "write").mockImplementation((text) => output.push(String(text)) > 0);
  const err = vi.spyOn(process.stderr, "write").mockImplementation((text) => errors.push(String(text)) > 0);
  try {
    return { code: await main(argv), output: output.join(""), errors: errors.join("") };
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
}

test("a command line that nobody understands says what was meant; help and version are no mistakes", async () => {
  expect(await run("rigs", "ad")).toMatchObject({ code: 2, errors: expect.stringContaining("add") });
  expect(await run("--version")).toMatchObject({ code: 0, output: "0.1.0\n" });
  expect((await run("--help")).output).toContain("DATABASE_URL");
  expect(await run("ask", "rig-7", "one", "explode")).toMatchObject({
    code: 2,
    errors: expect.stringContaining("redrive"),
  });
  expect(await run("serve", "--listen", "everywhere")).toMatchObject({
    code: 2,
    errors: expect.stringContaining("FLEET_ADDRESS_INVALID"),
  });
});

test("settings that can't be meant are refused, with the key", async () => {
  const folder = mkdtempSync(join(tmpdir(), "rigline-config-"));
  try {
    const file = join(folder, "fleet.yml");
    writeFileSync(file, "silent_after_minutes: soon\n");
    expect(await run("serve", "-c", file)).toMatchObject({
      code: 3,
      errors: expect.stringMatching(/FLEET_CONFIG_INVALID[^]*silent_after_minutes/u),
    });
    expect(await run("serve", "-c", join(folder, "none.yml"))).toMatchObject({
      code: 3,
      errors: expect.stringContaining("FLEET_CONFIG_UNREADABLE"),
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
  }, 60_000);
  afterAll(async () => {
    delete process.env["DATABASE_URL"];
    await database.close();
    await postgres.remove();
  }, 60_000);

  test("rigs are added, listed and revoked, and asked for something", async () => {
    const migrated = await run("migrate");
    expect(migrated.output).toMatch(/^applied 001 rigs-and-events\napplied 002 .*\n[^]*is of version \d+\n$/u);
    const first = (await run("rigs", "add", "rig-7")).output.trim();
    const second = (await run("rigs", "token", "rig-7")).output.trim();
    expect(await run("rigs", "add", "rig-7")).toMatchObject({
      code: 6,
      errors: expect.stringContaining("FLEET_RIG_KNOWN"),
    });
    expect((await run("rigs", "list")).output).toBe("rig-7  never heard\n");
    expect((await run("rigs", "revoke", "rig-7", "--except-newest")).output).toBe("1 token of rig-7 revoked\n");
    expect(await rigOfToken(database, first)).toBeUndefined();
    const { id } = (await rigOfToken(database, second))!;
    await takePush(database, id, pushOf(partOf("manifest_one.yml", handOff("one").slice(0, 2))));
    expect(JSON.parse((await run("rigs", "list", "--json")).output)).toMatchObject([
      { name: "rig-7", tokens: 1, version: "0.1.0" },
    ]);
    const until = "2026-07-15T03:00:00.000Z";
    await run("ask", "rig-7", "one", "hold", "--by", "anna", "--reason", "no room");
    await run("ask", "rig-7", "one", "reschedule", "--by", "anna", "--until", "2026-07-14T20:00:00-07:00");
    expect((await listWishes(database)).map(({ deed, by }) => [by, deed])).toEqual([
      ["anna@fleet", { do: "reschedule", until }],
      ["anna@fleet", { do: "hold", reason: "no room" }],
    ]);
    expect(await run("ask", "rig-8", "one", "release")).toMatchObject({
      code: 6,
      errors: expect.stringContaining("FLEET_RIG_UNKNOWN"),
    });
  }, 60_000);

  test("a database that can't be asked is told without its password", async () => {
    process.env["DATABASE_URL"] = "postgresql://rigline:secret@127.0.0.1:1/fleet";
    const { code, errors } = await run("rigs", "list");
    process.env["DATABASE_URL"] = postgres.address;
    expect([code, errors]).toEqual([10, expect.stringContaining("FLEET_DATABASE_AWAY")]);
    expect(errors).not.toContain("secret");
    process.env["DATABASE_URL"] = "mysql://a";
    expect(await run("rigs", "list")).toMatchObject({
      code: 3,
      errors: expect.stringContaining("FLEET_DATABASE_ADDRESS"),
    });
    process.env["DATABASE_URL"] = postgres.address;
  });
});

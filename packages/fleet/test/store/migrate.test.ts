import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { findPostgres } from "../../src/embedded/find-postgres.js";
import type { Database } from "../../src/store/database.js";
import { migrate } from "../../src/store/migrate.js";
import { makePartitions } from "../../src/store/partitions.js";
import { listRows } from "../../src/page/list-rows.js";
import { countWords } from "../../src/store/sessions.js";
import { openPostgres } from "../../src/store/postgres-database.js";
import { addRig, rigOfToken } from "../../src/store/rigs.js";
import { takePush } from "../../src/store/take-push.js";
import { NO_POSTGRES, startTestPostgres, TESTER } from "../support/databases.js";
import { recountDays } from "../support/recount-days.js";
import { handOff, partOf, pushOf } from "../support/pushes.js";
import { listFleetSessions } from "../support/list-sessions.js";

const STEPS = fileURLToPath(new URL("../../src/store/migrations/", import.meta.url));

describe.skipIf(NO_POSTGRES !== undefined)("a database on PostgreSQL", () => {
  const folder = mkdtempSync(join(tmpdir(), "rigline-migrate-"));
  let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
  const opened: Database[] = [];
  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(async () => {
    for (const database of opened) await database.close();
    await postgres.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = (name: string): Database => {
    const database = openPostgres(addressOf(name), { onFailure: () => {} });
    opened.push(database);
    return database;
  };
  const addressOf = (name: string): string => postgres.address.replace("/postgres?", `/${name}?`);
  const create = async (name: string): Promise<Database> => {
    const maintenance = openPostgres(postgres.address, { onFailure: () => {} });
    await maintenance.query(`create database ${name}`);
    await maintenance.close();
    return open(name);
  };
  const fill = async (database: Database): Promise<number> => {
    const { token } = await addRig(database, "rig-7", TESTER);
    const { id } = (await rigOfToken(database, token))!;
    await takePush(database, id, pushOf(partOf("manifest_one.yml", handOff("one"))));
    return id;
  };

  test("of each version before is brought up to date with what is in it; by one of several that try at once", async () => {
    const newest = readdirSync(STEPS).length;
    const database = await create("before");
    const [first] = await Promise.all([migrate(database, STEPS, "1"), migrate(database, STEPS, "1")]);
    expect(first.version).toBe(1);
    await database.query("insert into rigs (name) values ('rig-of-before')");
    await database.query("insert into rig_tokens (hash, rig) values ('h', 1)");
    await database.query("insert into journals (rig, job, epoch, have, tail) values (1, 'a.yml', 'e', 3, 't')");
    await database.query(
      `insert into sessions (rig, journal, nth, job, name, word, detail, needs_person, is_over, changed_at, state)
       values (1, 1, 1, 'a.yml', 'a', 'queued', '', false, false, now(), '{"step": "accepted"}')`,
    );
    await database.query(
      `insert into sessions (rig, journal, nth, job, name, word, detail, needs_person, is_over, changed_at, submitted_at, state)
       values (1, 1, 2, 'b.yml', 'b', 'stuck', '', true, true, now(), now(), '{"upload": {"state": "failed"},
         "submission": {"endpoint": "http://dts.test/api/v2/submit_jobs", "status": 200, "names": ["b"]}}')`,
    );
    await database.query("update sessions set accepted_at = now() - interval '2 days', ended_at = now(), bytes = 7");
    const both = await Promise.all([migrate(database), migrate(database)]);
    expect(both.flatMap(({ applied }) => applied)).toHaveLength(newest - 1);
    expect((await migrate(database)).applied).toEqual([]);
    expect(await listFleetSessions(database)).toMatchObject([
      { rig: "rig-of-before", name: "b", word: "stuck" },
      { rig: "rig-of-before", name: "a", word: "queued" },
    ]);
    const { counted, recounted } = await recountDays(database);
    expect([counted.length, counted]).toEqual([2, recounted]);
    // What was submitted lately is asked for, too.
    expect(
      await database.query("select service, upload, taken_at is not null as taken from sessions order by id"),
    ).toEqual([
      { service: null, upload: null, taken: false },
      { service: "http://dts.test/api/v2/submit_jobs", upload: "failed", taken: true },
    ]);
    await fill(database);
    expect(await listFleetSessions(database)).toHaveLength(3);
    expect(await countWords(database)).toEqual([
      { rig: "rig-7", word: "at its destination", sessions: 1, bytes: 1_200_000_000 },
      { rig: "rig-of-before", word: "queued", sessions: 1, bytes: 7 },
      { rig: "rig-of-before", word: "stuck", sessions: 1, bytes: 7 },
    ]);
    expect((await listRows(database, 24, { view: "all", text: "B" })).rows.map(({ name }) => name)).toEqual(["b"]);
    expect(await database.query("select to_regclass('session_texts_trigrams') is not null as trigrams")).toEqual([
      { trigrams: true },
    ]);
  });

  test("of a version that this program does not know is left alone; a step that fails leaves nothing behind", async () => {
    const database = await create("newer");
    await migrate(database);
    await database.query("insert into fleet_versions (version, name, md5) values (900, 'of the future', '')");
    await expect(migrate(database)).rejects.toMatchObject({ code: "FLEET_DATABASE_NEWER" });
    await database.query("delete from fleet_versions where version = 900");
    cpSync(STEPS, folder, { recursive: true });
    writeFileSync(join(folder, "800.do.broken.sql"), "create table half (a int);\ncreate table half (a int);\n");
    await expect(migrate(database, folder)).rejects.toThrow("already exists");
    expect(await database.query("select to_regclass('half') as half")).toEqual([{ half: null }]);
    expect((await migrate(database)).applied).toEqual([]);
  });

  test("of a server that is too old is refused", async () => {
    const old = {
      ...(await create("old")),
      query: <Row extends object>() => Promise.resolve([{ version: 130_004 }] as Row[]),
    };
    await expect(migrate(old)).rejects.toMatchObject({ code: "FLEET_DATABASE_OLD" });
  });

  test("whose connection breaks within a transaction ends that alone; one that is read-only takes nothing, and all when it is not", async () => {
    const failures: string[] = [];
    await (await create("shaken")).query("select 1");
    const database = openPostgres(addressOf("shaken"), { onFailure: (error) => failures.push(error.message) });
    opened.push(database);
    await migrate(database);
    const rig = await fill(database);
    const other = open("shaken");
    const broken = database.transaction(async (queries) => {
      const [{ pid }] = (await queries.query("select pg_backend_pid() as pid")) as unknown as readonly [
        { pid: number },
      ];
      await other.query("select pg_terminate_backend($1)", [pid]);
      await vi.waitFor(() => expect(failures).not.toEqual([]), { timeout: 110_000 });
      await queries.query("select 1");
    });
    await expect(broken).rejects.toThrow(/terminat|not queryable|closed/iu);
    await other.query("alter database shaken set default_transaction_read_only = on");
    await other.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'shaken' and pid <> pg_backend_pid()",
    );
    const since = pushOf(partOf("manifest_two.yml", handOff("two")));
    // The first may find the connection that was ended.
    const push = () => takePush(database, rig, since);
    await vi.waitFor(() => expect(push()).rejects.toMatchObject({ code: "25006" }), { timeout: 110_000 });
    await other.query("alter database shaken reset default_transaction_read_only");
    await other.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'shaken' and pid <> pg_backend_pid()",
    );
    await vi.waitFor(async () => expect((await push()).have).toMatchObject([{ seq: 5 }]), { timeout: 110_000 });
  });

  test("that is restored from a backup hears again what came since, and has each event once", async () => {
    const database = await create("lab");
    await migrate(database);
    await makePartitions(database);
    const rig = await fill(database);
    const [dump, run] = [
      join(folder, "fleet.dump"),
      (program: string, ...args: string[]) =>
        execFileSync(join(findPostgres()!.folder, program), args, { stdio: "pipe" }),
    ];
    run("pg_dump", "--format=custom", `--file=${dump}`, addressOf("lab"));
    const since = pushOf(partOf("manifest_two.yml", handOff("two")));
    await takePush(database, rig, since);
    const restored = await create("restored");
    run("pg_restore", "--no-owner", `--dbname=${addressOf("restored")}`, dump);
    expect((await migrate(restored)).applied).toEqual([]);
    expect((await listFleetSessions(restored)).map(({ name }) => name)).toEqual(["one"]);
    // The rig thinks that the fleet has it: the answer says what there is, and it tells from there on.
    const rest = pushOf(partOf("manifest_two.yml", handOff("two").slice(4), { from: 5 }));
    expect((await takePush(restored, rig, rest)).have).toMatchObject([{ seq: 0 }]);
    await takePush(restored, rig, since);
    expect(await restored.query("select count(*)::int as events from events")).toEqual([{ events: 10 }]);
  });
});

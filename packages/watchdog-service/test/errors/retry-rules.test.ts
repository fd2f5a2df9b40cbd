import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { retryRule } from "../../src/errors/retry-rules.js";
import { mayPass } from "../../src/errors/system-codes.js";

const PACKAGES = fileURLToPath(new URL("../../../", import.meta.url));

/**
 * Rooms whose errors can be what a job fails with. The config is read, and a session followed, before there is a job; a copy is
 * verified, packed, fetched back and told to a catalogue after it.
 */
const ROOMS = [
  { room: "watchdog-service/src", but: /^(?:bag|catalogue|config|fetch|follow|verify)[\\/]/ },
  { room: "manifest/src", but: /^errors[\\/]/ },
  { room: "foundation/src/journal", but: /$^/ },
  { room: "foundation/src/platform", but: /$^/ },
];

/** Rooms whose errors no job can fail with, and why. */
const NO_JOB: Readonly<Record<string, string>> = {
  "foundation/src/errors": "a command line that nobody understands has no jobs",
  "foundation/src/lock": "who does not get the lock has no jobs",
  "foundation/src/logs": "a log that can't be written is told, and holds up nothing",
  "foundation/src/page": "who only looks has no jobs",
};

/** The packages that a daemon is made of: itself, and what it may import. */
function daemonPackages(): string[] {
  const text = readFileSync(join(PACKAGES, "watchdog-service/package.json"), "utf8");
  const { devDependencies } = JSON.parse(text) as { readonly devDependencies: Readonly<Record<string, string>> };
  // What is bundled is no dependency of whoever installs it.
  const ours = Object.keys(devDependencies).filter((name) => name.startsWith("@rigline/"));
  return ["watchdog-service", ...ours.map((name) => name.slice("@rigline/".length))];
}

interface Table {
  readonly [code: string]: object;
}

async function tablesOf({ room, but }: (typeof ROOMS)[number]): Promise<[string, Table][]> {
  const folder = join(PACKAGES, room);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (file) =>
      file.endsWith(".ts") && !but.test(file) && /\bdefineErrors\(/.test(readFileSync(join(folder, file), "utf8")),
  );
  const found: [string, Table][] = [];
  for (const file of files) {
    const module = (await import(pathToFileURL(join(folder, file)).href)) as Record<string, { table?: Table }>;
    const tables = Object.values(module).flatMap(({ table }) => (table === undefined ? [] : [table]));
    expect(tables.length, `${room}/${file} exports its table`).toBeGreaterThan(0);
    for (const table of tables) found.push([`${room}/${file}`, table]);
  }
  return found;
}

test.each(ROOMS)("every code of $room has a rule", async (room) => {
  const tables = await tablesOf(room);
  expect(tables.length).toBeGreaterThan(0);
  const without = tables.flatMap(([file, table]) =>
    Object.keys(table).flatMap((code) => (retryRule(code) === undefined ? [`${file}: ${code}`] : [])),
  );
  expect(without).toEqual([]);
});

test("no room of the packages that a daemon is made of defines errors that are not asked for their rule", () => {
  const packages = daemonPackages();
  expect(packages.toSorted()).toEqual(["destination-s3", "foundation", "manifest", "watchdog-service"]);
  const rooms = packages.flatMap((name) => {
    const folder = join(PACKAGES, name, "src");
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && /\bdefineErrors\(\{/.test(readFileSync(join(folder, file), "utf8")))
      .map((file) => `${name}/src/${dirname(file).replaceAll("\\", "/")}`);
  });
  expect(new Set(rooms).size).toBeGreaterThan(10);
  const known = [...ROOMS.map(({ room }) => room), ...Object.keys(NO_JOB)];
  expect(rooms.filter((room) => !known.some((one) => room === one || room.startsWith(`${one}/`)))).toEqual([]);
  expect(Object.keys(NO_JOB).filter((room) => !rooms.includes(room))).toEqual([]);
});

describe("retryRule", () => {
  test.each(["UNKNOWN_MODALITY", "UNKNOWN_PLATFORM", "MANIFEST_KEY_MISSING", "DATETIME_UNREADABLE", "YAML_SYNTAX"])(
    "%s, which the manifest's bytes are to blame for, can't pass",
    (code) => {
      expect(retryRule(code)).toBe("never");
    },
  );

  test.each(["toString", "__proto__", "constructor", "NOT_OURS", ""])("knows nothing of %j", (code) => {
    expect(retryRule(code)).toBeUndefined();
  });
});

test.each([
  ["EIO", true],
  ["ESTALE", true],
  ["EACCES", true],
  ["EREMOTEIO", true],
  ["UNKNOWN", true],
  ["ENAMETOOLONG", false],
  ["EINVAL", false],
  ["ENOTSUP", false],
  ["ERR_INVALID_ARG_TYPE", false],
  ["ERANGE2", true],
  ["UNKNOWN_MODALITY", false],
  [undefined, false],
])("what the system calls %s may pass: %s", (code, expected) => {
  expect(mayPass(code)).toBe(expected);
});

test("every command that the daemon's errors advise is whole, with named blanks for what only the daemon knows", async () => {
  const rooms = await Promise.all(ROOMS.map((room) => tablesOf(room)));
  const advice = rooms.flat().flatMap(([, table]) => Object.entries(table as Record<string, { todo: string }>));
  const commands = advice.flatMap(([code, { todo }]) =>
    [...todo.matchAll(/`(rigline-watchdog [^`]*)`/g)].map(([, command]) => `${code}: ${command}`),
  );
  expect(commands.length).toBeGreaterThan(10);
  expect(
    commands.filter(
      (command) =>
        !/ (redrive -c CONFIG NAME|(status|notify test) -c CONFIG|install -c CONFIG --print|dead-letters export -c CONFIG FILE)$/.test(
          command,
        ),
    ),
  ).toEqual([]);
});

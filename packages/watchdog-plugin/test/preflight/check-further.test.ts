import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkFurther, checkMapped } from "../../src/preflight/check-further.js";
import type { DestinationFound, DestinationOrder } from "../../src/preflight/destination-looks.js";
import { checkWhereDataGo } from "../../src/preflight/check-where-data-go.js";
import { thisHost } from "../../src/daemon/daemon-host.js";
import { makeParts } from "../support/make-parts.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const signal = new AbortController().signal;
const ports = { makeFolderIn: (parent: string, name: string) => mkdirSync(join(parent, name)), freeSpace: () => 1e12 };

/** What is found of a rig's further destinations, looked at in this process. */
async function check(options: object, folder = temporaryFolder()) {
  for (const name of ["central", "data", "server", "flags"]) mkdirSync(join(folder, name), { recursive: true });
  const plain = makeParts(folder, { options: { ...options } });
  const look = (order: DestinationOrder): DestinationFound => checkWhereDataGo(plain.fileSystem, order, ports);
  const parts = {
    ...plain,
    looks: { start: (order: DestinationOrder) => ({ found: Promise.resolve(look(order)), stop: () => {} }) },
  };
  const places = { flagFolder: join(folder, "flags"), allowLocalDestination: true, generated: "" };
  const asks = { places, forecastBytes: undefined };
  const first = Promise.resolve(look({ ...asks, destination: join(folder, "central") }));
  return (await checkFurther(parts, asks, first, signal)).findings;
}

const finding = (level: string, message: string, todo?: string) => ({
  level,
  message: expect.stringContaining(message) as string,
  ...(todo === undefined ? {} : { todo: expect.stringContaining(todo) as string }),
});

test("a further destination that can be written and has room is in order", async () => {
  const found = await check({ also_to: [{ destination: "server" }] });
  expect(found).toMatchObject([finding("ok", "server can be written"), finding("ok", "also to: 1.0 TB free at ")]);
});

test("of a store that is no folder the daemon alone has the key, and it is no trouble that the launcher has none", async () => {
  expect(await check({ also_to: [{ destination: "s3://lab/rigs" }] })).toEqual([]);
  const twice = [{ destination: "s3://lab/rigs" }, { destination: "s3://lab/rigs/" }];
  expect(await check({ also_to: twice })).toMatchObject([
    finding("error", "is the same folder as another destination"),
  ]);
});

test("one that is away, needed or not, is a warning: it holds up no session", async () => {
  const away = (needed: boolean) => check({ also_to: [{ destination: "away/share", needed }] });
  expect(await away(true)).toMatchObject([finding("warning", "does not exist", "until they are there too")]);
  expect(await away(false)).toMatchObject([finding("warning", "does not exist", "is safe without it")]);
});

test("the folder of another destination, under its own or another name, and the data's own are errors", async () => {
  const twice = finding("error", "is the same folder as another destination");
  expect(await check({ also_to: [{ destination: "./central/" }] })).toMatchObject([twice]);
  const folder = temporaryFolder();
  mkdirSync(join(folder, "central"));
  symlinkSync(join(folder, "central"), join(folder, "linked"), "junction");
  expect(await check({ also_to: [{ destination: "linked" }] }, folder)).toMatchObject([twice]);
  const two = await check({ also_to: [{ destination: "server" }, { destination: "server" }] });
  expect(two.filter(({ level }) => level === "error")).toMatchObject([twice]);
  const data = await check({ also_to: [{ destination: "data" }] });
  expect(data.filter(({ level }) => level === "error")).toMatchObject([finding("error", "is the data_dir")]);
});

test("where another program than Rigline's may watch, it is said that that does not know of them", async () => {
  const found = await check({ also_to: [{ destination: "server" }], service: "external" });
  expect(found.at(-1)).toMatchObject(finding("warning", "by Rigline's daemon alone"));
});

test("a drive that only this user has connected is told, with what to write instead", async () => {
  const parts = {
    ...makeParts(temporaryFolder()),
    host: { ...thisHost, findAccount: () => Promise.resolve(undefined) },
  };
  const mapped = [{ destination: "Z:\\rigs", mappedTo: "\\\\nas\\rigs", needed: true }];
  const question = { daemon: { pid: 4711, isOurs: false }, flagFolder: "" };
  expect(await checkMapped(parts, mapped, question)).toMatchObject([
    finding("warning", "also to: Z: is connected to", "Write the server's own path into `watchdog.also_to`"),
  ]);
  expect(await checkMapped(parts, mapped, { ...question, daemon: { ...question.daemon, isOurs: true } })).toEqual([]);
});

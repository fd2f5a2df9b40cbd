import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const config = path.resolve(import.meta.dirname, "../../src/config");
/** Each room uses those before it. */
const ROOMS = ["layers", "problems", "sources", "schema", "merge", "tell"];
/** What other rooms of core call. Of config's own rooms only the last one may, or everything would need everything. */
const ENTRIES = ["load-config", "plugin-options", "check-sections"];

const filesOf = (room: string): string[] =>
  readdirSync(path.join(config, room)).map((name) => path.join(config, room, name));
const importsOf = (file: string): string[] =>
  [...readFileSync(file, "utf8").matchAll(/ from "(\.[^"]+)\.js";/gu)].map(([, name]) =>
    path.relative(config, path.resolve(path.dirname(file), name as string)),
  );

test("every folder of config is a room that this test knows", () => {
  const folders = readdirSync(config, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map(({ name }) => name).sort()).toEqual([...ROOMS].sort());
});

test.each(ROOMS)("%s uses only the rooms before it", (room) => {
  const later = ROOMS.slice(ROOMS.indexOf(room) + 1);
  const isWrong = (name: string): boolean =>
    later.includes(name.split(path.sep)[0] as string) || (room !== "tell" && ENTRIES.includes(name));
  const wrong = filesOf(room).flatMap((file) =>
    importsOf(file)
      .filter(isWrong)
      .map((name) => `${path.relative(config, file)} uses ${name}`),
  );
  expect(wrong).toEqual([]);
});

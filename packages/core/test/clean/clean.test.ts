import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { EXIT_CODES } from "@rigline/foundation/errors";
import { expect, test } from "vitest";
import { readAge } from "../../src/clean/read-age.js";
import { porterPlugin, recordSession } from "../cli/recorded-session.js";
import { runRigline } from "../cli/run-rigline.js";

/** A plugin by which a session is safe elsewhere as long as `why.txt` does not say otherwise: then all of `behavior` is released. */
const PLUGIN = porterPlugin(
  "HAND_OFF_READER",
  `{
    read: async (session) => ({
      state: "complete",
      detail: "",
      status: {
        word: existsSync(word) ? readFileSync(word, "utf8") : "safe to delete",
        detail: "as it is known", todo: null, copy: null, isOver: true,
      },
    }),
    release: async (session) => releaseOf(session),
  }`,
  `
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
const why = new URL("why.txt", import.meta.url);
const word = new URL("word.txt", import.meta.url);
const releaseOf = ({ directory }) => {
  if (existsSync(why)) return { mayDelete: false, why: readFileSync(why, "utf8") };
  const folder = join(directory, "behavior");
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const files = names.map((name) => {
    const { size: bytes, mtimeNs: modifiedNs } = statSync(join(folder, name), { bigint: true });
    return { path: "behavior/" + name, bytes, modifiedNs };
  });
  return { mayDelete: true, copy: "verified: /central/x", files };
};`,
);

async function recorded() {
  const { folder, name } = await recordSession({ "porter.mjs": PLUGIN });
  const directory = path.join(folder, "data", "614173", name);
  const behavior = path.join(directory, "behavior");
  mkdirSync(behavior);
  for (const file of ["a.csv", "b.csv"]) writeFileSync(path.join(behavior, file), "12345");
  const clean = (...argv: string[]) => runRigline(folder, ["clean", ...argv]);
  return { folder, name, directory, behavior, clean };
}

test("what would be deleted is said and not done; nobody is asked where nobody can answer; then it is deleted, on record", async () => {
  const { folder, name, directory, behavior, clean } = await recorded();
  const dry = await clean("--dry-run");
  expect(dry.out).toContain(`${name}  delete   2 files, 10 B; verified: /central/x\n`);
  expect([dry.exitCode, dry.out.endsWith("Nothing was deleted.\n")]).toEqual([EXIT_CODES.success, true]);
  const unanswered = await clean();
  expect(unanswered.exitCode).toBe(EXIT_CODES.usage);
  expect(unanswered.err).toMatch(/INPUT_NEEDED[^]*--yes/);
  expect(readdirSync(behavior)).toEqual(["a.csv", "b.csv"]);

  const journal = path.join(directory, ".rigline", "journal.jsonl");
  const done = await clean("--yes", "--json");
  expect(done.exitCode).toBe(EXIT_CODES.success);
  expect(JSON.parse(done.out)).toMatchObject({
    sessions: [{ name, decision: "deleted", files: 2, bytes: 10, left: [] }],
    deleted: { sessions: 1, files: 2, bytes: 10 },
    nothingLeft: 0,
  });
  expect(readdirSync(directory)).toEqual([".rigline"]);
  const records = readFileSync(journal, "utf8")
    .split("\n")
    .filter((line) => line.includes('"clean'));
  expect(records).toHaveLength(2);
  for (const line of records)
    expect(line).toMatch(/"by":"[^"]+@[^"]+","files":2,"bytes":10,"copy":"verified: \/central\/x"/);

  const again = await clean("--yes");
  expect(again.out).toBe(`Nothing to delete in ${path.join(folder, "data")}.\nof 1 more nothing is left at the rig\n`);
  const { out } = await runRigline(folder, ["status", "--json"]);
  const [row] = (JSON.parse(out) as { sessions: { status: { word: string; detail: string } }[] }).sessions;
  expect(row?.status).toMatchObject({
    word: "cleaned",
    detail: expect.stringMatching(/^2 files, 10 B deleted by \S+ at .*; verified: \/central\/x$/) as string,
  });
});

test("what stays is said with its reason: the plugin's own, its word, its age, another rig", async () => {
  const { folder, name, behavior, clean } = await recorded();
  expect((await clean("--older-than", "14d", "--yes")).out).toContain(`${name}  stays    it is not 14d old yet\n`);
  const other = await runRigline(folder, ["clean", "--yes", "--set", "rig_name=other"]);
  expect(other.out).toMatch(new RegExp(`${name}  stays    it is of rig recorded-\\S+: clean it there\n`));
  const mistyped = await clean("--older-than", "14 months");
  expect([mistyped.exitCode, mistyped.err]).toEqual([
    EXIT_CODES.usage,
    expect.stringContaining("14d, 36h, 2w") as string,
  ]);
  writeFileSync(path.join(folder, "why.txt"), "only here: notes.txt");
  expect((await clean("--yes")).out).toContain(`${name}  stays    only here: notes.txt\n`);
  writeFileSync(path.join(folder, "word.txt"), "held");
  expect((await clean("--yes")).out).toContain(`${name}  stays    held: as it is known\n`);
  expect(readdirSync(behavior)).toEqual(["a.csv", "b.csv"]);
});

test("a rig without a plugin that hands off deletes nothing", async () => {
  const { folder, name } = await recordSession();
  const { exitCode, out } = await runRigline(folder, ["clean", "--yes"]);
  expect([exitCode, out]).toEqual([
    EXIT_CODES.success,
    expect.stringContaining(`${name}  stays    not handed off: `) as string,
  ]);
  expect((await runRigline(folder, ["claen"])).err).toContain("Did you mean clean?");
});

test.each([
  ["14d", 14 * 86_400_000],
  ["36h", 36 * 3_600_000],
  ["2 w", 14 * 86_400_000],
  ["0d", 0],
  ["14", undefined],
  ["-1d", undefined],
  ["1.5d", undefined],
])("the age %s", (text, ms) => {
  expect(readAge(text)).toBe(ms);
});

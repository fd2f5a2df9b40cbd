import { appendFileSync, mkdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { parseManifest, renderManifest } from "@rigline/manifest";
import { expect, test } from "vitest";
import { findChanges } from "../../src/follow/find-changes.js";
import { readJob } from "../../src/follow/read-job.js";
import { accepted, writeJob } from "../support/job-journal.js";
import { makePlaces } from "../support/make-places.js";
import { makeSession, SESSION_FILES } from "../support/make-session.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { writeTree } from "../support/write-tree.js";

const { signal } = new AbortController();

const selected = { selection: [{ include: [], exclude: ["*.tmp"] }], leftOut: { files: 1, bytes: 1 } };

/** A session that was handed off: its manifest is archived, and with `ledger` a daemon of ours wrote down what it copied. */
function handedOff({ ledger }: { readonly ledger: boolean }) {
  const folder = temporaryFolder();
  const places = makePlaces(folder);
  const session = makeSession(join(folder, "data"));
  writeTree(session.directory, SESSION_FILES);
  const at = (name: string): string => join(session.directory, name);
  const long = new Date("2026-07-14T16:00:00Z");
  for (const name of Object.keys(SESSION_FILES)) utimesSync(at(name), long, long);
  const { manifest } = parseManifest(
    JSON.stringify({
      name: session.name,
      subject_id: session.subject,
      acquisition_datetime: session.date,
      platform: "behavior",
      project_name: "Example project",
      destination: join(folder, "central"),
      modalities: { behavior: [at("behavior")], "behavior-videos": [at("behavior-videos/camera.bin")] },
      schemas: [at("acquisition.json")],
    }),
  );
  const path = join(places.flagFolder, `manifest_${session.name}.yaml`);
  writeFileSync(path, renderManifest(manifest));
  const published = new Date("2026-07-14T17:00:00Z");
  utimesSync(path, published, published);
  const names = {
    "behavior/events.jsonl": "behavior/events.jsonl",
    "behavior-videos/camera.bin": "behavior-videos/camera.bin",
    "acquisition.json": "acquisition.json",
  };
  const files = Object.entries(names).map(([place, name]) => {
    const { size, mtimeNs } = statSync(at(name), { bigint: true });
    return { path: place, bytes: Number(size), hash: "00", modified: String(mtimeNs) };
  });
  const archive = join(places.completeFolder, basename(path));
  if (ledger)
    writeJob(places, path, [
      accepted(path),
      { type: "planned", files: files.length, bytes: 0, ...selected },
      { type: "verified", algorithm: "sha256", files },
      { type: "archived", to: archive },
    ]);
  const finish = (): void => renameSync(path, archive);
  const find = () => findChanges(nodeFileSystem, readJob(nodeFileSystem, places, path), places.flagFolder, signal);
  return { at, finish, find, directory: session.directory };
}

test.each([{ ledger: true }, { ledger: false }])(
  "what was written since is told, by the ledger or by the time of the publication: %o",
  async (how) => {
    const { at, finish, find } = handedOff(how);
    expect(await find()).toBeUndefined();
    finish();
    expect(await find()).toBeUndefined();
    appendFileSync(at("behavior/events.jsonl"), "late\n");
    expect(await find()).toBe(
      "1 file was written after the hand-off, and the copy does not have that: behavior/events.jsonl",
    );
    mkdirSync(at("behavior/late"));
    for (const name of ["a", "b", "c"]) writeFileSync(at(`behavior/late/${name}`), "");
    writeFileSync(at("behavior-videos/camera.bin"), "0123456789x");
    expect(await find()).toMatch(/^5 files were written .*, behavior\/late\/\w.* and 2 more$/);
  },
);

test("files that no modality has were never to be handed off", async () => {
  const { at, finish, find } = handedOff({ ledger: true });
  finish();
  writeFileSync(at("notes.txt"), "");
  expect(await find()).toBeUndefined();
});

test("what was deleted when its copy was verified has not changed", async () => {
  const { directory, finish, find } = handedOff({ ledger: true });
  finish();
  rmSync(directory, { recursive: true });
  expect(await find()).toBeUndefined();
});

test("what the patterns left at the rig is no change", async () => {
  const { at, find, finish } = handedOff({ ledger: true });
  writeFileSync(at("behavior/late.tmp"), "1");
  finish();
  expect(await find()).toBeUndefined();
});

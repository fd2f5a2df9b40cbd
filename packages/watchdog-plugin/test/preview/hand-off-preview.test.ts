import { existsSync, readFileSync, renameSync } from "node:fs";
import { basename, join } from "node:path";
import type { PreviewRequest, RunnerHandle } from "@rigline/core";
import { parseManifest } from "@rigline/manifest";
import { expect, test } from "vitest";
import { MappingHandles } from "../../src/mapper/mapping-handles.js";
import type { MappingAdditions, SessionMapping } from "../../src/mapper/session-mapping.js";
import { Previewer } from "../../src/preview/hand-off-preview.js";
import { FlavourChoice } from "../../src/transfer/flavour-choice.js";
import { handOff } from "../support/hand-off.js";
import { makeMapping, makeSession, SESSION_FILES } from "../support/make-session.js";
import { makeParts, type PartChanges } from "../support/make-parts.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { writeTree } from "../support/write-tree.js";

interface Rig {
  readonly changes?: PartChanges;
  readonly files?: Readonly<Record<string, string>>;
  /** Kept results by runner; a mapper is there when one is named `map`, an addition when `cameras` is. */
  readonly runners?: readonly string[];
  readonly results?: Readonly<Record<string, unknown>>;
  readonly request?: Partial<PreviewRequest>;
}

function rig({ changes = {}, files = SESSION_FILES, runners = [], results = {}, request = {} }: Rig = {}) {
  const folder = temporaryFolder();
  const parts = makeParts(folder, changes);
  const session = makeSession(join(folder, "data"));
  if (request.isPlanned !== true) writeTree(session.directory, { "./": "", ...files });
  const handles = new MappingHandles();
  if (runners.includes("map")) handles.mapper = { name: "map" } as RunnerHandle<SessionMapping>;
  if (runners.includes("cameras")) handles.additions = [{ name: "cameras" } as RunnerHandle<MappingAdditions>];
  const previewer = new Previewer(parts, new FlavourChoice(parts), handles);
  const preview = (more: Partial<PreviewRequest> = {}) =>
    previewer.preview({
      session,
      isPlanned: false,
      outcome: "success",
      resultOf: (name) => results[name],
      ...request,
      ...more,
    });
  return { folder, parts, session, preview };
}

test("what would be written is what is written, byte for byte, and nothing is written for it", async () => {
  const { parts, session, preview, folder } = rig();
  const seen = await preview();
  expect(existsSync(join(folder, "flags"))).toBe(false);
  expect(seen.problems).toEqual([]);
  const context = {
    session,
    outcome: "success",
    signal: new AbortController().signal,
    progress: () => undefined,
    report: () => undefined,
    tell: () => undefined,
  } as const;
  const mapping = parseManifest(seen.text ?? "").manifest;
  expect(mapping.modalities).toMatchObject({ behavior: [expect.any(String)], "behavior-videos": [expect.any(String)] });
  await handOff(parts, () => makeMapping(session), context);
  expect(readFileSync(seen.file ?? "", "utf8")).toBe(seen.text);
});

test("the mapping is the mapper's kept one, with what others added; it is said that it was not run again", async () => {
  const made = rig();
  const kept = makeMapping(made.session, { subjectId: "mouse_7", schemas: [] });
  const cameras = { modalities: { fib: [join(made.session.directory, "fib")] } };
  const { preview } = rig({
    runners: ["map", "cameras"],
    results: { map: kept, cameras },
  });
  const seen = await preview();
  const { manifest } = parseManifest(seen.text ?? "");
  expect(manifest.subjectId).toBe("mouse_7");
  expect(Object.keys(manifest.modalities).sort()).toEqual(["behavior", "behavior-videos", "fib"]);
  expect(seen.notes[0]).toBe("the mapping is what map gave in the session; it was not run again");
});

test("the tags that others add are in it, as they would be in what is written", async () => {
  const { preview } = rig({ runners: ["cameras"], results: { cameras: { dataDescriptionTags: ["two_cameras"] } } });
  expect((await preview()).text).toContain("two_cameras");
});

test("a mapper that gave nothing yet is said not to have been run", async () => {
  const { notes } = await rig({ runners: ["map", "cameras"] }).preview();
  expect(notes.slice(0, 2)).toEqual([
    "the mapper map was not run, and gave nothing yet: folders were taken by their names",
    "without what cameras would add, not run",
  ]);
});

test("of a planned session the folders stand for what is known after it, and nothing of it has to be there", async () => {
  const { preview } = rig({ runners: ["map"], request: { isPlanned: true, outcome: undefined } });
  const seen = await preview();
  expect(seen.notes[0]).toContain("the mapper map was not run");
  expect(Object.keys(parseManifest(seen.text ?? "").manifest.modalities)).toEqual(["behavior"]);
});

test("what would stay behind, and what would be refused, is told", async () => {
  const left = await rig({ files: { ...SESSION_FILES, "ephys/x": "" } }).preview();
  expect(left.notes.join("\n")).toContain("ephys: did you mean ecephys?");
  const refused = await rig({ changes: { options: { manifest_flavour: "watchdog-0.1.5" } } }).preview({
    session: makeSession("/x", { subject: "mouse_1" }),
    isPlanned: true,
  });
  expect(refused.text).toBeNull();
  expect(refused.problems[0]).toContain("aind-watchdog-service 0.1.5 would refuse the manifest");
  const unknown = await rig({ changes: { options: { platform: "behaviour" } } }).preview();
  expect(unknown.problems.join("\n")).toContain('Did you mean "behavior"');
});

test("what was published before is shown as it stands, in the queue or among the completed ones", async () => {
  const { parts, session, preview, folder } = rig();
  const context = {
    session,
    outcome: "success",
    signal: new AbortController().signal,
    progress: () => undefined,
    report: () => undefined,
    tell: () => undefined,
  } as const;
  await handOff(parts, () => makeMapping(session), context);
  const queued = await preview();
  expect(queued).toMatchObject({ notes: ["published before: this is what stands there"], problems: [] });
  const archived = join(folder, "manifest_complete", basename(queued.file ?? ""));
  renameSync(queued.file ?? "", archived);
  expect(await preview()).toEqual({ ...queued, file: archived });
});

test("a session of which nothing was recorded has none", async () => {
  const { preview } = rig({ files: {}, request: { outcome: "failed" } });
  expect(await preview()).toMatchObject({ file: null, text: null, problems: [] });
});

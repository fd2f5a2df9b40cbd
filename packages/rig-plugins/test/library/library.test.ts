import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UI } from "@rigline/core";
import { createScriptedUi, type PluginSessionOptions } from "@rigline/core/testing";
import { expect, test } from "vitest";
import library from "../../src/library/index.js";
import { putAt } from "../../src/library/put-at.js";
import { expectConforming } from "../support/expect-conforming.js";
import { write } from "../support/make-repository.js";
import { detailsOf, findingOf, readJson, runSession } from "../support/run-session.js";
import { scriptPrograms } from "../support/scripted-programs.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const RIG = { rig_name: "4A", manipulator: { speed: 3, position: [0, 0, 0] } };

function makeLibrary(files: Readonly<Record<string, unknown>> = {}): string {
  const root = temporaryFolder();
  const usual = { "Rig/W10-4A/rig.json": RIG, "Task/depletion.json": { name: "depletion" }, ...files };
  for (const [path, value] of Object.entries(usual))
    write(root, path, typeof value === "string" ? value : JSON.stringify(value));
  return root;
}

function run(root: string, rest: PluginSessionOptions = {}) {
  const options = { config_library_dir: root, computer_name: "W10-4A", ...rest.options };
  return runSession(library, { ...rest, options });
}

test("what there is only one of is taken; the session says which, and the experiment finds it", async () => {
  const root = makeLibrary({ "Subjects/614173/trainer_state.json": { stage: { name: "one" } } });
  const session = await run(root, { options: { kinds: ["rig", "task", "trainer_state"] } });
  expect(readJson(session, "library.json")).toEqual({
    library: root,
    picked: {
      rig: join(root, "Rig/W10-4A/rig.json"),
      task: join(root, "Task/depletion.json"),
      trainer_state: join(root, "Subjects/614173/trainer_state.json"),
    },
  });
  expect(readJson(session, ".rigline/library/rig.json")).toEqual(RIG);
  expect(detailsOf(session, "library")["task"]).toBe(join(root, "Task/depletion.json"));
});

test("of several one is picked, the subject's own first: in the layout of 0.6 too", async () => {
  const root = makeLibrary({
    "Rig/W10-4A/with-laser.json": { rig_name: "4A", laser: true },
    "TaskLogic/foraging.json": { name: "foraging" },
    "Subjects/614173/task_logic.json": { name: "own" },
  });
  const picked = await run(root, { answers: { "library.rig": "with-laser", "library.task": "foraging" } });
  expect(readJson(picked, ".rigline/library/rig.json")).toMatchObject({ laser: true });
  expect(readJson(picked, ".rigline/library/task.json")).toEqual({ name: "foraging" });
  const nobody = createScriptedUi({ "library.rig": "rig" }, { interactive: false });
  const kinds = { options: { kinds: ["task"] }, services: [{ token: UI, useValue: nobody }] };
  expect(readJson(await run(root, kinds), ".rigline/library/task.json")).toEqual({ name: "own" });
});

test("what belongs to the animal is put into its rig, and what the session leaves is written back, the old kept", async () => {
  const root = makeLibrary({
    "Subjects/614173/position.json": [1, 2, 3],
    "Subjects/614173/task.json": { name: "old" },
  });
  const options = {
    by_animal: [{ kind: "position", path: "manipulator.position", from: "{session_directory}/position.json" }],
    write_back: [{ kind: "task", from: "{session_directory}/next.json" }],
  };
  const session = await run(root, {
    options,
    answers: { "library.task": "614173" },
    during: ({ directory }) => {
      write(directory, "position.json", "[4, 5, 6]");
      write(directory, "next.json", '{"name": "next"}');
    },
  });
  expect(readJson(session, ".rigline/library/rig.json")).toEqual({
    ...RIG,
    manipulator: { speed: 3, position: [1, 2, 3] },
  });
  const home = join(root, "Subjects", "614173");
  expect(JSON.parse(readFileSync(join(home, "position.json"), "utf8"))).toEqual([4, 5, 6]);
  expect(JSON.parse(readFileSync(join(home, "task.json"), "utf8"))).toEqual({ name: "next" });
  const { name } = session.session ?? {};
  expect(readdirSync(join(home, "history")).toSorted()).toEqual([
    `position_before_${name}.json`,
    `task_before_${name}.json`,
  ]);
});

test("after a session that did not go well nothing is written back", async () => {
  const root = makeLibrary({ "Subjects/614173/position.json": [1, 2, 3] });
  const options = { write_back: [{ kind: "position", from: "{session_directory}/position.json" }] };
  await run(root, { options, outcome: "failed", during: ({ directory }) => write(directory, "position.json", "[4]") });
  expect(existsSync(join(root, "Subjects/614173/history"))).toBe(false);
});

const SCHEMA = {
  type: "object",
  properties: {
    rig_name: { type: "string" },
    manipulator: { type: "object", properties: { speed: { type: "number", maximum: 2 } } },
  },
  required: ["rig_name"],
};

test("what does not fit its schema, or its program, keeps the experiment from beginning, with the place", async () => {
  const root = makeLibrary({ "rig.schema.json": SCHEMA });
  const schemas = { rig: join(root, "rig.schema.json") };
  const fast = await run(root, { options: { schemas } });
  expect(fast.report?.runners.find(({ name }) => name === "library")).toMatchObject({
    code: "LIBRARY_RECORD_INVALID",
    why: expect.stringMatching(/^manipulator\.speed: /),
  });
  const programs = scriptPrograms({ "python -m check": { code: 1, error: "1 validation error for Rig" } });
  const refused = await run(root, { options: { validate: { rig: ["python", "-m", "check"] } }, programs });
  expect(refused.report?.runners.find(({ name }) => name === "library")?.why).toContain("1 validation error for Rig");
  expect(programs.requests[0]?.command.at(-1)).toBe(
    join(refused.session?.directory ?? "", ".rigline/library/rig.json"),
  );
  const broken = await run(makeLibrary({ "Rig/W10-4A/rig.json": "{" }));
  expect(broken.report?.runners.find(({ name }) => name === "library")?.code).toBe("LIBRARY_RECORD_INVALID");
});

test("a library that is away, a rig that it does not have, and a subject that nobody knows are told beforehand", async () => {
  const gone = join(temporaryFolder(), "gone");
  expect(findingOf(await run(gone), "library")).toMatchObject({
    level: "error",
    message: `the library ${gone} is not there`,
  });
  const root = makeLibrary();
  const other = await run(root, { options: { computer_name: "W10-4B" } });
  expect(findingOf(other, "library")).toMatchObject({
    level: "error",
    message: expect.stringContaining("no rig of W10-4B"),
  });
  const refused = await run(root, { options: { subjects: "require" } });
  expect(refused.error).toMatchObject({
    code: "SESSION_VETOED",
    message: expect.stringContaining("the library has no subject 614173"),
  });
  const none = await run(root, { options: { kinds: ["trainer_state"] } });
  expect(none.report?.runners.find(({ name }) => name === "library")?.code).toBe("LIBRARY_RECORD_MISSING");
});

test("a place within lists, and one that is not there yet", () => {
  expect(putAt({ a: [{ b: 1 }, { b: 2 }] }, "a.1.b", 3)).toEqual({ a: [{ b: 1 }, { b: 3 }] });
  expect(putAt(undefined, "a.b", 1)).toEqual({ a: { b: 1 } });
});

test("does what every plugin must do", async () => {
  await expectConforming(library, { options: { config_library_dir: makeLibrary(), computer_name: "W10-4A" } });
});

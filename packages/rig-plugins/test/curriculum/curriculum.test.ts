import { chmodSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { PluginSessionOptions } from "@rigline/core/testing";
import { expect, test } from "vitest";
import curriculum, { CurriculumOptionsSchema } from "../../src/curriculum/index.js";
import { expectConforming } from "../support/expect-conforming.js";
import { findUv } from "../support/find-uv.js";
import { write } from "../support/make-repository.js";
import { detailsOf, findingOf, readJson, runSession } from "../support/run-session.js";
import { scriptPrograms } from "../support/scripted-programs.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const SUGGESTION = {
  trainer_state: { stage: { name: "stage_2", task: { name: "VrForaging" } }, is_on_curriculum: true },
  metrics: { trials: 42 },
  version: "0.3.1",
  dsl_version: "0.6.6",
};

function makeProject() {
  const project = temporaryFolder();
  write(project, ".venv/pyvenv.cfg", "");
  write(project, "uv", "");
  chmodSync(join(project, "uv"), 0o755);
  write(project, "Subjects/614173/trainer_state.json", '{"stage": {"name": "stage_1"}}\n');
  return { project, state: join(project, "Subjects", "614173", "trainer_state.json") };
}

/** uv is on the PATH for whoever looks; what it answers is scripted. */
async function run(project: string, printed: string, rest: PluginSessionOptions = {}) {
  const programs = scriptPrograms({ "uv run": printed });
  const options = {
    project_directory: project,
    input_trainer_state: join(project, "Subjects/{subject}/trainer_state.json"),
    ...rest.options,
  };
  const session = await runSession(curriculum, { environment: { PATH: project }, programs, ...rest, options });
  return { session, programs };
}

const windows = process.platform === "win32";

test.skipIf(windows)(
  "the suggestion is kept, and becomes the state that the next session reads; the one before is kept too (not on Windows)",
  async () => {
    const { project, state } = makeProject();
    const { session, programs } = await run(project, JSON.stringify(SUGGESTION), {
      options: { curriculum: "depletion" },
    });
    const directory = session.session?.directory ?? "";
    expect(programs.commands[0]).toBe(
      `uv run -q --directory ${project} curriculum run --data-directory ${directory} --input-trainer-state ${state} --curriculum depletion`,
    );
    expect(detailsOf(session, "curriculum")).toEqual({ suggests: "stage_2 (curriculum 0.3.1)" });
    expect(readJson(session, "curriculum_suggestion.json")).toEqual(SUGGESTION);
    expect(JSON.parse(readFileSync(state, "utf8"))).toEqual(SUGGESTION.trainer_state);
    const history = join(project, "Subjects", "614173", "history");
    const [kept = "", ...others] = readdirSync(history);
    expect(others).toEqual([]);
    expect(kept).toBe(`trainer_state_before_${session.session?.name}.json`);
    expect(readFileSync(join(history, kept), "utf8")).toBe('{"stage": {"name": "stage_1"}}\n');
  },
);

test.skipIf(windows)("what whoever sits there does not want is not written (not on Windows)", async () => {
  const { project, state } = makeProject();
  const before = readFileSync(state, "utf8");
  const { session } = await run(project, JSON.stringify(SUGGESTION), {
    options: { write: "ask" },
    answers: { "curriculum.write": false },
  });
  expect(detailsOf(session, "curriculum-write")).toEqual({ "trainer state": "left as it was" });
  expect(readFileSync(state, "utf8")).toBe(before);
});

test.skipIf(windows).each([
  ["text beside it", "warming up\n{}", "it printed: "],
  ["no trainer state", '{"metrics": {}}', "trainer_state: "],
])("what is no suggestion is told, and nothing is written: %s (not on Windows)", async (_title, printed, why) => {
  const { project, state } = makeProject();
  const before = readFileSync(state, "utf8");
  const { session } = await run(project, printed);
  const runner = session.report?.runners.find(({ name }) => name === "curriculum");
  expect(runner).toMatchObject({
    state: "failed",
    code: "CURRICULUM_OUTPUT_INVALID",
    why: expect.stringContaining(why),
  });
  expect(readFileSync(state, "utf8")).toBe(before);
});

test("without a project, or without uv, no session begins", async () => {
  const gone = join(temporaryFolder(), "gone");
  const without = await runSession(curriculum, { options: { project_directory: gone } });
  expect(findingOf(without, "curriculum")).toMatchObject({ level: "error", message: `there is no project ${gone}` });
  const { project } = makeProject();
  const noUv = await runSession(curriculum, { options: { project_directory: project }, environment: { PATH: gone } });
  expect(findingOf(noUv, "curriculum")).toMatchObject({ level: "error", todo: expect.stringContaining("Install uv") });
});

test("clabe's section is read in its older and its newer form", () => {
  expect(CurriculumOptionsSchema.parse({ script: "curriculum run" }).script).toEqual(["curriculum", "run"]);
  expect(CurriculumOptionsSchema.parse({ script: ["x"], curriculum: null, data_directory: null })).toMatchObject({
    script: ["x"],
  });
});

const uv = findUv();

test.skipIf(uv === undefined)(
  "by uv itself, with a curriculum in Python (skipped where the peers are not installed)",
  async () => {
    const { project, state } = makeProject();
    write(
      project,
      "next.py",
      'import json, sys\nstate = json.load(open(sys.argv[4]))\nstate["stage"]["name"] = "stage_2"\nprint(json.dumps({"trainer_state": state, "metrics": {}, "version": None}))\n',
    );
    const options = { project_directory: project, script: "python next.py", input_trainer_state: state };
    const session = await runSession(curriculum, { options, environment: uv?.environment ?? {} });
    expect(session.report?.runners.map(({ reason }) => reason).filter((one) => one !== undefined)).toEqual([]);
    expect(JSON.parse(readFileSync(state, "utf8"))).toEqual({ stage: { name: "stage_2" } });
  },
);

test.skipIf(windows)("does what every plugin must do (not on Windows)", async () => {
  const { project, state } = makeProject();
  await expectConforming(curriculum, {
    options: { project_directory: project, input_trainer_state: state },
    environment: { PATH: project },
    programs: scriptPrograms({ "uv run": JSON.stringify(SUGGESTION) }),
  });
});

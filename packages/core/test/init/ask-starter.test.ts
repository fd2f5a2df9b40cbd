import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { expect, test } from "vitest";
import { askStarter } from "../../src/init/ask-starter.js";
import {
  addStarterOptions,
  type GivenStarter,
  starterFlags,
  type StarterAnswers,
} from "../../src/init/starter-questions.js";
import { writeScaffold } from "../../src/init/write-scaffold.js";
import type { TextQuestion } from "../../src/ui/questions.js";
import { runRigline } from "../cli/run-rigline.js";
import { load, makeRig } from "../config/rig-folder.js";

const BIN = fileURLToPath(new URL("../../bin/rigline.js", import.meta.url));
const ANSWERS: StarterAnswers = {
  rigName: "rig: 2",
  destination: path.resolve("/server/data #1"),
  transferEndpoint: "http://transfer/api/v2/submit_jobs",
  projectName: "null",
};

/** Answers by the question's key; keeps what was asked. */
function person(answers: Readonly<Record<string, string>>): {
  readonly asked: TextQuestion[];
  text(question: TextQuestion): Promise<string>;
} {
  const asked: TextQuestion[] = [];
  return {
    asked,
    text: (question) => {
      asked.push(question);
      return Promise.resolve(answers[question.key] ?? question.initial ?? "");
    },
  };
}

test("what is given is not asked, and a relative destination starts at the working folder", async () => {
  const ui = person({ destination: " share ", project_name: "Foraging" });
  const from = path.resolve("/work");
  const answers = await askStarter({ rigName: "rig-2" }, { ui, from, handsOff: true });
  expect(ui.asked.map(({ key }) => key)).toEqual(["destination", "transfer_endpoint", "project_name"]);
  expect(answers).toEqual({
    rigName: "rig-2",
    destination: path.join(from, "share"),
    transferEndpoint: "",
    projectName: "Foraging",
  });
});

test("where nothing could hand off, nothing of it is asked", async () => {
  const ui = person({});
  await askStarter({}, { ui, from: ".", handsOff: false });
  expect(ui.asked.map(({ key }) => key)).toEqual(["rig_name"]);
});

test("an answer that can't be meant is refused where it is typed", async () => {
  const ui = person({});
  await askStarter({}, { ui, from: ".", handsOff: true });
  const objections = Object.fromEntries(
    ui.asked.map((question) => [question.key, question.validate?.("ftp:// $HOME")]),
  );
  expect(objections).toEqual({
    rig_name: undefined,
    destination: expect.any(String) as string,
    transfer_endpoint: "it is no http:// or https:// address",
    project_name: undefined,
  });
});

test.each([
  ["--destination", "$HOME/data"],
  ["--transfer-endpoint", "transfer:8080"],
])("%s %s is refused before anything is asked or written", async (flag, value) => {
  const folder = makeRig();
  const { exitCode, err } = await runRigline(folder, ["init", flag, value]);
  expect(exitCode).toBe(2);
  expect(err).toContain(`error INIT_ANSWER_INVALID: ${flag} ${value}: `);
  expect(readdirSync(folder)).toEqual([]);
});

test("every answer stands in the config as it was given, and passes on by flags", async () => {
  const folder = makeRig();
  writeScaffold(folder, ANSWERS, true);
  const { values, sections } = await load(folder);
  expect(values.rig_name).toBe("rig: 2");
  expect(sections["watchdog"]).toEqual({
    destination: ANSWERS.destination,
    transfer_endpoint: ANSWERS.transferEndpoint,
    project_name: "null",
    schedule_time: null,
  });
  const command = addStarterOptions(new Command()).parse([...starterFlags(ANSWERS)], { from: "user" });
  const ui = person({});
  expect(await askStarter(command.opts<GivenStarter>(), { ui, from: ".", handsOff: true })).toEqual(ANSWERS);
  expect(ui.asked).toEqual([]);
});

test("where the launcher alone is installed, a new rig keeps its data, and says so", async () => {
  const folder = makeRig();
  const init = (...flags: string[]): SpawnSyncReturns<string> =>
    spawnSync(process.execPath, [BIN, "init", ...flags], { cwd: folder, encoding: "utf8" });
  const refused = init("--destination", "/server/data");
  expect(refused.status).toBe(2);
  expect(refused.stderr).toContain("error INIT_NO_HAND_OFF: --destination was given, and nothing here hands data off");
  expect(readdirSync(folder)).toEqual([]);
  expect(init().stdout).toContain("Its data stay here: nothing is installed that hands them off");
  expect((await load(folder)).values.plugins).toMatchObject([{ use: "./plugins/first-plugin.mjs" }]);
  expect(readdirSync(folder)).not.toContain("central");
});

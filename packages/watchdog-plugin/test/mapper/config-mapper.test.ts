import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { definePlugin } from "@rigline/core";
import { describe, expect, test } from "vitest";
import { SESSION_MAPPER, SessionMappingSchema } from "../../src/index.js";
import { makeMapperRig, type MapperRig, PYTHON, RECORDED, saidBy } from "../support/mapper-bench.js";
import { goldenDocument, streamsOf } from "./golden-document.js";

/** A mapper in Python. */
function python(code: string, more: Omit<MapperRig, "files"> & { readonly mapper?: object } = {}) {
  const { mapper, watchdog, ...rig } = more;
  return makeMapperRig({
    ...rig,
    files: { "map.py": code },
    watchdog: { ...watchdog, mapper: { command: [PYTHON, "map.py"], ...mapper } },
  });
}

const PRINT = (json: string) => `print('''${json}''')`;

describe("a mapper in Python that is called by the config", () => {
  test("gets the session and what was found, and prints what it knows better", async () => {
    const rig = python(
      `
import json, sys
request = json.load(sys.stdin)
mapping = request["mapping"]
assert request["kind"] == "mapper" and request["outcome"] == "success"
mapping["modalities"]["fib"] = "raw"
mapping["experimenters"] = ["grace.hopper"]
print("looking around", file=sys.stderr)
print(json.dumps({**mapping, "data_description_tags": ["pilot"], "report": {"trials": 42}}))
`,
      { recorded: { ...RECORDED, "raw/a.bin": "1" } },
    );
    const { report, mapper, manifest, directory } = await rig.run();
    expect(report.exitCode).toBe(0);
    expect(mapper).toMatchObject({ state: "done", plugin: "watchdog", phase: "postSession" });
    expect(saidBy(mapper, "mapping")).toEqual([
      "from the mapper (map.py): behavior, behavior-videos, fib; metadata files: 0",
    ]);
    expect(saidBy(mapper, "trials")).toEqual(["42"]);
    expect(Object.keys(manifest().modalities)).toEqual(["behavior", "behavior-videos", "fib"]);
    expect(manifest().modalities["fib"]).toEqual([join(directory, "raw").replaceAll("\\", "/")]);
  });

  test.each([
    ["aind-data-schema-2.9.2/acquisition.json", "acquisition.json"],
    ["aind-data-schema-1.4.0/session.json", "session.json"],
  ])("prints a whole document, %s: it is kept as %s and says who, when and what", async (golden, name) => {
    const document = goldenDocument(golden);
    const rig = makeMapperRig({
      files: {
        "map.py": "import sys; sys.stdout.write(open('document.json', encoding='utf-8').read())",
        "document.json": document,
      },
      recorded: { "behavior/licks.csv": "1" },
      watchdog: { mapper: { command: [PYTHON, "map.py"] } },
    });
    const { report, directory, manifest } = await rig.run();
    expect(report.exitCode).toBe(0);
    expect(readFileSync(join(directory, name), "utf8")).toBe(document);
    expect(manifest()).toMatchObject({ subjectId: "123456", schemas: [join(directory, name).replaceAll("\\", "/")] });
    expect(new Date(manifest().acquisitionDatetime).getTime()).toBe(Date.parse("2026-03-02T17:30:05.123Z"));
  });

  test("writes a document into the session's folder, and says so on its output, where the config names the file", async () => {
    const rig = makeMapperRig({
      files: {
        "document.json": goldenDocument("aind-data-schema-2.9.2/acquisition.json"),
        "map.py":
          "import os, shutil\nprint('writing')\nshutil.copy('document.json', os.path.join(os.environ['RIGLINE_SESSION_DIRECTORY'], 'acquisition.json'))\n",
      },
      recorded: { "behavior/licks.csv": "1" },
      watchdog: { mapper: { command: [PYTHON, "map.py"], file: "acquisition.json" } },
    });
    expect((await rig.run()).report.exitCode).toBe(0);
  });

  test("writes its mapping into the file that RIGLINE_RESULT names, and prints what it likes", async () => {
    const { report, manifest } = await python(
      `import json, os\nprint("half a { document")\njson.dump({"subject_id": "123456", "modalities": {"behavior": ["behavior"]}}, open(os.environ["RIGLINE_RESULT"], "w"))\n`,
    ).run();
    expect(report.exitCode).toBe(0);
    expect(Object.keys(manifest().modalities)).toEqual(["behavior"]);
  });

  test("prints UTF-16, as a program of Windows does", async () => {
    const { report, manifest } = await python(
      `import sys\nsys.stdout.buffer.write('{"experimenters": ["Jürgen"], "modalities": {"behavior": "behavior"}}'.encode("utf-16"))\n`,
    ).run();
    expect(report.exitCode).toBe(0);
    expect(Object.keys(manifest().modalities)).toEqual(["behavior"]);
  });
});

describe("a mapper that is broken keeps the data on the rig, says why, and is mended and resumed:", () => {
  test.each<[string, string, string | RegExp, string]>([
    [
      "garbage",
      "print('all done :-)')",
      'what the mapper (map.py) printed is no JSON: it begins with "all done :-)"',
      "MAPPER_OUTPUT_INVALID",
    ],
    [
      "half a document",
      PRINT('{"modalities": {"behavior": ["beh'),
      /printed stops in the middle, behind .*beh/,
      "MAPPER_OUTPUT_INVALID",
    ],
    [
      "a dict as Python shows it",
      "print({'subject_id': '1'})",
      "is a dict as Python shows it",
      "MAPPER_OUTPUT_INVALID",
    ],
    ["NaN", PRINT('{"weight": NaN}'), "has NaN or Infinity", "MAPPER_OUTPUT_INVALID"],
    ["a list", "print('[1]')", "is JSON, and no object: [1]", "MAPPER_OUTPUT_INVALID"],
    ["a number", "print(3)", "is JSON, and no object: 3", "MAPPER_OUTPUT_INVALID"],
    [
      "Latin-1",
      'import sys; sys.stdout.buffer.write(b\'{"notes": "\\xe9t\\xe9"}\')',
      "is neither UTF-8 nor UTF-16 (line 1)",
      "MAPPER_OUTPUT_INVALID",
    ],
    [
      "a key that there is not",
      PRINT('{"modality": {}}'),
      'there is no key "modality". Did you mean "modalities"?',
      "MAPPER_OUTPUT_INVALID",
    ],
    [
      "a value of a wrong type",
      PRINT('{"modalities": {"behavior": 3}}'),
      "modalities.behavior: expected a path or a list of paths",
      "MAPPER_OUTPUT_INVALID",
    ],
    ["nothing at all", "", "ended well, printed nothing, and wrote neither", "MAPPER_OUTPUT_INVALID"],
    [
      "a traceback",
      "def f():\n  raise KeyError('trials')\nf()",
      "the mapper (map.py) exited with code 1: KeyError: 'trials'",
      "PROGRAM_FAILED",
    ],
    [
      "exit code 3",
      "import sys; print('bad', file=sys.stderr); sys.exit(3)",
      "the mapper (map.py) exited with code 3: bad",
      "PROGRAM_FAILED",
    ],
  ])("%s", async (_what, code, reason, errorCode) => {
    const rig = python(code);
    const { report, mapper, watchdog, directory } = await rig.run();
    expect(report).toMatchObject({ outcome: "success", exitCode: 8 });
    expect(mapper).toMatchObject({ state: "failed", code: errorCode });
    if (typeof reason === "string") expect(mapper?.reason).toContain(reason);
    else expect(mapper?.reason).toMatch(reason);
    expect(watchdog).toMatchObject({ state: "skipped", code: "RUNNER_NEED_UNMET" });
    expect(readdirSync(join(rig.folder, "flags")).filter((name) => name.startsWith("manifest"))).toEqual([]);
    writeFileSync(join(rig.folder, "map.py"), PRINT('{"modalities": {"behavior": ["behavior"]}}'));
    const resumed = await rig.run(directory);
    expect(resumed.report.exitCode).toBe(0);
    expect(Object.keys(resumed.manifest().modalities)).toEqual(["behavior"]);
  });

  test("one that hangs is ended at its time, with all that it has started", async () => {
    const code =
      "import subprocess, sys, time\nprint('waiting', file=sys.stderr, flush=True)\nsubprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])\n";
    const { mapper } = await python(code, { mapper: { timeout_seconds: 1, grace_seconds: 0.2 } }).run();
    expect(mapper).toMatchObject({ state: "failed", code: "PROGRAM_FAILED" });
    expect(mapper?.reason).toContain("ran longer than 1");
  });

  test("one that floods its output is ended before it fills the memory", async () => {
    const code = "import sys\nwhile True:\n  sys.stdout.write('[' + 'x' * 65000 + ']\\n')\n";
    const { mapper } = await python(code, { mapper: { grace_seconds: 0.2 } }).run();
    expect(mapper).toMatchObject({ state: "failed", code: "PROGRAM_RESULT_INVALID" });
    expect(mapper?.reason).toContain("it printed more than 16 MiB");
  });
});

describe("on_mapper_failure: folders", () => {
  const watchdog = { on_mapper_failure: "folders" };

  test("hands off what lies there, says loudly that the mapper failed, and it does not count", async () => {
    const { report, mapper, watchdog: handOff, manifest } = await python("raise ValueError('x')", { watchdog }).run();
    expect(report.exitCode).toBe(0);
    expect(mapper).toMatchObject({ state: "failed", tolerated: true });
    expect(handOff?.state).toBe("done");
    expect(saidBy(handOff, "mapping")).toEqual([
      "the mapper failed, so folders were taken by their names (on_mapper_failure: folders): behavior, behavior-videos",
    ]);
    expect(report.problems).toContainEqual(
      expect.objectContaining({
        code: "MAPPED_BY_FOLDERS",
        why: "the mapper (map.py) exited with code 1: ValueError: x",
      }),
    );
    expect(Object.keys(manifest().modalities)).toEqual(["behavior", "behavior-videos"]);
  });

  test("also where its mapping names what is not there", async () => {
    const code = PRINT('{"modalities": {"behavior": "behaviour"}}');
    const { report, watchdog: handOff, manifest } = await python(code, { watchdog }).run();
    expect(report.exitCode).toBe(0);
    expect(report.problems.find(({ code }) => code === "MAPPED_BY_FOLDERS")?.why).toContain("does not exist");
    expect(handOff?.state).toBe("done");
    expect(Object.keys(manifest().modalities)).toEqual(["behavior", "behavior-videos"]);
  });

  test("also for a plugin's mapper, which is owed all the same", async () => {
    const plugin = definePlugin({
      name: "lab",
      version: "1.0.0",
      provides: SESSION_MAPPER,
      setup: ({ runners }) =>
        runners.add({
          name: "lab-mapper",
          phase: "postSession",
          result: SessionMappingSchema,
          run: () => {
            throw new Error("the wiki does not answer");
          },
        }),
    });
    const { report, watchdog: handOff } = await makeMapperRig({ watchdog, plugins: [plugin] }).run();
    expect(report.exitCode).toBe(8);
    expect(handOff?.state).toBe("done");
  });
});

describe("without a program", () => {
  const acquisition = goldenDocument("aind-data-schema-2.9.2/acquisition.json");

  test("a file that a step has written, its name filled in", async () => {
    const rig = makeMapperRig({
      files: { "document.json": acquisition },
      recorded: { "behavior/licks.csv": "1" },
      config: {
        steps: [
          {
            name: "describe",
            phase: "post",
            concurrent: true,
            command: [
              "node",
              "--eval",
              "setTimeout(() => require('node:fs').copyFileSync('document.json', process.argv[1]), 300)",
              "{session_directory}/{subject}.json",
            ],
          },
        ],
      },
      watchdog: { mapper: { file: "{subject}.json" } },
    });
    const { report, mapper, manifest } = await rig.run();
    expect(report.exitCode).toBe(0);
    expect(saidBy(mapper, "mapping")).toEqual(["from 123456.json: behavior; metadata files: 1"]);
    expect(manifest().subjectId).toBe("123456");
  });

  test("a file that nobody has written", async () => {
    const { mapper } = await makeMapperRig({ watchdog: { mapper: { file: "acquisition.json" } } }).run();
    expect(mapper).toMatchObject({ state: "failed", code: "MAPPER_FILE_MISSING" });
  });

  test("the session's own document, compared with its folders: what has no stream is sent all the same, and told", async () => {
    const rig = makeMapperRig({ recorded: { ...RECORDED, "acquisition.json": acquisition }, watchdog: { mapper: {} } });
    const { report, manifest } = await rig.run();
    expect(report.exitCode).toBe(0);
    expect(report.problems).toContainEqual(expect.objectContaining({ code: "FOLDER_WITHOUT_STREAM" }));
    expect(Object.keys(manifest().modalities)).toEqual(["behavior", "behavior-videos"]);
  });

  test("a document of another name is compared too", async () => {
    const recorded = { ...RECORDED, "mine.json": acquisition };
    const { mapper, manifest } = await makeMapperRig({ recorded, watchdog: { mapper: { file: "mine.json" } } }).run();
    expect(saidBy(mapper, "note")).toEqual(
      [
        "mine.json has no stream of behavior-videos, and the session has a folder of it: it is sent all the same",
        expect.stringContaining("says that the acquisition began at 2026-03-02T17:30:05"),
      ].reverse(),
    );
    expect(Object.keys(manifest().modalities)).toEqual(["behavior", "behavior-videos"]);
  });

  test("with modalities: document that folder is not sent, and it is told", async () => {
    const rig = makeMapperRig({
      recorded: { ...RECORDED, "acquisition.json": acquisition },
      watchdog: { mapper: { modalities: "document" } },
    });
    const { report, manifest } = await rig.run();
    expect(report.problems).toContainEqual(expect.objectContaining({ code: "DATA_LEFT_BEHIND" }));
    expect(Object.keys(manifest().modalities)).toEqual(["behavior"]);
  });

  test("a stream without its folder is an error after a success, and left out after a failure", async () => {
    const document = streamsOf(acquisition, ["behavior", "fib"]);
    const recorded = { ...RECORDED, "acquisition.json": document };
    const well = await makeMapperRig({ recorded, watchdog: { mapper: {} } }).run();
    expect(well.mapper).toMatchObject({ state: "failed", code: "STREAM_NOT_RECORDED" });
    expect(well.mapper?.reason).toContain("acquisition.json has a stream of fib");
    const badly = await makeMapperRig({ recorded, exitCode: 1, watchdog: { mapper: {} } }).run();
    expect(badly.mapper?.state).toBe("done");
    expect(Object.keys(badly.manifest().modalities)).toEqual(["behavior", "behavior-videos"]);
  });

  test("a document that a failed experiment did not come to write is not waited for: its data goes by its folders", async () => {
    const { report, mapper, manifest } = await makeMapperRig({
      exitCode: 1,
      watchdog: { mapper: { file: "acquisition.json" } },
    }).run();
    expect(report).toMatchObject({ outcome: "failed", exitCode: 7 });
    expect(saidBy(mapper, "note")[0]).toMatch(
      /acquisition\.json does not exist, because the experiment failed: the folders' names are gone by$/,
    );
    expect(Object.keys(manifest().modalities)).toEqual(["behavior", "behavior-videos"]);
  });

  test("folders from elsewhere, their names filled in", async () => {
    const rig = makeMapperRig({
      files: { "fib/123456/today.bin": "1" },
      watchdog: { extra_modality_data: { fib: ["fib/{subject}"] } },
    });
    const { report, manifest } = await rig.run();
    expect(report.exitCode).toBe(0);
    expect(manifest().modalities["fib"]).toEqual([join(rig.folder, "fib", "123456").replaceAll("\\", "/")]);
  });

  test("a stream of a name that was given up is sent under today's, from the folder that there is", async () => {
    const recorded = { "Ophys/a.bin": "1", "acquisition.json": streamsOf(acquisition, ["ophys"]) };
    const { report, manifest, directory } = await makeMapperRig({ recorded, watchdog: { mapper: {} } }).run();
    expect(report.exitCode).toBe(0);
    expect(manifest().modalities).toEqual({ pophys: [join(directory, "Ophys").replaceAll("\\", "/")] });
  });

  test("a document of another subject is that of another session", async () => {
    const recorded = { ...RECORDED, "acquisition.json": acquisition.replace('"123456"', '"614173"') };
    const { mapper } = await makeMapperRig({ recorded, watchdog: { mapper: {} } }).run();
    expect(mapper).toMatchObject({ state: "failed", code: "MAPPER_OTHER_SUBJECT" });
  });

  test("a session that failed before anything was recorded is nothing, and no program is asked", async () => {
    const rig = python("open('asked', 'w')", { exitCode: 1, recorded: {} });
    const { report } = await rig.run();
    expect(report.handOff.state).toBe("nothing");
    expect(existsSync(join(rig.folder, "asked"))).toBe(false);
  });
});

test("two mappers are refused before anything runs", async () => {
  const plugin = definePlugin({
    name: "lab",
    version: "1.0.0",
    provides: SESSION_MAPPER,
    setup: ({ runners }) =>
      runners.add({ name: "lab-mapper", phase: "postSession", result: SessionMappingSchema, run: () => ({}) as never }),
  });
  const rig = makeMapperRig({ watchdog: { mapper: {} }, plugins: [plugin] });
  const error = await rig.run().catch((thrown: unknown) => thrown);
  expect(String(error)).toContain("the config has watchdog.mapper, and the runner lab-mapper maps the session too");
});

test("a mapper that can't be started is found before the session", async () => {
  await using launcher = await makeMapperRig({ watchdog: { mapper: { command: [PYTHON, "map.py"] } } }).open();
  await launcher.start("inspection");
  const errors = (await launcher.preflight()).filter(({ level }) => level === "error");
  expect(errors.map(({ subject, message }) => `${subject}: ${message}`)).toEqual([
    expect.stringContaining("mapper: the mapper's script does not exist"),
  ]);
});

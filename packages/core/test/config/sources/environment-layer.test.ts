import path from "node:path";
import { describe, expect, test } from "vitest";
import { readEnvironment } from "../../../src/config/environment.js";
import { load, makeRig, refusal, sourcesOf } from "../rig-folder.js";

const RIG = { "rigline.config.yaml": "data_dir: d\n" };

describe("variables", () => {
  test("text becomes what the schema asks for", async () => {
    const config = await load(makeRig(RIG), {
      environment: {
        RIGLINE_FORECAST_GB: "1.5e2",
        RIGLINE_DEBUG_MODE: "Yes",
        RIGLINE_INPUT: "0",
        RIGLINE_EXPERIMENTERS: '["Ada","Grace"]',
        RIGLINE_SUBJECT: "000123",
        RIGLINE_NOTES: '{"looks": "like JSON"}',
        RIGLINE_EXPERIMENT__COMMAND: '["node","x.mjs"]',
        RIGLINE_EXPERIMENT__SUCCESS_EXIT_CODES: "[0, 3]",
        RIGLINE_HOOK_TIMEOUTS__SESSIONSTARTED: "12",
      },
    });
    expect(config.values).toMatchObject({
      forecast_gb: 150,
      debug_mode: true,
      input: false,
      experimenters: ["Ada", "Grace"],
      subject: "000123",
      notes: '{"looks": "like JSON"}',
      experiment: { command: ["node", "x.mjs"], success_exit_codes: [0, 3] },
      hook_timeouts: { sessionStarted: 12 },
    });
    expect(sourcesOf(config, "hook_timeouts.sessionStarted")).toEqual([
      "environment RIGLINE_HOOK_TIMEOUTS__SESSIONSTARTED",
    ]);
  });

  test("without the prefix they are nobody's: PLATFORM, SUBJECT and DATA_DIR of the machine stay out", async () => {
    const config = await load(makeRig(RIG), {
      environment: { PLATFORM: "MCD", SUBJECT: "x", DATA_DIR: "/x", WATCHDOG__PROJECT_NAME: "x" },
    });
    expect(config.values).toMatchObject({ data_dir: "d" });
    expect(config.values.subject).toBeUndefined();
    expect(config.sections).toEqual({});
  });

  test("one that is set to nothing is not set", async () => {
    const config = await load(makeRig(RIG), { environment: { RIGLINE_SUBJECT: "", RIGLINE_FORECAST_GB: "" } });
    expect(config.values.subject).toBeUndefined();
  });

  test("one that resembles no key is told as a warning: other programs may own it", async () => {
    const config = await load(makeRig(RIG), { environment: { RIGLINE_COFFEE_MACHINE_ADDRESS: "10.0.0.9" } });
    expect(config.warnings).toEqual([
      'RIGLINE_COFFEE_MACHINE_ADDRESS is not read: there is no key "coffee_machine_address" and no section in it',
    ]);
  });

  test("one in `.env` that resembles no key is told with its place", async () => {
    const folder = makeRig({ ...RIG, ".env": "\nRIGLINE_COFFEE_MACHINE_ADDRESS=10.0.0.9\n" });
    expect((await load(folder)).warnings).toEqual([
      `${path.join(folder, ".env")}:2:1: RIGLINE_COFFEE_MACHINE_ADDRESS is not read: there is no key "coffee_machine_address" and no section in it`,
    ]);
  });

  test("what a launcher tells its programs is no configuration of a rigline among them", async () => {
    const facts = {
      RIGLINE_SESSION_NAME: "n",
      RIGLINE_SESSION_DATE: "t",
      RIGLINE_SUBJECT: "m7",
      RIGLINE_EXPERIMENTERS: "ada,grace",
    };
    const config = await load(makeRig(RIG), { environment: { RIGLINE_SESSION_DIRECTORY: "/d", ...facts } });
    expect(config).toMatchObject({ warnings: [], values: { data_dir: "d" } });
    expect(config.values.subject).toBeUndefined();
    expect(config.values.experimenters).toBeUndefined();
  });

  test("a single value and a key below it contradict each other: the single one is refused", async () => {
    const error = await refusal(() =>
      load(makeRig(RIG), { environment: { RIGLINE_ANSWERS: "x", RIGLINE_ANSWERS__RIG: "n" } }),
    );
    expect(error.message).toContain("answers (set by the variable RIGLINE_ANSWERS): expected keys and values");
  });
});

describe("`.env`", () => {
  test("quotes, export, comments, blanks and Windows' line ends, each variable with its place", async () => {
    const content = [
      "# of this rig",
      'export RIGLINE_SUBJECT="m 7" # the mouse',
      "RIGLINE_NOTES='single # quoted'",
      "RIGLINE_FORECAST_GB = 12 ",
      "",
      "RIGLINE_RIG_NAME=bare # comment",
    ].join("\r\n");
    const config = await load(makeRig({ ...RIG, ".env": `\uFEFF${content}` }));
    expect(config.values).toMatchObject({
      subject: "m 7",
      notes: "single # quoted",
      forecast_gb: 12,
      rig_name: "bare",
    });
    expect(["subject", "notes", "forecast_gb", "rig_name"].flatMap((key) => sourcesOf(config, key))).toEqual([
      "dotenv .env:2:8",
      "dotenv .env:3:1",
      "dotenv .env:4:1",
      "dotenv .env:6:1",
    ]);
  });

  test("a line that sets nothing, and names with any letters in them, take nothing from the lines beside them", async () => {
    const content = "no line at all\nRIGLINE_SUBJECT=m7\nMY VARIABLE (old)=x\nalso none\nexport RIGLINE_NOTES=n\n";
    const config = await load(makeRig({ ...RIG, ".env": content }));
    expect(config.values).toMatchObject({ subject: "m7", notes: "n" });
    expect(sourcesOf(config, "subject")).toEqual(["dotenv .env:2:1"]);
    expect(sourcesOf(config, "notes")).toEqual(["dotenv .env:5:8"]);
    expect(config.environment).toMatchObject({ RIGLINE_SUBJECT: "m7", RIGLINE_NOTES: "n" });
  });

  test("quotes, export, comments; the last line that sets a variable counts", async () => {
    const config = await load(
      makeRig({
        ...RIG,
        ".env":
          "\uFEFF# rig\nRIGLINE_SUBJECT=first\n\n  export RIGLINE_NOTES=\"two words # kept\"\nRIGLINE_SUBJECT='second'\n",
      }),
    );
    expect(config.values).toMatchObject({ subject: "second", notes: "two words # kept" });
    expect(sourcesOf(config, "subject")).toEqual(["dotenv .env:5:1"]);
    expect(sourcesOf(config, "notes")).toEqual(["dotenv .env:4:10"]);
  });

  test("lies beside the config, not in the working folder", async () => {
    const folder = makeRig({ ...RIG, ".env": "RIGLINE_SUBJECT=beside\n", "deep/.env": "RIGLINE_SUBJECT=working\n" });
    expect((await load(`${folder}/deep`)).values.subject).toBe("beside");
  });
});

describe("secret files", () => {
  test.each([
    ["nosuch", "does not exist"],
    ["rigline.config.yaml", "is a file"],
  ])("a folder that is none: %s %s", async (named, told) => {
    const error = await refusal(() => load(makeRig(RIG), { environment: { RIGLINE_SECRETS_DIR: named } }));
    expect(error).toMatchObject({ code: "CONFIG_UNREADABLE" });
    expect(error.message).toContain(`${named} ${told}`);
    expect(error.todo).toContain("RIGLINE_SECRETS_DIR");
  });

  test("the folder may be named in `.env`; white space around a secret is dropped", async () => {
    const config = await load(
      makeRig({
        ...RIG,
        ".env": "RIGLINE_SECRETS_DIR=run/secrets\n",
        "run/secrets/rigline_watchdog__api_token": "  t0ken\n",
      }),
    );
    expect(config.sections).toEqual({ watchdog: { api_token: "t0ken" } });
  });
});

describe("readEnvironment", () => {
  test("is a snapshot without what is unset", () => {
    const source: Record<string, string | undefined> = { A: "1", B: undefined, Path: "/bin" };
    const snapshot = readEnvironment(source, "linux");
    source["A"] = "changed";
    expect(snapshot).toEqual({ A: "1", Path: "/bin" });
  });

  test("on Windows names are upper-cased, because there they carry no case", () => {
    expect(readEnvironment({ Path: "C:\\", rigline_Subject: "a" }, "win32")).toEqual({
      PATH: "C:\\",
      RIGLINE_SUBJECT: "a",
    });
  });

  test("reads the process's own when none is given", () => {
    expect(readEnvironment()["PATH"] ?? readEnvironment()["Path"]).toBeTypeOf("string");
  });
});

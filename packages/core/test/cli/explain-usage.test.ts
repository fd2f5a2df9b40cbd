import { describe, expect, test } from "vitest";
import { makeRig } from "../config/rig-folder.js";
import { runRigline } from "./run-rigline.js";

const HINT = (command: string): string => `(${command} --help shows its options, with examples)`;
const COMMANDS = "(rigline --help shows the commands)";

describe("a mistake on the command line names what is wrong, what was meant, and where help is", () => {
  test.each<[readonly string[], string]>([
    [["rnu"], `error: unknown command 'rnu'\n(Did you mean run?)\n${COMMANDS}\n`],
    [["--verison"], `error: unknown option '--verison'\n(Did you mean --version?)\n${COMMANDS}\n`],
    [
      ["doctor", "cameras"],
      `error: rigline doctor takes no argument, so what is cameras?\n${HINT("rigline doctor")}\n`,
    ],
    [
      ["config", "expain", "data_dir"],
      `error: rigline config takes no argument, so what is expain data_dir?\n(Did you mean explain?)\n${HINT("rigline config")}\n`,
    ],
    [
      ["config", "explain", "a", "b", "--set", "x=1"],
      `error: rigline config explain takes one argument, so what is b?\n${HINT("rigline config explain")}\n`,
    ],
    [
      ["handoff", "cancle", "a"],
      `error: rigline handoff takes one argument, so what is a?\n(Did you mean cancel?)\n${HINT("rigline handoff")}\n`,
    ],
    [["resume", "a", "b"], `error: rigline resume takes one argument, so what is b?\n${HINT("rigline resume")}\n`],
    [
      ["sessions", "--limit", "0"],
      `error: option '--limit <count>' argument '0' is invalid. It must be a whole number from 1.\n${HINT("rigline sessions")}\n`,
    ],
  ])("%j", async (argv, err) => {
    expect(await runRigline(makeRig(), argv)).toEqual({ exitCode: 2, out: "", err });
  });

  test("help that is asked for is none, also where the process has an exit code already, as in the program itself", async () => {
    process.exitCode = 13;
    try {
      for (const argv of [["help"], ["help", "doctor"], ["notify", "help", "test"]]) {
        const { exitCode, out, err } = await runRigline(makeRig(), argv);
        expect({ exitCode, out, err }).toEqual({ exitCode: 0, out: expect.stringMatching(/^Usage: rigline/), err: "" });
      }
    } finally {
      process.exitCode = undefined;
    }
  });

  test("help of a command that there is not ends in that, below the help", async () => {
    const { exitCode, err } = await runRigline(makeRig(), ["help", "docter"]);
    expect(exitCode).toBe(2);
    expect(err).toMatch(/^Usage: rigline/);
    expect(err).toContain(`\nerror: there is no command 'docter'\n(Did you mean doctor?)\n${COMMANDS}\n`);
  });

  test("and in JSON the same", async () => {
    const { out } = await runRigline(makeRig(), ["doctor", "cameras", "--json"]);
    expect(JSON.parse(out)).toEqual({
      error: {
        code: "CLI_USAGE",
        message: "rigline doctor takes no argument, so what is cameras?",
        where: {},
        todo: "`rigline doctor --help` shows its options, with examples.",
      },
      exitCode: 2,
    });
  });
});

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { main } from "../../src/cli/index.js";
import { buildProgram } from "../../src/cli/program.js";
import type { CommandContext } from "../../src/cli/command-context.js";
import { makeRig } from "../config/rig-folder.js";
import { runRigline, type RiglineResult } from "./run-rigline.js";

/** Every command with its words, `config explain` included. */
function listCommands(): string[][] {
  const program = buildProgram({ io: { out: () => {}, err: () => {} }, exitCode: 0 } as unknown as CommandContext);
  const visible = program.commands.filter((command) => command.name() !== "__complete");
  return visible.flatMap((command) => [
    [command.name()],
    ...command.commands.map((inner) => [command.name(), inner.name()]),
  ]);
}

const run = (argv: readonly string[], folder = makeRig()): Promise<RiglineResult> => runRigline(folder, argv);

describe("help", () => {
  test("of the program lists every command and examples", async () => {
    const { exitCode, out, err } = await run(["--help"]);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: "" });
    for (const [name = ""] of listCommands()) expect(out).toMatch(new RegExp(`^ {2}${name}\\b`, "m"));
    expect(out).toContain("Examples:\n  $ rigline init my-rig");
    expect(out).not.toContain("__complete");
  });

  test.each(listCommands().map((words) => words.join(" ")))(
    "of `%s` has a description and examples of itself",
    async (words) => {
      const { exitCode, out } = await run([...words.split(" "), "--help"]);
      expect(exitCode).toBe(0);
      expect(out).toMatch(new RegExp(`^Usage: rigline ${words}`));
      expect(out).toMatch(new RegExp(`Examples:\\n {2}\\$ (source <\\()?rigline ${words}`));
    },
  );

  test.each(["run", "resume", "doctor", "sessions", "plugins", "config"])(
    "of `%s` names the options of all",
    async (name) => {
      const { out } = await run([name, "--help"]);
      for (const option of ["--config <file>", "--set <key=value>", "--json", "--verbose", "--quiet"])
        expect(out).toContain(option);
    },
  );

  test("no command at all shows it, as a mistake", async () => {
    const { exitCode, out, err } = await run([]);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: "" });
    expect(err).toContain("Usage: rigline");
  });
});

test.each([["--version"], ["-V"]])("%s prints the package's version alone", async (flag) => {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  expect(await run([flag])).toEqual({ exitCode: 0, out: `${version}\n`, err: "" });
});

test("no option says what an empty list would be: it is not given, and that is all", async () => {
  for (const words of listCommands()) expect((await run([...words, "--help"])).out).not.toContain("default: []");
});

test("--quiet says what is left", async () => {
  const help = (await run(["run", "--help"])).out.replaceAll(/\s+/g, " ");
  expect(help).toContain("no progress and no warnings; what the command prints, and errors, stay");
});

describe("mistakes on the command line", () => {
  test.each<[readonly string[], string, string]>([
    [["rnu"], "unknown command 'rnu'", "(Did you mean run?)"],
    [["sesions"], "unknown command 'sesions'", "(Did you mean sessions?)"],
    [["run", "--subjet", "1"], "unknown option '--subjet'", "(Did you mean --subject?)"],
    [["resume", "--jsn"], "unknown option '--jsn'", "(Did you mean --json?)"],
    [["run", "extra"], "rigline run takes no argument, so what is extra?", "--help shows its options, with examples"],
    [["run", "--subject"], "option '-s, --subject <id>' argument missing", "--help shows its options, with examples"],
    [["completion"], "missing required argument 'shell'", "--help shows its options, with examples"],
    [
      ["completion", "tcsh"],
      "Allowed choices are bash, zsh, fish, powershell",
      "--help shows its options, with examples",
    ],
    [["sessions", "--limit", "many"], "It must be a whole number from 1.", "--help shows its options, with examples"],
    [["sessions", "--limit", "0"], "It must be a whole number from 1.", "--help shows its options, with examples"],
    [["sessions", "--limit", "-1"], "It must be a whole number from 1.", "--help shows its options, with examples"],
  ])("%j", async (argv, message, hint) => {
    const { exitCode, out, err } = await run(argv);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: "" });
    expect(err).toMatch(/^error: /);
    expect(err).toContain(message);
    expect(err).toContain(hint);
    expect(err).not.toMatch(/^\s+at /m);
  });

  test("--set without a value", async () => {
    const { exitCode, err } = await run(["config", "--set", "data_dir"]);
    expect(exitCode).toBe(2);
    expect(err).toBe(
      "error CLI_USAGE: --set data_dir has no value\n  do:    Write --set key=value, such as --set experiment.timeout_seconds=60.\n",
    );
  });
});

describe("with --json an error is one document on standard output", () => {
  test.each<[readonly string[], string, number]>([
    [["run", "--jsn", "--json"], "CLI_USAGE", 2],
    [["rnu", "--json"], "CLI_USAGE", 2],
    [["run", "--json"], "CONFIG_NOT_FOUND", 3],
    [["resume", "--json"], "CONFIG_NOT_FOUND", 3],
    [["doctor", "--json"], "CONFIG_NOT_FOUND", 3],
    [["sessions", "--json"], "CONFIG_NOT_FOUND", 3],
    [["plugins", "--json"], "CONFIG_NOT_FOUND", 3],
    [["config", "explain", "data_dirr", "--json"], "CONFIG_UNKNOWN_KEY", 3],
    [["run", "--subject", "a/b", "--json"], "SESSION_SUBJECT_INVALID", 2],
    [["run", "--dry-run", "--subject", "a/b", "--json"], "SESSION_SUBJECT_INVALID", 2],
  ])("%j", async (argv, code, exitCode) => {
    const result = await run(argv);
    expect(result.exitCode).toBe(exitCode);
    expect(JSON.parse(result.out)).toMatchObject({
      error: { code, message: expect.any(String) as string, todo: expect.any(String) as string },
      exitCode,
    });
    // The person who looks on reads it too.
    expect(result.err).toMatch(/^error/);
  });

  test("and so it is one that has a place: file, line and column", async () => {
    const folder = makeRig({ "rigline.config.yaml": "data_dir: data\nexperimenter: [Ada]\n" });
    const { out } = await run(["config", "--json"], folder);
    expect(JSON.parse(out)).toMatchObject({
      error: { code: "CONFIG_UNKNOWN_KEY", where: { line: 2, column: 1 } },
      exitCode: 3,
    });
  });
});

test("an error that nobody foresaw is an internal one, with what to do, and its stack with --verbose alone", async () => {
  const broken = (argv: readonly string[]): Promise<{ exitCode: number; err: string; out: string }> => {
    const said = { err: "", out: "" };
    const io = {
      out: (text: string) => void (said.out += text),
      err: (text: string) => void (said.err += text),
      get folder(): string {
        throw new TypeError("the working folder is gone");
      },
      environment: {},
      onInterrupt: () => () => {},
    };
    return main(argv, io as never).then((exitCode) => ({ exitCode, ...said }));
  };
  expect(await broken(["config"])).toEqual({
    exitCode: 1,
    out: "",
    err: "error: the working folder is gone\n  do:    run the same command with --verbose and report what it prints\n",
  });
  expect((await broken(["config", "--verbose"])).err).toMatch(/^\s+at /m);
  expect(JSON.parse((await broken(["config", "--json"])).out)).toEqual({
    error: {
      code: "INTERNAL",
      message: "the working folder is gone",
      where: {},
      todo: "Run the same command with --verbose and report what it prints.",
    },
    exitCode: 1,
  });
});

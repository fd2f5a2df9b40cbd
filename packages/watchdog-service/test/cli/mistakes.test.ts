import { expect, test } from "vitest";
import { runCommandLine } from "../support/daemon-process.js";
import { createRig } from "../support/rig.js";
import { runMain } from "../support/run-main.js";

const COMMANDS = "(rigline-watchdog --help shows the commands)";

const MISTAKES: readonly (readonly [readonly string[], string])[] = [
  [["stpo"], `error: rigline-watchdog takes no argument, so what is stpo?\n(Did you mean stop?)\n${COMMANDS}\n`],
  [
    ["restart", "--nwo"],
    "error: unknown option '--nwo'\n(Did you mean --now?)\n(rigline-watchdog restart --help shows its options, with examples)\n",
  ],
  [["help", "redriv"], `error: there is no command 'redriv'\n(Did you mean redrive?)\n${COMMANDS}\n`],
  [
    ["-f", "flags"],
    `error: unknown option '-f', which is aind-watchdog-service's: write \`flag_dir\` into the watch config\n${COMMANDS}\n`,
  ],
];

test("a mistake on the command line says what was meant", async () => {
  const said: Awaited<ReturnType<typeof runMain>>[] = [];
  for (const [argv] of MISTAKES) said.push(await runMain(...argv));
  expect(said.map(({ code, stderr }, index) => [code, stderr.slice(-(MISTAKES[index]?.[1].length ?? 0))])).toEqual(
    MISTAKES.map(([, told]) => [2, told]),
  );
});

test("help that is asked for is no mistake, by the program itself too", async () => {
  for (const argv of [["help"], ["help", "verify"], ["help", "lint"], ["notify", "help", "test"]]) {
    const { code, stdout, stderr } = await (argv.length === 1 ? runCommandLine(...argv) : runMain(...argv));
    expect([code, stderr, stdout]).toEqual([0, "", expect.stringMatching(/^Usage: rigline-watchdog/)]);
  }
});

test("the config may be named as aind-watchdog-service has it", async () => {
  const { code, stderr } = await runCommandLine("--config-path", createRig().config, "--once");
  expect([code, stderr]).toEqual([0, expect.stringContaining("watching")]);
});

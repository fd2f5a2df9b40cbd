import { spawnSync } from "node:child_process";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { whyNoTerminal } from "../../ui/terminal/drive-terminal.js";
import { writeIn } from "../../config/rig-folder.js";
import { makeShellRig, whyNoShell } from "./shell-rig.js";
import { typeAtShell } from "./type-at-shell.js";

/** What is typed behind `rigline`, Tab for Tab, and the words that it becomes. */
const LINES: readonly (readonly [typed: string, words: readonly string[]])[] = [
  ["help doc\t", ["help", "doctor"]],
  ["config exp\t", ["config", "explain"]],
  ["run --no-i\t", ["run", "--no-input"]],
  [
    "resume --config ../Rig\\ B/rigline.config.yaml k\t",
    ["resume", "--config", "../Rig B/rigline.config.yaml", "k1_2026-07-14T090500+0200"],
  ],
  ["run --subject 'Mä\t", ["run", "--subject", "Mäuse 7"]],
  ["run --subject=Mä\t", ["run", "--subject=Mäuse 7"]],
  ["config explain picker.r\t", ["config", "explain", "picker.rig_file"]],
  ["config --set picker.r\tx", ["config", "--set", "picker.rig_file=x"]],
  ["resume --set rig_name=a:b Mä\t", ["resume", "--set", "rig_name=a:b", "Mäuse 7_2026-07-14T090500+0200"]],
  ["run --config rigline.c\t", ["run", "--config", "rigline.config.yaml"]],
  ["run --set data_dir=pick\t", ["run", "--set", "data_dir=picker.mjs"]],
];

describe.each(["bash", "zsh"] as const)("at a terminal with %s", (shell) => {
  const missing = whyNoShell(shell) ?? whyNoTerminal();
  if (missing !== undefined) console.log(`completion in ${shell} is not tried: ${missing}`);

  test.skipIf(missing !== undefined)("Tab completes", async () => {
    const words = await typeAtShell(shell, [
      ...LINES.map(([typed]) => `rigline ${typed}`),
      "./bin/rigline config exp\t",
      "npx rigline config exp\t",
      "npx rigline run --config rigline.c\t",
      // Of other programs nothing is known.
      "npx other config pick\t",
    ]);
    expect(words).toEqual([
      ...LINES.map(([, expected]) => expected),
      ["config", "explain"],
      ["rigline", "config", "explain"],
      ["rigline", "run", "--config", "rigline.config.yaml"],
      ["other", "config", "picker.mjs"],
    ]);
  });
});

describe("in fish", () => {
  const missing = whyNoShell("fish");
  if (missing !== undefined) console.log(`completion in fish is not tried: ${missing}`);

  test.skipIf(missing !== undefined)("complete -C completes", async () => {
    const { folder, environment } = makeShellRig();
    const typed = [...LINES.map(([words]) => `rigline ${words}`), "npx rigline config exp\t"];
    const lines = typed.map((words) => `complete -C ${quoteForFish(words.split("\t")[0] ?? "")}; echo END`);
    writeIn(folder, "try.fish", ["rigline completion fish | source", ...lines].join("\n"));
    const { stdout } = await execa("fish", ["--no-config", "try.fish"], {
      cwd: folder,
      env: { ...environment, npm_command: "exec", npm_lifecycle_event: "npx" },
      extendEnv: false,
    });
    const found = stdout.split("END").slice(0, -1);
    // Up to the Tab; what is typed on behind it is no part of the answer.
    const expected = LINES.map(([line, words]) => words.at(-1)?.slice(0, line.endsWith("\t") ? undefined : -1));
    expect(found.map((part) => part.trim().split("\t")[0])).toEqual([...expected, "explain"]);
  });
});

describe("in PowerShell", () => {
  const missing = spawnSync("pwsh", ["-Version"]).status === 0 ? undefined : "pwsh is not installed here";
  if (missing !== undefined) console.log(`completion in PowerShell is not tried: ${missing}`);

  test.skipIf(missing !== undefined)("TabExpansion2 completes", async () => {
    const { folder, environment } = makeShellRig();
    const ask = `function Ask($line) { (TabExpansion2 $line $line.Length).CompletionMatches[0].CompletionText }`;
    const lines = POWERSHELL_LINES.map(([typed]) => `Ask 'rigline ${typed.replaceAll("'", "''")}'`);
    const script = ["rigline completion powershell | Out-String | Invoke-Expression", ask, ...lines].join("\n");
    const options = { cwd: folder, env: environment, extendEnv: false };
    const { stdout } = await execa("pwsh", ["-NoProfile", "-NonInteractive", "-Command", script], options);
    expect(stdout.split(/\r?\n/)).toEqual(POWERSHELL_LINES.map(([, expected]) => expected));
  });
});

/** Quotes are PowerShell's own here. */
const POWERSHELL_LINES: readonly (readonly [typed: string, word: string])[] = [
  ["config exp", "explain"],
  ["run --no-i", "--no-input"],
  ["resume --config '../Rig B/rigline.config.yaml' k", "k1_2026-07-14T090500+0200"],
  ["resume ", "'Mäuse 7_2026-07-14T090500+0200'"],
  ["run --subject 'Mä", "'Mäuse 7'"],
  ["config explain picker.r", "picker.rig_file"],
];

function quoteForFish(text: string): string {
  return `'${text.replaceAll(/[\\']/g, "\\$&")}'`;
}

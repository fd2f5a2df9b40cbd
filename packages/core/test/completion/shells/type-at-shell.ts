import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { execa } from "execa";
import { writeIn } from "../../config/rig-folder.js";
import { makeShellRig } from "./shell-rig.js";

const DRIVER = fileURLToPath(new URL("../../ui/terminal/drive-terminal.py", import.meta.url));

/** Stands for the command's name: prints the words that the shell makes of a line. */
const PRINT_WORDS = `words() { shift; printf 'WORD<%s>' "$@"; printf 'END\\n'; }`;

/** As npx calls it: what is typed behind `rigline` alone is completed as well. */
const BY_NPX = "npm_command=exec npm_lifecycle_event=npx";

const SET_UP = {
  bash: { file: ".bashrc", start: ["bash"], lines: [`source <(${BY_NPX} rigline completion bash)`] },
  zsh: {
    file: ".zshrc",
    start: ["zsh"],
    lines: ["bindkey -e", "autoload -Uz compinit", "compinit -u -D", `source <(${BY_NPX} rigline completion zsh)`],
  },
} as const;

/**
 * Types each line into a real shell at a terminal, Tab where it has one, and returns the words that the shell would have
 * run. Throws with the whole screen when it does not come to that.
 */
export async function typeAtShell(shell: keyof typeof SET_UP, lines: readonly string[]): Promise<string[][]> {
  const { folder, environment } = makeShellRig();
  const { file, start, lines: setUp } = SET_UP[shell];
  writeIn(environment.HOME, file, ["PS1='READY> '", ...setUp, PRINT_WORDS].join("\n"));
  const plan = {
    command: start,
    steps: [
      ...lines.flatMap((line) => [{ expect: "READY> ", send: `${line}\u0001words \r` }, { expect: "END" }]),
      { expect: "READY> ", send: "exit\r" },
    ],
    seconds: 25,
  };
  const { stdout } = await execa("python3", [DRIVER], {
    input: JSON.stringify(plan),
    cwd: folder,
    env: environment,
    extendEnv: false,
  });
  const { output, missing } = JSON.parse(stdout) as { output: string; missing: string | null };
  if (missing !== null) throw new Error(`${shell} never printed ${missing}:\n${output}`);
  return stripVTControlCharacters(output)
    .split("END")
    .slice(0, -1)
    .map((part) => [...part.matchAll(/WORD<([^>]*)>/g)].map(([, word = ""]) => word));
}

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { askInTerminal, type Step, whyNoTerminal } from "./terminal/drive-terminal.js";

const subject = { kind: "text", key: "subject", flag: "--subject", message: "Which subject" };
const notes = { kind: "text", key: "notes", flag: "--notes", message: "Any notes", initial: "" };
const rig = {
  kind: "pick",
  key: "rig",
  flag: "--rig",
  message: "Which rig",
  choices: [{ value: "a" }, { value: "b", label: "Rig B" }, { value: "c" }],
};
const sure = { kind: "confirm", key: "sure", flag: "--yes", message: "Are you sure" };
const ENTER = "\r";

const noTerminal = whyNoTerminal();

describe.skipIf(noTerminal !== undefined)(`at a terminal${noTerminal === undefined ? "" : ` (${noTerminal})`}`, () => {
  /** What the program printed on its own account. */
  function ask(
    plan: { questions: object[]; remembered?: object; noInput?: boolean },
    steps: Step[],
  ): { said: string[]; code: number | null } {
    const { output, code, missing } = askInTerminal(plan, steps);
    expect({ missing, output }).toMatchObject({ missing: null });
    const lines = stripVTControlCharacters(output).split(/[\r\n]+/);
    return { said: lines.filter((line) => /^(?:answer|failed) /.test(line)), code };
  }

  it("leaves one plain line of each question, with what was answered", () => {
    const { output, code } = askInTerminal(
      { questions: [{ ...subject, hint: "or scan it" }, rig, sure], remembered: { rig: ["b"] } },
      [
        { expect: "Which subject (or scan it)", send: `614173${ENTER}` },
        { expect: "Which rig", send: ENTER },
        { expect: "Are you sure", send: "y" },
        { expect: "told" },
      ],
    );
    // Each prompt is erased just before its line is written.
    // oxlint-disable-next-line no-control-regex -- an escape sequence begins with a control character
    const left = [...output.matchAll(/\u001B\[\d+A\r\u001B\[J([^\r\n]*)\r?\n/g)].map(([, line]) => line);
    expect(left).toEqual(["Which subject: 614173", "Which rig: Rig B (as last time)", "Are you sure: yes"]);
    for (const answer of ['answer "614173"', 'answer "b"', "answer true"]) expect(output).toContain(answer);
    expect(code).toBe(0);
  });

  it("asks again what is not valid", () => {
    const { said } = ask({ questions: [{ ...subject, digits: true }] }, [
      { expect: "Which subject", send: `mouse${ENTER}` },
      { expect: "only digits, please", send: `\u0015614173${ENTER}` },
    ]);
    expect(said).toEqual(['answer "614173"']);
  });

  it("offers the remembered answer for Enter alone, and checks it too; to yes or no, Enter alone says no", () => {
    const { said } = ask(
      { questions: [{ ...subject, digits: true }, rig, sure], remembered: { subject: ["614173"], rig: ["c"] } },
      [
        // The cursor stands on the first digit.
        { expect: "14173", send: ENTER },
        { expect: "Which rig", send: ENTER },
        { expect: "Are you sure", send: ENTER },
      ],
    );
    expect(said).toEqual(['answer "614173"', 'answer "c"', "answer false"]);
  });

  it("forgets what was typed before the question: whole lines, parts of lines, a pasted second answer", () => {
    const { said } = ask({ questions: [subject, { ...notes, pause: true }] }, [
      { expect: "Which subject", send: `614173${ENTER}pasted second line${ENTER}` },
      { expect: "working", send: `typed too early${ENTER}and a part` },
      { expect: "and a part", signal: "SIGUSR2" },
      { expect: "Any notes", send: `meant${ENTER}` },
    ]);
    expect(said).toEqual(['answer "614173"', 'answer "meant"']);
  });

  it.each([
    ["Ctrl+C", "\u0003"],
    ["Ctrl+D", "\u0004"],
    ["Escape", "\u001B"],
  ])("is cancelled by %s", (_name, send) => {
    const { said, code } = ask({ questions: [subject, notes] }, [{ expect: "Which subject", send }]);
    expect(said).toEqual([
      "failed PROMPT_CANCELLED: the question for subject was cancelled; ; Run the command again; what had been answered before is offered as the default.",
    ]);
    expect(code).toBe(130);
  });

  it("is cancelled by a signal to the launcher", () => {
    const { said, code } = ask({ questions: [rig] }, [{ expect: "Which rig", signal: "SIGTERM" }]);
    expect(said).toEqual([expect.stringContaining("PROMPT_CANCELLED")]);
    expect(code).toBe(130);
  });

  it("does not hang, and does not exit with 13, when the terminal is closed", () => {
    const folder = mkdtempSync(join(tmpdir(), "rigline-ui-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
    const report = join(folder, "report");
    const { code } = askInTerminal({ questions: [subject, notes], report }, [
      { expect: "Which subject", hangUp: true },
    ]);
    expect(readFileSync(report, "utf8")).toBe("PROMPT_CANCELLED");
    // Node itself aborts while it leaves a terminal that is gone, so the code may also be that of a signal.
    expect(code).not.toBe(13);
    expect(code).not.toBeNull();
  });

  it("asks nothing when told not to", () => {
    const { said, code } = ask({ questions: [subject], noInput: true }, []);
    expect(said).toEqual([
      "failed INPUT_NEEDED: there is no answer for subject, and nobody to ask; questions are turned off (--no-input, or `input: false` in the config); pass --subject, or set `subject` in the config",
    ]);
    expect(code).toBe(2);
  });
});

describe("without a terminal", () => {
  const program = fileURLToPath(new URL("terminal/ask.mjs", import.meta.url));
  const run = (stdin: "ignore" | "pipe", input?: string): { said: string; code: number | null } => {
    const { stdout, status } = spawnSync(process.execPath, [program, JSON.stringify({ questions: [subject] })], {
      stdio: [stdin, "pipe", "pipe"],
      encoding: "utf8",
      timeout: 110_000,
      ...(input === undefined ? {} : { input }),
    });
    return { said: stdout, code: status };
  };

  it.each([
    ["closed", () => run("ignore")],
    ["a pipe", () => run("pipe", "614173\n")],
  ])("says at once what is needed: standard input is %s", (_name, start) => {
    const { said, code } = start();
    expect(said).toBe(
      "failed INPUT_NEEDED: there is no answer for subject, and nobody to ask; standard input is no terminal; pass --subject, or set `subject` in the config\n",
    );
    expect(code).toBe(2);
  });
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { PROGRAMS } from "./peers.js";
import { PYTHON_ENVIRONMENT } from "./python.js";

/** Gives a Python program of `programs/` a JSON file to read, and reads the one that it writes. */
export async function askProgram<Answer>(python: string, program: string, question: unknown): Promise<Answer> {
  return ask(python, [join(PROGRAMS, program)], question);
}

/** The same of a script's text. */
export async function askScript<Answer>(python: string, script: string, question: unknown): Promise<Answer> {
  return ask(python, ["-c", script], question);
}

async function ask<Answer>(python: string, program: readonly string[], question: unknown): Promise<Answer> {
  const folder = mkdtempSync(join(tmpdir(), "rigline-ask-"));
  try {
    const [input, output] = [join(folder, "in.json"), join(folder, "out.json")];
    writeFileSync(input, JSON.stringify(question));
    await execa(python, [...program, input, output], { env: PYTHON_ENVIRONMENT });
    return JSON.parse(readFileSync(output, "utf8")) as Answer;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

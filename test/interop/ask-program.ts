import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { PROGRAMS } from "./peers.js";
import { PYTHON_ENVIRONMENT } from "./python.js";

/** Gives a Python program of `programs/` a JSON file to read, and reads the one that it writes. */
export async function askProgram<Answer>(python: string, program: string, question: unknown): Promise<Answer> {
  const folder = mkdtempSync(join(tmpdir(), "rigline-ask-"));
  try {
    const [input, output] = [join(folder, "in.json"), join(folder, "out.json")];
    writeFileSync(input, JSON.stringify(question));
    await execa(python, [join(PROGRAMS, program), input, output], { env: PYTHON_ENVIRONMENT });
    return JSON.parse(readFileSync(output, "utf8")) as Answer;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

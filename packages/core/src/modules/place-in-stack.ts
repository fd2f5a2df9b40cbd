import { pathToFileURL } from "node:url";

/** The first line of an error's stack, or message, that lies in the file: line and column from 1. */
export function placeInStack(error: unknown, file: string): { readonly line?: number; readonly column?: number } {
  if (!(error instanceof Error)) return {};
  const text = `${error.stack ?? ""}\n${error.message}`;
  for (const name of namesOf(file)) {
    for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
      const [, line, column] =
        /^(?:\?[^:\s]*)?:(\d+)(?::(\d+))?/.exec(text.slice(at + name.length, at + name.length + 80)) ?? [];
      if (line !== undefined)
        return { line: Number(line), ...(column === undefined ? {} : { column: Number(column) }) };
    }
  }
  return {};
}

/** True when the error's stack passes through the file, or through the folder, which then ends in a separator. */
export function passesThrough(error: unknown, place: string): boolean {
  return error instanceof Error && namesOf(place).some((name) => (error.stack ?? "").includes(name));
}

function namesOf(file: string): string[] {
  return [file, pathToFileURL(file).href, file.replaceAll("\\", "/")];
}

/** A parser that hangs is no reason for the launcher to. */
const LONGEST_MS = 10_000;

/**
 * The line, from 1, at which Node can't parse a file; undefined when it can. An error of `import()` does not say it, but
 * `node --check` does.
 */
export async function findSyntaxError(file: string): Promise<number | undefined> {
  const { execa } = await import("execa");
  const { stderr } = await execa(process.execPath, ["--check", file], { reject: false, timeout: LONGEST_MS });
  const [, line] = /^.*:(\d+)\r?\n/.exec(stderr) ?? [];
  return line === undefined || !stderr.includes("SyntaxError") ? undefined : Number(line);
}

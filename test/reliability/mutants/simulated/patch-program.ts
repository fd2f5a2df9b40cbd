import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { rolldown } from "rolldown";
import { mutate, ROOT, sourceOf, type Mutant } from "../mutant.js";

/** What a bundle names its modules by. */
const FOLDER = join(ROOT, "packages", "simulation");
/** What is no name of a module's own. */
const WORDS = new Set(["true", "false", "null", "void", "if", "const", "return", "continue", "Math", "random"]);
const IDENTIFIER = /[A-Za-z_$][\w$]*/g;

/**
 * A bundled program with the mistake in it, without bundling it anew: the lines that it changes stand in the program as the
 * compiler writes them. Undefined where they don't, or more than once, or where other names could be meant there.
 */
export async function patchProgram(program: string, mutant: Mutant): Promise<string | undefined> {
  const source = sourceOf(mutant);
  const before = await compile(source, readFileSync(source, "utf8"));
  const { gone, come } = difference(before, await compile(source, mutate(mutant)));
  const from = program.indexOf(`\n// ${relative(FOLDER, source).replaceAll("\\", "/")}\n`);
  const to = program.indexOf("\n// ../", from + 1);
  const module = program.slice(from, to);
  if (from === -1 || to === -1 || module.split(gone).length !== 2 || !areKnown(come, gone)) return undefined;
  return program.slice(0, from) + module.replace(gone, () => come) + program.slice(to);
}

/** As it is written into a bundle. */
async function compile(source: string, text: string): Promise<string> {
  const build = await rolldown({
    input: source,
    platform: "node",
    external: (id) => id !== source,
    transform: { target: "node20" },
    plugins: [{ name: "rigline-mutant", load: (id) => (id === source ? { code: text, moduleType: "ts" } : null) }],
    treeshake: false,
    onLog: () => {},
  });
  const { output } = await build.generate({ format: "esm" });
  await build.close();
  // Imports are no part of a bundle, and which are needed may change with the mistake.
  return output[0].code.replaceAll(/^(import|export) .*\n/gm, "");
}

/** The lines that differ, with one more before and after. */
function difference(before: string, after: string): { readonly gone: string; readonly come: string } {
  const [old, fresh] = [before.split("\n"), after.split("\n")] as const;
  let head = 0;
  while (head < old.length && old[head] === fresh[head]) head += 1;
  let tail = 0;
  while (tail < old.length - head && tail < fresh.length - head && old.at(-1 - tail) === fresh.at(-1 - tail)) tail += 1;
  const first = Math.max(0, head - 1);
  const more = Math.max(0, tail - 1);
  return {
    gone: old.slice(first, old.length - more).join("\n"),
    come: fresh.slice(first, fresh.length - more).join("\n"),
  };
}

/** A name that the bundler had to change stands in the program as another. */
function areKnown(come: string, gone: string): boolean {
  const known = new Set(gone.match(IDENTIFIER));
  return (come.match(IDENTIFIER) ?? []).every((name) => known.has(name) || WORDS.has(name));
}

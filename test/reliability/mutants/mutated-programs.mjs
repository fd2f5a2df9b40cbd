// Preloaded by each Node program that a test starts (`node --import`): where the program imports the built module of the
// mutated source, it gets the mutated source, built; and what it runs is not the bundles but their parts, of which that is one.
import { appendFileSync, readFileSync } from "node:fs";
import { register } from "node:module";
import { join } from "node:path";
import { isMainThread } from "node:worker_threads";

const folder = process.env.RIGLINE_MUTANT ?? "";

if (isMainThread && folder !== "") register(import.meta.url);

/** Called by Node in the thread of the hooks. */
export async function load(url, context, next) {
  const { mutated, modules } = JSON.parse(readFileSync(join(folder, "mutant.json"), "utf8"));
  const code = modules[url];
  if (code === undefined) return next(url, context);
  if (url === mutated) appendFileSync(join(folder, "reached"), `${process.pid}\n`);
  return { format: "module", source: code, shortCircuit: true };
}

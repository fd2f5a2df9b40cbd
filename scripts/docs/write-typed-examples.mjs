import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/**
 * Writes the TypeScript of the pages into a folder, each page's into one of its own, with a tsconfig as strict as the house's.
 * The tests run these examples; that they compile too is looked at where the site is built.
 *
 * @param {string} root The checkout.
 * @param {string} folder Emptied first. Inside the checkout, so that examples find what they import.
 * @returns {number} How many files.
 */
export function writeTypedExamples(root, folder) {
  rmSync(folder, { recursive: true, force: true });
  const docs = join(root, "docs");
  const pages = readdirSync(docs, { recursive: true, encoding: "utf8" })
    .map((page) => page.replaceAll("\\", "/"))
    .filter((page) => page.endsWith(".md") && !/^(?:node_modules|api)\//.test(page));
  let count = 0;
  for (const page of pages)
    for (const [, info = "", text = ""] of readFileSync(join(docs, page), "utf8").matchAll(
      /^```ts\b([^\n]*)\n([^]*?)^```$/gm,
    )) {
      count += 1;
      const name = /\bfile=(\S+)/.exec(info)?.[1] ?? `example-${count}.ts`;
      const file = join(folder, page.replaceAll(/\W+/g, "-"), name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  const config = {
    extends: join(relative(folder, root), "tsconfig.test.json").replaceAll("\\", "/"),
    compilerOptions: { incremental: false },
    include: ["**/*.ts"],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  return count;
}

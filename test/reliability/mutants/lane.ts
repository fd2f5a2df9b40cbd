import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { normalizePath, transformWithOxc, type Plugin } from "vite";
import { createVitest, type Reporter, type TestCase, type Vitest } from "vitest/node";
import shared from "../../../vitest.config.js";
import { builtFileOf, killerFileOf, mutate, ROOT, sourceOf, type Mutant } from "./mutant.js";

/** How the killer's tests ended; `absent`: there are none of this title, or their file did not load. */
export type Outcome = "passed" | "failed" | "skipped" | "absent";

export interface Trial {
  readonly outcome: Outcome;
  /** Whether any process loaded the mutated source. */
  readonly reached: boolean;
}

/** One mutant at a time: a Vitest that keeps what it has transformed, and reads the mutated source anew. */
export class Lane {
  readonly #vitest: Vitest;
  readonly #at: Position;
  readonly #results: Results;

  private constructor(vitest: Vitest, at: Position, results: Results) {
    this.#vitest = vitest;
    this.#at = at;
    this.#results = results;
  }

  static async open(): Promise<Lane> {
    const at = new Position();
    const results = new Results();
    const vitest = await createVitest(
      "test",
      {
        config: false,
        root: ROOT,
        include: ["packages/*/test/**/*.test.ts"],
        watch: false,
        silent: true,
        reporters: [results],
        maxWorkers: 1,
        testTimeout: 10_000,
        env: {
          RIGLINE_MUTANT: at.folder,
          NODE_OPTIONS: `--import ${new URL("mutated-programs.mjs", import.meta.url).href}`,
        },
      },
      { resolve: shared.resolve ?? {}, plugins: [at.plugin], server: { watch: null } },
    );
    return new Lane(vitest, at, results);
  }

  /** Without a mistake. */
  async untouched(mutants: readonly Mutant[]): Promise<readonly Outcome[]> {
    const files = [...new Set(mutants.map(killerFileOf))];
    await this.#run(
      files,
      mutants.map(({ killer }) => killer.test),
    );
    return mutants.map((mutant) => this.#results.of(mutant));
  }

  async try(mutant: Mutant): Promise<Trial> {
    const files = [sourceOf(mutant), builtFileOf(mutant)].map(normalizePath);
    await this.#at.move(mutant);
    for (const file of files) this.#vitest.invalidateFile(file);
    await this.#run([killerFileOf(mutant)], [mutant.killer.test]);
    const trial = { outcome: this.#results.of(mutant), reached: this.#at.reached };
    await this.#at.move(undefined);
    for (const file of files) this.#vitest.invalidateFile(file);
    return trial;
  }

  async close(): Promise<void> {
    await this.#vitest.close();
    rmSync(this.#at.folder, { recursive: true, force: true });
  }

  async #run(files: readonly string[], titles: readonly string[]): Promise<void> {
    const escaped = titles.map((title) => title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    this.#vitest.setGlobalTestNamePattern(new RegExp(`(^| )(${escaped.join("|")})$`));
    const project = this.#vitest.getRootProject();
    this.#results.clear();
    await this.#vitest.runTestSpecifications(files.map((file) => project.createSpecification(normalizePath(file))));
  }
}

/** Of one run: what Vitest itself keeps may be of an earlier one, where a file did not load. */
class Results implements Reporter {
  readonly #states = new Map<string, readonly string[]>();

  clear(): void {
    this.#states.clear();
  }

  onTestCaseResult(test: TestCase): void {
    const key = `${test.module.moduleId}\n${test.name}`;
    this.#states.set(key, [...(this.#states.get(key) ?? []), test.result().state]);
  }

  of(mutant: Mutant): Outcome {
    const states = this.#states.get(`${normalizePath(killerFileOf(mutant))}\n${mutant.killer.test}`) ?? [];
    if (states.includes("failed")) return "failed";
    if (states.includes("passed")) return "passed";
    return states.includes("skipped") ? "skipped" : "absent";
  }
}

/** Which source is mutated just now, for the tests and for the programs that they start. */
class Position {
  readonly folder = mkdtempSync(join(tmpdir(), "rigline-mutant-"));
  readonly plugin: Plugin;
  readonly #texts = new Map<string, string>();
  #loaded = false;

  constructor() {
    this.#tell({ modules: {} });
    this.plugin = {
      name: "rigline:mutant",
      enforce: "pre",
      load: (id) => {
        const text = this.#texts.get(id.split("?")[0] ?? id);
        if (text !== undefined) this.#loaded = true;
        return text;
      },
    };
  }

  get reached(): boolean {
    return this.#loaded || existsSync(this.#evidence);
  }

  async move(mutant: Mutant | undefined): Promise<void> {
    this.#texts.clear();
    this.#loaded = false;
    rmSync(this.#evidence, { force: true });
    this.#tell({ modules: {} });
    if (mutant === undefined) return;
    const [source, built] = [sourceOf(mutant), builtFileOf(mutant)];
    const text = mutate(mutant);
    const { code } = await transformWithOxc(text, source);
    this.#texts.set(normalizePath(source), text).set(normalizePath(built), code);
    const mutated = pathToFileURL(built).href;
    this.#tell({ mutated, modules: { ...(await unbundled()), [mutated]: code } });
  }

  get #evidence(): string {
    return join(this.folder, "reached");
  }

  #tell(told: { readonly mutated?: string; readonly modules: Readonly<Record<string, string>> }): void {
    writeFileSync(join(this.folder, "mutant.json"), JSON.stringify(told));
  }
}

const { listBundled } = (await import(new URL("../../../scripts/bundle.mjs", import.meta.url).href)) as {
  readonly listBundled: () => readonly { readonly source: string; readonly built: string }[];
};
let known: Promise<Readonly<Record<string, string>>> | undefined;

/** The modules that are bundles, as they would be if they were not: they import the others one by one, the mutated too. */
function unbundled(): Promise<Readonly<Record<string, string>>> {
  known ??= Promise.all(
    listBundled().map(async ({ source, built }) => {
      const { code } = await transformWithOxc(readFileSync(source, "utf8"), source);
      return [pathToFileURL(built).href, code] as const;
    }),
  ).then((modules) => Object.fromEntries(modules));
  return known;
}

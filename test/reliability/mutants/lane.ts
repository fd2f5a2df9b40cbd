import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { normalizePath, transformWithOxc, type Plugin } from "vite";
import { createVitest, type TestSpecification, type Vitest } from "vitest/node";
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

  private constructor(vitest: Vitest, at: Position) {
    this.#vitest = vitest;
    this.#at = at;
  }

  static async open(): Promise<Lane> {
    const at = new Position();
    const vitest = await createVitest(
      "test",
      {
        config: false,
        root: ROOT,
        include: ["packages/*/test/**/*.test.ts"],
        watch: false,
        silent: true,
        reporters: [{}],
        maxWorkers: 1,
        testTimeout: 10_000,
        env: {
          RIGLINE_MUTANT: at.folder,
          NODE_OPTIONS: `--import ${new URL("mutated-programs.mjs", import.meta.url).href}`,
        },
      },
      { resolve: shared.resolve ?? {}, plugins: [at.plugin], server: { watch: null } },
    );
    return new Lane(vitest, at);
  }

  /** Without a mistake. */
  async untouched(mutants: readonly Mutant[]): Promise<readonly Outcome[]> {
    const files = [...new Set(mutants.map(killerFileOf))];
    await this.#run(
      files,
      mutants.map(({ killer }) => killer.test),
    );
    return mutants.map((mutant) => this.#outcome(mutant));
  }

  async try(mutant: Mutant): Promise<Trial> {
    const files = [sourceOf(mutant), builtFileOf(mutant)].map(normalizePath);
    await this.#at.move(mutant);
    for (const file of files) this.#vitest.invalidateFile(file);
    await this.#run([killerFileOf(mutant)], [mutant.killer.test]);
    const trial = { outcome: this.#outcome(mutant), reached: this.#at.reached };
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
    const specifications: TestSpecification[] = files.map((file) => project.createSpecification(normalizePath(file)));
    this.#vitest.state.clearErrors();
    await this.#vitest.runTestSpecifications(specifications);
  }

  #outcome(mutant: Mutant): Outcome {
    const module = this.#vitest.state
      .getTestModules()
      .find(({ moduleId }) => moduleId === normalizePath(killerFileOf(mutant)));
    const states = [...(module?.children.allTests() ?? [])]
      .filter(({ name }) => name === mutant.killer.test)
      .map((test) => test.result().state);
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
    this.#tell({});
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
    this.#tell({});
    if (mutant === undefined) return;
    const [source, built] = [sourceOf(mutant), builtFileOf(mutant)];
    const text = mutate(mutant);
    const { code } = await transformWithOxc(text, source);
    this.#texts.set(normalizePath(source), text).set(normalizePath(built), code);
    this.#tell({ url: pathToFileURL(built).href, code });
  }

  get #evidence(): string {
    return join(this.folder, "reached");
  }

  #tell(mutated: { readonly url?: string; readonly code?: string }): void {
    writeFileSync(join(this.folder, "mutant.json"), JSON.stringify(mutated));
  }
}

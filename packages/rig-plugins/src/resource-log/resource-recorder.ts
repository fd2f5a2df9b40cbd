import { join } from "node:path";
import {
  type AppendFile,
  type FreeSpace,
  type LauncherLogs,
  type Logger,
  messageOf,
  type ResolvedConfig,
  resolveFrom,
  type Session,
  writeDurably,
} from "@rigline/core";
import { drawResourcePlot } from "./draw-plot.js";
import { lookAgainAndAgain, type LookParts } from "./look.js";
import type { ProcessUse } from "./process-table.js";
import { compareLooks, CSV_HEAD, type Sample, toCsvLine } from "./sample.js";

export interface RecorderParts extends Omit<LookParts, "directory"> {
  readonly logs: LauncherLogs;
  readonly freeSpace: FreeSpace;
  readonly config: ResolvedConfig;
}

/** As many points as a plot has columns; of a longer session every second sample is drawn, then every fourth. */
const MOST_DRAWN = 1000;

/** Samples one session's experiment, from its start to its end. */
export class ResourceRecorder {
  readonly #parts: RecorderParts;
  readonly #end = new AbortController();
  #looking: Promise<void> = Promise.resolve();
  #file: AppendFile | undefined;
  #before: { readonly at: number; readonly tree: readonly ProcessUse[] } | undefined;
  #startedAt = 0;
  #drawn: Sample[] = [];
  #failure: string | undefined;

  constructor(parts: RecorderParts) {
    this.#parts = parts;
  }

  start(seconds: number, platform: NodeJS.Platform): void {
    const parts = { ...this.#parts, directory: this.#parts.config.folder };
    this.#looking = lookAgainAndAgain(parts, platform, seconds, this.#end.signal, (tree) => {
      try {
        this.#add(tree);
      } catch (error) {
        // A full disk is told once; the experiment is what it is about.
        this.#failure ??= messageOf(error);
      }
    }).catch((error: unknown) => {
      this.#failure ??= messageOf(error);
    });
  }

  /** Ends the sampling and draws what was sampled. Once; later calls do nothing. */
  async stop(session: Session, log: Logger): Promise<void> {
    if (this.#end.signal.aborted) return;
    this.#end.abort();
    await this.#looking;
    this.#file?.close();
    if (this.#failure !== undefined) log.warning(`the resource log has gaps: ${this.#failure}`);
    if (this.#drawn.length === 0) return;
    const path = join(this.#parts.logs.folder, "resource-log.svg");
    writeDurably(path, drawResourcePlot(session.name, this.#drawn), { fileSystem: this.#parts.fileSystem });
  }

  #add(tree: readonly ProcessUse[]): void {
    const { clock, fileSystem, logs } = this.#parts;
    const at = clock.monotonic();
    if (this.#file === undefined) {
      this.#startedAt = at;
      this.#file = fileSystem.openAppend(join(logs.folder, "resource-log.csv"));
      this.#write(CSV_HEAD);
    }
    const { at: earlier = at, tree: before = tree } = this.#before ?? {};
    this.#before = { at, tree };
    const used = compareLooks(before, tree, (at - earlier) / 1000);
    const sample = { ...used, seconds: (at - this.#startedAt) / 1000, freeBytes: this.#free() };
    this.#write(toCsvLine(clock.now(), sample));
    this.#drawn.push(sample);
    if (this.#drawn.length > MOST_DRAWN) this.#drawn = this.#drawn.filter((_one, index) => index % 2 === 0);
  }

  #write(line: string): void {
    this.#file?.append(Buffer.from(`${line}\n`));
  }

  #free(): number | undefined {
    const { config, freeSpace } = this.#parts;
    try {
      return freeSpace(resolveFrom(config, config.values.data_dir));
    } catch {
      return undefined;
    }
  }
}

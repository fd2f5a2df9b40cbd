import type { ActReport, PageChange, PageState, PageSummary } from "../wire/page-state.js";
import type { SourcedRow } from "./make-rows.js";

const MOST_ACTS = 50;

/** What the page shows now, and who is told when it changes. */
export class PageStore {
  #summary: PageSummary | undefined;
  #rows: readonly SourcedRow[] = [];
  #told = new Map<string, string>();
  readonly #acts = new Map<number, ActReport>();
  readonly #listeners = new Set<(change: PageChange) => void>();

  /** Undefined: nothing has been looked at yet. */
  get state(): PageState | undefined {
    if (this.#summary === undefined) return undefined;
    return { summary: this.#summary, rows: this.#rows.map(({ row }) => row), acts: [...this.#acts.values()] };
  }

  get rows(): readonly SourcedRow[] {
    return this.#rows;
  }

  find(key: string): SourcedRow | undefined {
    return this.#rows.find(({ row }) => row.key === key);
  }

  /** Returns what ends it. */
  listen(listener: (change: PageChange) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  update(summary: PageSummary, rows: readonly SourcedRow[]): void {
    const isNew = JSON.stringify(summary) !== JSON.stringify(this.#summary);
    const told = new Map(rows.map(({ row }) => [row.key, JSON.stringify(row)]));
    const changed = rows.filter(({ row }) => this.#told.get(row.key) !== told.get(row.key));
    const gone = [...this.#told.keys()].filter((key) => !told.has(key));
    this.#summary = summary;
    this.#rows = rows;
    this.#told = told;
    if (!isNew && changed.length === 0 && gone.length === 0) return;
    this.#tell({
      ...(isNew ? { summary } : {}),
      ...(changed.length === 0 ? {} : { rows: changed.map(({ row }) => row) }),
      ...(gone.length === 0 ? {} : { gone }),
    });
  }

  report(act: ActReport): void {
    this.#acts.set(act.id, act);
    for (const id of this.#acts.keys()) {
      if (this.#acts.size <= MOST_ACTS) break;
      this.#acts.delete(id);
    }
    this.#tell({ act });
  }

  #tell(change: PageChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}

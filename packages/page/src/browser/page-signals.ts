import { batch, computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { compareRows } from "../wire/order-rows.js";
import type { ActReport, PageChange, PageRow, PageState, PageSummary } from "../wire/page-state.js";
import type { Group } from "../wire/words.js";

/** Undefined: nothing has come yet. */
export const summary = signal<PageSummary | undefined>(undefined);
/** Each row by itself: one that changes draws itself anew, and no other. */
const rows = new Map<string, Signal<PageRow>>();
/** Keys in order; another list only when the order is another. */
const order = signal<readonly string[]>([]);
/** Grows with each change of a row that a filter or a search could notice. */
const changes = signal(0);

/** What was asked on the page, newest first. */
export const acts = signal<readonly ActReport[]>([]);
/** Ids of those that a person has put away. */
export const putAway = signal<ReadonlySet<number>>(new Set());

export const chosenGroup = signal<Group | undefined>(undefined);
export const searched = signal("");
/** Key of the one that is open. */
export const opened = signal<string | undefined>(undefined);

/** What the filter and the search leave. */
export const shown: ReadonlySignal<readonly string[]> = computed(() => {
  void changes.value;
  const words = searched.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const group = chosenGroup.value;
  return order.value.filter((key) => {
    const row = rows.get(key)?.peek();
    if (row === undefined || (group !== undefined && row.group !== group)) return false;
    if (words.length === 0) return true;
    const text =
      `${row.name} ${row.subject ?? ""} ${row.word} ${row.code ?? ""} ${row.why} ${row.destination ?? ""}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
});

/** A session's row; undefined: it is there no more. */
export function rowOf(key: string): Signal<PageRow> | undefined {
  return rows.get(key);
}

/** Rows that are shown, as they are now. */
export function shownRows(): readonly PageRow[] {
  return shown.peek().flatMap((key) => rows.get(key)?.peek() ?? []);
}

export function takeState(state: PageState): void {
  batch(() => {
    rows.clear();
    // What came of what was asked before this page was opened is history.
    if (summary.peek() === undefined)
      putAway.value = new Set(state.acts.flatMap((act) => (act.state === "running" ? [] : [act.id])));
    acts.value = state.acts.toReversed();
    takeChange({ summary: state.summary, rows: state.rows });
  });
}

export function takeChange(change: PageChange): void {
  batch(() => {
    if (change.summary !== undefined) summary.value = change.summary;
    for (const key of change.gone ?? []) rows.delete(key);
    let isOrderOld = (change.gone ?? []).length > 0;
    for (const row of change.rows ?? []) {
      const known = rows.get(row.key);
      isOrderOld ||= known === undefined || compareRows(known.peek(), row) !== 0;
      if (known === undefined) rows.set(row.key, signal(row));
      else known.value = row;
    }
    if (change.rows !== undefined) changes.value += 1;
    if (isOrderOld)
      order.value = [...rows.values()]
        .map((one) => one.peek())
        .toSorted(compareRows)
        .map(({ key }) => key);
    const { act } = change;
    if (act !== undefined) acts.value = [act, ...acts.value.filter(({ id }) => id !== act.id)];
  });
}

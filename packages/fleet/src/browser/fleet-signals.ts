import { batch, computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import {
  RIG_GROUPS,
  type FleetChange,
  type FleetState,
  type RigGroup,
  type RigRow,
  type SafeCount,
} from "../wire/fleet-state.js";
import type { FleetView } from "../wire/fleet-sessions.js";

/** Each rig by itself: one that changes draws itself anew, and no other. */
const rigs = new Map<string, Signal<RigRow>>();
/** Names in order; another list only when the order is another. */
const order = signal<readonly string[]>([]);
const changes = signal(0);

/** Undefined: nothing has come yet. */
export const safe = signal<SafeCount | undefined>(undefined);
/** After how long a session is late. */
export const lateAfterHours = signal(24);
export const chosenRigGroup = signal<RigGroup | undefined>(undefined);
export const searchedText = signal("");
/** Name of the rig that is open. */
export const openedRig = signal<string | undefined>(undefined);
/** The question whose sessions are shown instead of the rigs; undefined: the rigs. */
export const asked = signal<FleetView | undefined>(undefined);

/** Of all rigs. */
export interface FleetTotals {
  readonly rigs: number;
  readonly needs: number;
  readonly needsRigs: number;
  readonly silent: number;
  readonly late: number;
  readonly lateRigs: number;
  readonly atRig: number;
  readonly atRigBytes: number;
  readonly groups: Readonly<Record<RigGroup, number>>;
  readonly silentRigs: readonly RigRow[];
  /** The first that wants somebody. */
  readonly first: RigRow | undefined;
}

export const totals: ReadonlySignal<FleetTotals> = computed(() => {
  void changes.value;
  const all = order.value.flatMap((name) => rigs.get(name)?.peek() ?? []);
  const sum = (of: (rig: RigRow) => number): number => all.reduce((total, rig) => total + of(rig), 0);
  const count = (is: (rig: RigRow) => boolean): number => all.filter(is).length;
  const groups = RIG_GROUPS.map((group) => [group, count((rig) => rig.group === group)] as const);
  return {
    rigs: all.length,
    needs: sum(({ needs }) => needs),
    needsRigs: count(({ needs }) => needs > 0),
    silent: count(({ isSilent }) => isSilent),
    silentRigs: all.filter(({ isSilent }) => isSilent),
    late: sum(({ late }) => late),
    lateRigs: count(({ late }) => late > 0),
    atRig: sum(({ atRig }) => atRig),
    atRigBytes: sum(({ atRigBytes }) => atRigBytes),
    groups: Object.fromEntries(groups) as Record<RigGroup, number>,
    first: all.find(({ group }) => group === "needs"),
  };
});

/** What the filter and the search leave. */
export const shownRigs: ReadonlySignal<readonly string[]> = computed(() => {
  void changes.value;
  const words = searchedText.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const group = chosenRigGroup.value;
  return order.value.filter((name) => {
    const rig = rigs.get(name)?.peek();
    if (rig === undefined || (group !== undefined && rig.group !== group)) return false;
    if (words.length === 0) return true;
    const { word, host, trouble } = rig;
    const text =
      `${name} ${word} ${host ?? ""} ${trouble?.session ?? ""} ${trouble?.code ?? ""} ${trouble?.why ?? ""}`.toLowerCase();
    return words.every((one) => text.includes(one));
  });
});

/** A rig's row; undefined: it is there no more. */
export function rigOf(name: string): Signal<RigRow> | undefined {
  return rigs.get(name);
}

export function takeFleet(state: FleetState): void {
  batch(() => {
    rigs.clear();
    lateAfterHours.value = state.lateAfterHours;
    takeFleetChange(state);
  });
}

export function takeFleetChange(change: FleetChange): void {
  batch(() => {
    for (const name of change.gone ?? []) rigs.delete(name);
    let isOrderOld = (change.gone ?? []).length > 0;
    for (const rig of change.rigs ?? []) {
      const known = rigs.get(rig.name);
      isOrderOld ||= known?.peek().group !== rig.group;
      if (known === undefined) rigs.set(rig.name, signal(rig));
      else known.value = rig;
    }
    if (change.safe !== undefined) safe.value = change.safe;
    changes.value += 1;
    if (isOrderOld)
      order.value = [...rigs.values()]
        .map((rig) => rig.peek())
        .toSorted(compareShown)
        .map(({ name }) => name);
  });
}

const names = new Intl.Collator("en", { numeric: true });

/** As the server has them. */
function compareShown(one: RigRow, other: RigRow): number {
  return RIG_GROUPS.indexOf(one.group) - RIG_GROUPS.indexOf(other.group) || names.compare(one.name, other.name);
}

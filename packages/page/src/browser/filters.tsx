import { computed, signal, type ReadonlySignal } from "@preact/signals";
import type { PageSummary } from "../wire/page-state.js";
import { GROUPS, GROUP_NAMES, type Group } from "../wire/words.js";
import { askFor } from "./ask-server.js";
import { acts, chosenGroup, searched, shown, shownRows } from "./page-signals.js";
import { confirm, type FoundPlan } from "./shared/confirmation.js";
import { FilterButton } from "./shared/filter-button.js";

/** Counters that filter, a search, and what can be asked of all that is shown. */
export function Filters({ summary: { counts, hasSessions } }: { readonly summary: PageSummary }) {
  void shown.value;
  const canClean = hasSessions && shownRows().some(({ mayDelete }) => mayDelete);
  const all = GROUPS.reduce((sum, group) => sum + counts[group], 0);
  return (
    <section class="filters" aria-label="Sessions">
      <div class="groups" role="group" aria-label="Show">
        <Filter group={undefined} label="All" count={all} />
        {GROUPS.map((group) => (
          <Filter key={group} group={group} label={GROUP_NAMES[group]} count={counts[group]} />
        ))}
      </div>
      <input
        id="search"
        type="search"
        placeholder="Session, subject, error"
        aria-label="Search"
        value={searched.value}
        onInput={({ currentTarget }) => (searched.value = currentTarget.value)}
      />
      <ForAllShown canClean={canClean} />
    </section>
  );
}

function Filter({
  group,
  label,
  count,
}: {
  readonly group: Group | undefined;
  readonly label: string;
  readonly count: number;
}) {
  const isChosen = chosenGroup.value === group;
  return (
    <FilterButton
      {...{ label, count, isChosen }}
      kind={group ?? "all"}
      onChoose={() => (chosenGroup.value = isChosen ? undefined : group)}
    />
  );
}

function ForAllShown({ canClean }: { readonly canClean: boolean }) {
  void shown.value;
  const troubled = shownRows().filter(({ group, acts }) => group === "needs" && acts.includes("redrive"));
  return (
    <div class="for-all">
      {troubled.length > 1 && (
        <button
          type="button"
          onClick={() =>
            confirm({
              title: `Try ${troubled.length} sessions again?`,
              question: "Each is put back to work, whatever it was parked for. What is not mended fails again.",
              sure: `Try all ${troubled.length}`,
              act: () =>
                void askFor(
                  "redrive",
                  troubled.map(({ key }) => key),
                ),
            })
          }
        >
          Try all {troubled.length} shown again…
        </button>
      )}
      {canClean && (
        <button
          type="button"
          onClick={() =>
            confirm({
              title: "Clean up this rig?",
              question:
                "All sessions that are safe to delete are deleted at the rig, and no other. First it is looked what that is.",
              plan: planCleaning,
              sure: "Delete at the rig",
              act: () => void askFor("clean", []),
            })
          }
        >
          Clean up…
        </button>
      )}
    </div>
  );
}

/** What would be deleted, as the rig itself says it. */
function planCleaning(): ReadonlySignal<FoundPlan | undefined> {
  const asked = signal<number | undefined>(undefined);
  void askFor("plan", []).then((id) => (asked.value = id));
  return computed(() => {
    const plan = acts.value.find(({ id }) => id === asked.value);
    if (plan === undefined || plan.state === "running") return undefined;
    return { text: `To be deleted: ${plan.text}`, isDone: plan.state === "done" };
  });
}

import type { PageSummary } from "../wire/page-state.js";
import { GROUPS, GROUP_NAMES, type Group } from "../wire/words.js";
import { askFor } from "./ask-server.js";
import { confirm } from "./confirmation.js";
import { chosenGroup, searched, shown, shownRows } from "./page-signals.js";

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
    <button
      type="button"
      class={`filter ${group ?? "all"} ${count === 0 ? "none" : ""}`}
      aria-pressed={isChosen}
      onClick={() => (chosenGroup.value = isChosen ? undefined : group)}
    >
      {label} <b>{count}</b>
    </button>
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
              plans: true,
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

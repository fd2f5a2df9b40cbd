import { FilterButton } from "@rigline/page/browser";
import { RIG_GROUPS, type RigGroup } from "../wire/fleet-state.js";
import type { FleetView } from "../wire/fleet-sessions.js";
import { asked, chosenRigGroup, searchedText, totals } from "./fleet-signals.js";

const NAMES: Readonly<Record<RigGroup, string>> = {
  needs: "Needs somebody",
  late: "Late",
  underway: "At work",
  waiting: "Waiting",
  quiet: "Quiet",
};

const VIEW_NAMES: Readonly<Record<FleetView, string>> = {
  needs: "Sessions that need somebody",
  late: "Sessions that are late",
  atRig: "Sessions that never left their rig",
  safe: "Sessions that are safe to delete",
  all: "All sessions",
};

/** Counters that filter, and a search; of sessions, where those of a question are shown. */
export function RigFilters() {
  const view = asked.value;
  const { rigs, groups } = totals.value;
  return (
    <section class="filters" aria-label={view === undefined ? "Rigs" : "Sessions"}>
      <div class="groups" role="group" aria-label="Show">
        <FilterButton
          label="Rigs"
          kind="all"
          count={rigs}
          isChosen={view === undefined && chosenRigGroup.value === undefined}
          onChoose={() => choose(undefined)}
        />
        {RIG_GROUPS.map((group) => (
          <FilterButton
            key={group}
            label={NAMES[group]}
            kind={group}
            count={groups[group]}
            isChosen={view === undefined && chosenRigGroup.value === group}
            onChoose={() => choose(group)}
          />
        ))}
        <button type="button" class="filter" aria-pressed={view === "all"} onClick={() => (asked.value = "all")}>
          All sessions
        </button>
      </div>
      <input
        id="search"
        type="search"
        placeholder={view === undefined ? "Rig, session, error" : "Session, destination, error"}
        aria-label="Search"
        value={searchedText.value}
        onInput={({ currentTarget }) => (searchedText.value = currentTarget.value)}
      />
      <h2 class="shown" aria-live="polite">
        {view === undefined ? "Rigs" : VIEW_NAMES[view]}
      </h2>
    </section>
  );
}

function choose(group: RigGroup | undefined): void {
  asked.value = undefined;
  chosenRigGroup.value = chosenRigGroup.value === group ? undefined : group;
}

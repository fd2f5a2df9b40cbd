import { Answers } from "./answers.js";
import { Confirmation } from "./confirmation.js";
import { Disks } from "./disks.js";
import { Filters } from "./filters.js";
import { Freshness } from "./freshness.js";
import { isOver, silentFor, summary } from "./page-signals.js";
import { Recordings } from "./recordings.js";
import { SessionList } from "./session-list.js";
import { Toasts } from "./toasts.js";

export function App() {
  const known = summary.value;
  return (
    <>
      <header class="top">
        <h1>Where is my data?</h1>
        <p class="rig">
          {known === undefined ? "" : known.rig}
          {known !== undefined && (
            <span class="watcher">{known.watcher === null ? "no daemon runs here now" : known.watcher}</span>
          )}
        </p>
        <Freshness />
      </header>
      <main class={isOver.value || silentFor.value > 0 ? "stale" : ""}>
        {known === undefined ? (
          <p class="first">Looking at the journals…</p>
        ) : (
          <>
            <Answers summary={known} />
            <Recordings
              recordings={known.recordings}
              free={known.disks.find(({ what }) => what === "rig")?.free ?? null}
            />
            <Disks disks={known.disks} />
            <Filters summary={known} />
            <SessionList />
          </>
        )}
      </main>
      <Toasts />
      <Confirmation />
    </>
  );
}

import { Answers } from "./answers.js";
import { Disks } from "./disks.js";
import { Filters } from "./filters.js";
import { summary } from "./page-signals.js";
import { Recordings } from "./recordings.js";
import { Confirmation } from "./shared/confirmation.js";
import { Freshness } from "./shared/freshness.js";
import { isOver, silentFor } from "./shared/live-connection.js";
import { WithCode } from "./shared/with-code.js";
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
        <Freshness>
          This page has ended, or its link was for another one. For a new link type <code>rigline page</code> at the
          rig.
        </Freshness>
      </header>
      <main class={isOver.value || silentFor.value > 0 ? "stale" : ""}>
        {known === undefined ? (
          <p class="first">Looking at the journals…</p>
        ) : (
          <>
            <Answers summary={known} />
            {known.notes.map((note) => (
              <p key={note} class="note" role="status">
                <WithCode text={note} />
              </p>
            ))}
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

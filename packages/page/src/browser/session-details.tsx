import { useEffect, useState } from "preact/hooks";
import type { PageRow, SessionDetails } from "../wire/page-state.js";
import type { RowAct } from "../wire/words.js";
import { ACT_LABELS } from "./act-labels.js";
import { askFor, askForDetails } from "./ask-server.js";
import { Gates } from "./gates.js";
import { ThroughputPlot } from "./throughput-plot.js";
import { confirm } from "./shared/confirmation.js";
import { Facts, Timeline } from "./shared/history.js";

const AGAIN_MS = 2000;

/** Asked for when it is opened, and while something goes on every two seconds again. */
export function SessionDetailsOf({ row }: { readonly row: PageRow }) {
  const details = useDetails(row);
  return (
    <div class="details">
      <Acts row={row} />
      {details === undefined ? (
        <p class="first">Looking…</p>
      ) : (
        <>
          <Facts facts={details.facts} />
          <Gates gates={details.gates} />
          <ThroughputPlot throughput={details.throughput} />
          <Timeline entries={details.timeline} />
        </>
      )}
    </div>
  );
}

function useDetails({ key, group, at }: PageRow): SessionDetails | undefined {
  const [details, setDetails] = useState<SessionDetails | undefined>(undefined);
  const moves = group === "underway" || group === "recording" || group === "waiting";
  useEffect(() => {
    const control = new AbortController();
    const ask = (): void =>
      void askForDetails(key, control.signal)
        .then(setDetails)
        .catch(() => undefined);
    ask();
    const timer = moves ? setInterval(ask, AGAIN_MS) : undefined;
    return () => {
      clearInterval(timer);
      control.abort();
    };
  }, [key, moves, moves ? null : at]);
  return details;
}

function Acts({ row }: { readonly row: PageRow }) {
  if (row.acts.length === 0) return null;
  return (
    <div class="acts" role="group" aria-label={`What can be done with ${row.name}`}>
      {row.acts.map((act) => (
        <button key={act} type="button" class={`act ${act}`} onClick={() => begin(act, row)}>
          {act === "redrive" && row.group === "waiting" ? "Send now" : ACT_LABELS[act].label}
        </button>
      ))}
    </div>
  );
}

function begin(act: RowAct, { key, name }: PageRow): void {
  const { label, question, sure = label, asks } = ACT_LABELS[act];
  if (question === undefined) return void askFor(act, [key]);
  confirm({
    title: `${label.replace("…", "")}: ${name}`,
    question,
    sure,
    ...(asks === undefined ? {} : { asks }),
    act: (answer) => void askFor(act, [key], asks === undefined || answer === "" ? {} : { [asks.as]: answer }),
  });
}

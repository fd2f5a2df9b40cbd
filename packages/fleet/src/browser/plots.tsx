import { formatBytes, formatSessions } from "@rigline/foundation/quantities";
import { useEffect, useState } from "preact/hooks";
import type { FleetDay } from "../wire/fleet-sessions.js";
import { askForDays } from "./ask-server.js";
import { DayPlot } from "./day-plot.js";

const AGAIN_MS = 60_000;

/** Throughput and backlog over eight weeks; of one rig, or of all. */
export function FleetPlots({ rig }: { readonly rig: string | undefined }) {
  const days = useDays(rig);
  if (days === undefined || days.length === 0) return <div class="plots" aria-hidden="true" />;
  const arrived = days.reduce((sum, { arrivedBytes }) => sum + arrivedBytes, 0);
  const sessions = days.reduce((sum, { arrivedSessions }) => sum + arrivedSessions, 0);
  const last = days.at(-1);
  return (
    <section class="plots" aria-label={rig === undefined ? "Over eight weeks" : `${rig}, over eight weeks`}>
      <DayPlot
        title="Arrived in a day"
        kind="bars"
        points={days.map(({ day, arrivedBytes }) => ({ day, value: arrivedBytes }))}
        summary={`${formatBytes(arrived)} of ${formatSessions(sessions)} in ${days.length} days`}
      />
      <DayPlot
        title={rig === undefined ? "Waiting at the rigs" : "Waiting at the rig"}
        kind="area"
        points={days.map(({ day, backlogBytes }) => ({ day, value: backlogBytes }))}
        summary={`${formatBytes(last?.backlogBytes ?? 0)} of ${formatSessions(last?.backlogSessions ?? 0)} now`}
      />
      <Table days={days} />
    </section>
  );
}

function useDays(rig: string | undefined): readonly FleetDay[] | undefined {
  const [days, setDays] = useState<readonly FleetDay[] | undefined>(undefined);
  useEffect(() => {
    const control = new AbortController();
    const ask = (): void => void askForDays(rig, control.signal).then((found) => found !== undefined && setDays(found));
    ask();
    const timer = setInterval(ask, AGAIN_MS);
    return () => {
      clearInterval(timer);
      control.abort();
    };
  }, [rig]);
  return days;
}

/** The same in figures, for whoever can't see the plots, or wants to know exactly. */
function Table({ days }: { readonly days: readonly FleetDay[] }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="figures-of-plots" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>In figures</summary>
      {isOpen && (
        <div class="scrolled" tabIndex={0} role="region" aria-label="In figures">
          <table>
            <thead>
              <tr>
                <th scope="col">Day (UTC)</th>
                <th scope="col">Arrived</th>
                <th scope="col">Sessions</th>
                <th scope="col">Waiting at its end</th>
                <th scope="col">Sessions</th>
              </tr>
            </thead>
            <tbody>
              {days.toReversed().map(({ day, arrivedBytes, arrivedSessions, backlogBytes, backlogSessions }) => (
                <tr key={day}>
                  <th scope="row">{day}</th>
                  <td>{formatBytes(arrivedBytes)}</td>
                  <td>{arrivedSessions}</td>
                  <td>{formatBytes(backlogBytes)}</td>
                  <td>{backlogSessions}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}

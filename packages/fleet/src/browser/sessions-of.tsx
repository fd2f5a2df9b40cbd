import { useEffect, useState } from "preact/hooks";
import type { FleetRow, FleetView } from "../wire/fleet-sessions.js";
import { askForRows } from "./ask-server.js";
import { searchedText } from "./fleet-signals.js";
import { FleetSession } from "./fleet-session.js";

const AGAIN_MS = 5000;
/** Nobody's typing is asked letter by letter. */
const TYPED_MS = 250;

interface Listed {
  readonly rows: readonly FleetRow[];
  readonly before: number | null;
}

/** The sessions of one question, or of one rig; asked for anew every five seconds while only the first of them are shown. */
export function SessionsOf({ view, rig }: { readonly view: FleetView; readonly rig: string | undefined }) {
  const text = useSettled(rig === undefined ? searchedText.value.trim() : "");
  const [listed, setListed] = useState<Listed | undefined>(undefined);
  const [isMore, setMore] = useState(false);
  const filter = { view, ...(rig === undefined ? {} : { rig }), ...(text === "" ? {} : { text }) };
  useEffect(() => {
    setListed(undefined);
    setMore(false);
  }, [view, rig, text]);
  useEffect(() => {
    if (isMore) return;
    const control = new AbortController();
    const ask = (): void =>
      void askForRows(filter, control.signal).then((found) => found !== undefined && setListed(found));
    ask();
    const timer = setInterval(ask, AGAIN_MS);
    return () => {
      clearInterval(timer);
      control.abort();
    };
  }, [view, rig, text, isMore]);
  const askMore = async (before: number): Promise<void> => {
    setMore(true);
    const next = await askForRows({ ...filter, before }, new AbortController().signal);
    if (next !== undefined)
      setListed((known) => ({ rows: [...(known?.rows ?? []), ...next.rows], before: next.before }));
  };
  if (listed === undefined) return <p class="first">Looking…</p>;
  const { rows, before } = listed;
  if (rows.length === 0) return <p class="empty">No session is shown here.</p>;
  return (
    <>
      <ul class="sessions" aria-label={rig === undefined ? "Sessions" : `Sessions of ${rig}`}>
        {rows.map((row) => (
          <FleetSession key={row.id} row={row} isNamed={rig === undefined} />
        ))}
      </ul>
      {before !== null && (
        <button type="button" class="more" onClick={() => void askMore(before)}>
          Older ones
        </button>
      )}
    </>
  );
}

/** What has not changed for a moment. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), TYPED_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

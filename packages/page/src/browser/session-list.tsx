import { useEffect, useState } from "preact/hooks";
import { searched, shown } from "./page-signals.js";
import { listenForKeys, moveBetweenRows } from "./shared/row-keys.js";
import { SessionRow } from "./session-row.js";

/** Enough for the largest screen; the rest is drawn behind it, a piece at a time, so that nothing stutters. */
const FIRST = 40;
const PIECE = 120;

export function SessionList() {
  const keys = shown.value;
  const [drawn, setDrawn] = useState(FIRST);
  useEffect(() => {
    if (drawn >= keys.length) return;
    const frame = requestAnimationFrame(() => setDrawn(drawn + PIECE));
    return () => cancelAnimationFrame(frame);
  }, [drawn, keys.length]);
  useEffect(() => listenForKeys(searched), []);
  if (keys.length === 0) return <p class="empty">No session is shown here.</p>;
  return (
    <ul class="sessions" onKeyDown={moveBetweenRows}>
      {keys.slice(0, drawn).map((key) => (
        <SessionRow key={key} rowKey={key} />
      ))}
    </ul>
  );
}

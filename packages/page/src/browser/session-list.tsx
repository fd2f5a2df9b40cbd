import { useEffect, useState } from "preact/hooks";
import { searched, shown } from "./page-signals.js";
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
  useEffect(() => listenForKeys(), []);
  if (keys.length === 0) return <p class="empty">No session is shown here.</p>;
  return (
    <ul class="sessions" onKeyDown={moveBetweenRows}>
      {keys.slice(0, drawn).map((key) => (
        <SessionRow key={key} rowKey={key} />
      ))}
    </ul>
  );
}

/** Down and up go from session to session. */
function moveBetweenRows(event: KeyboardEvent & { readonly currentTarget: HTMLUListElement }): void {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step === 0 || !(event.target instanceof HTMLElement) || !event.target.classList.contains("head")) return;
  const heads = [...event.currentTarget.querySelectorAll<HTMLElement>(".head")];
  const next = heads[heads.indexOf(event.target) + step];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

/** `/` searches, as in many programs; Escape in the search ends it. */
function listenForKeys(): () => void {
  const hear = (event: KeyboardEvent): void => {
    const search = document.getElementById("search");
    if (event.key === "Escape" && event.target === search) searched.value = "";
    const isTyping = event.target instanceof HTMLInputElement;
    if (event.key !== "/" || isTyping || search === null) return;
    event.preventDefault();
    search.focus();
  };
  document.addEventListener("keydown", hear);
  return () => document.removeEventListener("keydown", hear);
}

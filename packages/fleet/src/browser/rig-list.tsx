import { useSignalEffect } from "@preact/signals";
import { listenForKeys, moveBetweenRows, RowHead, WithCode } from "@rigline/page/browser";
import { formatBytes } from "@rigline/foundation/quantities";
import { useEffect, useState } from "preact/hooks";
import type { RigRow } from "../wire/fleet-state.js";
import { openedRig, rigOf, searchedText, shownRigs } from "./fleet-signals.js";
import { FleetPlots } from "./plots.js";
import { SessionsOf } from "./sessions-of.js";

/** Enough for the largest screen; the rest is drawn behind it, a piece at a time, so that nothing stutters. */
const FIRST = 40;
const PIECE = 120;

export function RigList() {
  const names = shownRigs.value;
  const [drawn, setDrawn] = useState(FIRST);
  useEffect(() => {
    if (drawn >= names.length) return;
    const frame = requestAnimationFrame(() => setDrawn(drawn + PIECE));
    return () => cancelAnimationFrame(frame);
  }, [drawn, names.length]);
  useEffect(() => listenForKeys(searchedText), []);
  if (names.length === 0) return <p class="empty">No rig is shown here.</p>;
  return (
    <ul class="sessions rigs" onKeyDown={moveBetweenRows}>
      {names.slice(0, drawn).map((name) => (
        <Rig key={name} name={name} />
      ))}
    </ul>
  );
}

function Rig({ name }: { readonly name: string }) {
  const rig = rigOf(name)?.value;
  const isOpen = useIsOpen(name);
  if (rig === undefined) return null;
  const { tone, word, heardAt } = rig;
  return (
    <li class={`session ${tone} ${isOpen ? "open" : ""}`}>
      <RowHead
        {...{ tone, name, word, isOpen }}
        figures={figuresOf(rig)}
        at={heardAt}
        onToggle={() => (openedRig.value = isOpen ? undefined : name)}
      />
      <Trouble rig={rig} />
      {isOpen && (
        <div class="details">
          <p class="about">{aboutOf(rig)}</p>
          <FleetPlots rig={name} />
          <SessionsOf view="all" rig={name} />
        </div>
      )}
    </li>
  );
}

/** Draws anew only the rig that is opened, and the one that is closed. */
function useIsOpen(name: string): boolean {
  const [isOpen, setOpen] = useState(openedRig.peek() === name);
  useSignalEffect(() => setOpen(openedRig.value === name));
  return isOpen;
}

function Trouble({ rig: { trouble, needs, isSilent } }: { readonly rig: RigRow }) {
  if (trouble === null && !isSilent) return null;
  return (
    <div class="why">
      {isSilent && <p>Nothing is heard of it: its computer is off, its daemon is ended, or its network is away.</p>}
      {trouble !== null && (
        <p>
          {trouble.session}: {trouble.code !== null && <b class="code">{trouble.code} </b>}
          <WithCode text={trouble.why} />
          {needs > 1 && ` And ${needs - 1} more.`}
        </p>
      )}
      {trouble !== null && trouble.todo !== null && (
        <p class="todo">
          <WithCode text={trouble.todo} />
        </p>
      )}
    </div>
  );
}

function figuresOf({ needs, late, atRig, atRigBytes, underway, waiting }: RigRow): string {
  return [
    needs > 1 && `${needs} need somebody`,
    late > 0 && `${late} late`,
    underway > 0 && `${underway} under way`,
    waiting > 0 && `${waiting} waiting`,
    atRig > 0 && `${formatBytes(atRigBytes)} here`,
  ]
    .filter((part) => part !== false)
    .join(" · ");
}

function aboutOf({ host, version, heardAt }: RigRow): string {
  if (heardAt === null) return "It has never spoken to the fleet.";
  return [host !== null && `on ${host}`, version !== null && `Rigline ${version}`]
    .filter((part) => part !== false)
    .join(", ");
}

import { useSignalEffect } from "@preact/signals";
import { listenForKeys, moveBetweenRows, RowHead, WithCode } from "@rigline/page/browser";
import { formatBytes } from "@rigline/foundation/quantities";
import { useEffect, useRef, useState } from "preact/hooks";
import type { RigRow } from "../wire/fleet-state.js";
import { chosenRigGroup, openedRig, rigOf, searchedText, shownRigs } from "./fleet-signals.js";
import { FleetPlots } from "./plots.js";
import { SessionsOf } from "./sessions-of.js";

/** Enough for the largest screen. */
const FIRST = 40;
/** So many more when their end comes near, or somebody asks for them: what nobody looks at is not drawn. */
const MORE = 80;

export function RigList() {
  const names = shownRigs.value;
  const [drawn, setDrawn] = useState(FIRST);
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => setDrawn(FIRST), [chosenRigGroup.value, searchedText.value]);
  useEffect(() => listenForKeys(searchedText), []);
  if (names.length === 0) return <p class="empty">No rig is shown here.</p>;
  return (
    <>
      <ul ref={list} class="sessions rigs" aria-label="Rigs" onKeyDown={moveBetweenRows}>
        {names.slice(0, drawn).map((name, index) => (
          <Rig key={name} name={name} nth={index + 1} of={names.length} />
        ))}
      </ul>
      {drawn < names.length && (
        <MoreRigs
          left={names.length - drawn}
          onMore={() => setDrawn(drawn + MORE)}
          onAsked={() => list.current?.querySelector<HTMLElement>(`:scope > li:nth-child(${drawn + 1}) .head`)?.focus()}
        />
      )}
    </>
  );
}

interface MoreProps {
  readonly left: number;
  readonly onMore: () => void;
  /** By somebody, who goes on at the first of them. */
  readonly onAsked: () => void;
}

function MoreRigs({ left, onMore, onAsked }: MoreProps) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (button.current === null) return;
    const seen = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && onMore(), {
      rootMargin: "600px",
    });
    seen.observe(button.current);
    return () => seen.disconnect();
  }, [left]);
  const ask = (): void => {
    onMore();
    requestAnimationFrame(() => requestAnimationFrame(onAsked));
  };
  return (
    <button ref={button} type="button" class="more" onClick={ask}>
      {`Show more: ${left} ${left === 1 ? "rig" : "rigs"} below`}
    </button>
  );
}

interface RigProps {
  readonly name: string;
  /** Its place in the list, of which not all is drawn. */
  readonly nth: number;
  readonly of: number;
}

function Rig({ name, nth, of }: RigProps) {
  const rig = rigOf(name)?.value;
  const isOpen = useIsOpen(name);
  if (rig === undefined) return null;
  const { tone, word, heardAt } = rig;
  return (
    <li class={`session ${tone} ${isOpen ? "open" : ""}`} aria-posinset={nth} aria-setsize={of}>
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

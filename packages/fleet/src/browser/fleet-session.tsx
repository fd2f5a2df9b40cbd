import { formatBytes } from "@rigline/foundation/quantities";
import { Facts, RowHead, RowReason, showMoment, Timeline } from "@rigline/page/browser";
import { useEffect, useState } from "preact/hooks";
import type { FleetDetails, FleetRow, WishRow } from "../wire/fleet-sessions.js";
import { askForFleetDetails } from "./ask-server.js";
import { WishButtons } from "./wish-buttons.js";

const AGAIN_MS = 3000;

/** One session in a list, which is opened by itself. `isNamed`: its rig is told too. */
export function FleetSession({ row, isNamed }: { readonly row: FleetRow; readonly isNamed: boolean }) {
  const [isOpen, setOpen] = useState(false);
  const { tone, name, rig, word, bytes, isLate, isCopy, began } = row;
  const told = isNamed ? `${rig}: ${name}` : name;
  return (
    <li class={`session ${tone} ${isOpen ? "open" : ""}`}>
      <RowHead
        {...{ tone, isOpen }}
        name={isCopy ? `${told} (one more copy)` : told}
        word={isLate ? `${word}, late` : word}
        figures={bytes === null ? "" : formatBytes(bytes)}
        at={began ?? row.at}
        onToggle={() => setOpen(!isOpen)}
      />
      <Why row={row} />
      {isOpen && <Details row={row} />}
    </li>
  );
}

function Why({ row: { why, todo, code, tone, wish } }: { readonly row: FleetRow }) {
  const isTold = why !== "" && tone !== "safe" && tone !== "grey";
  const isWished = wish !== null && (wish.state !== "taken" || tone === "needs");
  if (!isTold && !isWished) return null;
  return (
    <div class="why">
      <RowReason
        why={isTold ? why : undefined}
        code={code}
        todo={todo !== null && tone === "needs" ? todo : undefined}
      />
      {isWished && (
        <p class={`wish ${wish.state}`}>
          {DEEDS[wish.do]}: {describeWish(wish)}
        </p>
      )}
    </div>
  );
}

function Details({ row }: { readonly row: FleetRow }) {
  const [details, setDetails] = useState<FleetDetails | undefined>(undefined);
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    const control = new AbortController();
    const ask = (): void =>
      void askForFleetDetails(row.id, control.signal).then((found) => found !== undefined && setDetails(found));
    ask();
    const timer = setInterval(ask, AGAIN_MS);
    return () => {
      clearInterval(timer);
      control.abort();
    };
  }, [row.id, asked]);
  if (details === undefined)
    return (
      <div class="details">
        <p class="first">Looking…</p>
      </div>
    );
  return (
    <div class="details">
      <WishButtons row={details.row} onAsked={() => setAsked(asked + 1)} />
      <Wishes wishes={details.wishes} />
      <Facts facts={details.facts} />
      <Timeline entries={details.timeline} />
    </div>
  );
}

/** What was asked of it, by whom, and what its rig said. */
function Wishes({ wishes }: { readonly wishes: readonly WishRow[] }) {
  if (wishes.length === 0) return null;
  return (
    <ol class="wishes" aria-label="What was asked">
      {wishes.map((wish) => (
        <li key={wish.id} class={wish.state}>
          <b>{DEEDS[wish.do]}</b> {wish.do === "reschedule" ? `until ${showMoment(wish.detail)}` : wish.detail}{" "}
          <span>{describeWish(wish)}</span>
        </li>
      ))}
    </ol>
  );
}

const DEEDS: Readonly<Record<WishRow["do"], string>> = {
  redrive: "Try now",
  release: "Release",
  hold: "Hold",
  reschedule: "Later",
  cancel: "Cancel",
};

function describeWish({ state, by, at, message }: WishRow): string {
  const who = `by ${by}, ${showMoment(at)}`;
  if (state === "asked") return `asked ${who}; its rig has not heard of it yet`;
  if (state === "told") return `asked ${who}; its rig has heard of it`;
  return state === "taken" ? `asked ${who}; taken by its rig` : `asked ${who}; refused by its rig: ${message}`;
}

import { effect } from "@preact/signals";
import { connect, isOver, silentFor } from "@rigline/page/browser";
import { render } from "preact";
import type { FleetChange, FleetOpening } from "../wire/fleet-state.js";
import { App } from "./app.js";
import { askWhoIAm, me } from "./ask-server.js";
import { safe, takeFleetChange, takeFleet, totals } from "./fleet-signals.js";

const place = document.getElementById("page");
if (place !== null) render(<App />, place);

// Listened to at once: whoever has signed in sees the rigs one question sooner. Nobody else hears anything, and is asked to sign in.
const listen = (): (() => void) =>
  connect<FleetOpening, FleetChange>({
    state: ({ me: who, ...state }) => {
      me.value = { is: who };
      takeFleet(state);
    },
    change: takeFleetChange,
  });
let end: (() => void) | undefined = listen();
effect(() => {
  if (me.value === undefined) return;
  if ("is" in me.value) end ??= listen();
  else {
    end?.();
    end = undefined;
  }
});

// A visit that has ended is asked for again; what is shown stays grey until then.
effect(() => void (isOver.value && askWhoIAm()));

// Trouble is seen on a tab that nobody looks at.
effect(() => {
  const { needsRigs, silent, lateRigs } = totals.value;
  const isStale = isOver.value || silentFor.value > 0;
  const trouble = needsRigs + silent;
  const state = isStale ? "no news" : trouble > 0 ? "needs somebody" : lateRigs > 0 ? "late" : "all goes by itself";
  const isKnown = me.value !== undefined && "is" in me.value && safe.value !== undefined;
  document.title = isKnown ? `${trouble > 0 ? `(${trouble}) ` : ""}Fleet: ${state}` : "Rigline";
});

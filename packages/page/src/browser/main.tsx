import { effect } from "@preact/signals";
import { render } from "preact";
import { App } from "./app.js";
import { summary, takeChange, takeState } from "./page-signals.js";
import { connect, isOver, silentFor } from "./shared/live-connection.js";

const place = document.getElementById("page");
if (place !== null) render(<App />, place);
connect({ state: takeState, change: takeChange });

// Trouble is seen on a tab that nobody looks at.
effect(() => {
  const needs = summary.value?.counts.needs ?? 0;
  const recording = summary.value?.counts.recording ?? 0;
  const isStale = isOver.value || silentFor.value > 0;
  const state = isStale ? "no news" : needs > 0 ? "needs you" : recording > 0 ? "recording" : "all goes by itself";
  const count = needs > 0 ? `(${needs}) ` : "";
  document.title = summary.value === undefined ? "Rigline" : `${count}${summary.value.rig}: ${state}`;
});

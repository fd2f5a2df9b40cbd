/** What pages and their servers say in common. */
export type { TimelineEntry } from "./page-state.js";
export type { Group, Tone } from "./words.js";

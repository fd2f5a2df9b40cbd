export { describeHold, isInForce, type DestinationHold, type FoundHold } from "./destination-hold.js";
export { holdFor, holdJournalPath, holdsFolder, lastHold, readDestinationHolds } from "./known-holds.js";
export { parseHold } from "./parse-hold.js";

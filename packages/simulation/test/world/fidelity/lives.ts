import { createRandom, type Random } from "../../../src/random.js";
import { TIMES } from "./scenes.js";
import type { PathCall, Script, Step } from "./step.js";

const PLACES: readonly [string, ...string[]] = ["here", "here/a", "here/b", "here/a/c", "here/A", "other", "other/a"];
const LEAVES: readonly [string, ...string[]] = ["x", "y", "X", "a", "b", "c"];

const BY_PATH: readonly [PathCall, ...PathCall[]] = [
  "inspect",
  "inspect",
  "list",
  "realPath",
  "removeFile",
  "removeFolder",
  "flushFile",
  "syncFolder",
  "fs.exists",
  "fs.read",
  "fs.list",
  "fs.stat",
  "fs.makeFolder",
  "fs.flushFile",
  "fs.remove",
  "fs.syncFolder",
];

/** Seeded lives of a small tree, in which the calls meet as they fall. */
export function lives(count: number, stepsEach = 50): readonly Script[] {
  return Array.from({ length: count }, (_, index) => {
    const random = createRandom(index + 1);
    return { title: `life ${index + 1}`, steps: Array.from({ length: stepsEach }, () => nextStep(random)) };
  });
}

function nextStep(random: Random): Step {
  const path = place(random);
  const slot = random.below(3);
  const kind = random.below(20);
  if (kind < 3) return { call: "createNew", path, slot };
  if (kind < 5) return { call: "write", slot, text: random.pick(["one", "twelve bytes", "x".repeat(5000)]) };
  if (kind < 6) return { call: "openSource", path, slot };
  if (kind < 8) return { call: random.pick(["read", "inspectOpen", "sync", "close", "close"] as const), slot };
  if (kind < 10) return { call: "makeFolder", path };
  if (kind < 13) return { call: random.pick(["rename", "rename", "fs.rename"] as const), path, to: place(random) };
  if (kind < 14) return { call: "fs.writeNew", path, text: "written new" };
  if (kind < 15) return { call: "setModified", slot, nanoseconds: random.pick(TIMES) };
  return { call: random.pick(BY_PATH), path };
}

function place(random: Random): string {
  return `${random.pick(PLACES)}/${random.pick(LEAVES)}`;
}

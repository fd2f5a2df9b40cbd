import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ALL_SCRIPTS } from "./all-scripts.js";
import type { Traits } from "./traits.js";

/** What a real volume did. */
export interface Recording {
  /** Of the machine and the programs that served the volume. */
  readonly facts: Readonly<Record<string, string>>;
  readonly traits: Traits;
  /** By script, by step. */
  readonly outcomes: readonly (readonly string[])[];
}

/** The others are kept as what they do otherwise: by far the most is the same everywhere. */
const BASE = "ext4";
const SAME = '"as ext4"';

/** The recording that is kept of a reality. Throws ENOENT for one of which none is. */
export function readGolden(reality: string): Recording {
  const [facts = "", traits = "", ...lines] = readFileSync(pathOf(reality), "utf8").trimEnd().split("\n");
  const base = reality === BASE ? undefined : readGolden(BASE);
  const titled = lines.map((line) => JSON.parse(line) as [string, ...string[]] | "as ext4");
  return {
    facts: JSON.parse(facts),
    traits: JSON.parse(traits),
    outcomes: titled.map((line, index) => (line === "as ext4" ? (base?.outcomes[index] ?? []) : line.slice(1))),
  };
}

export function writeGolden(reality: string, { facts, traits, outcomes }: Recording): void {
  const base = reality === BASE ? undefined : readGolden(BASE);
  const lines = outcomes.map((line, index) => {
    const text = JSON.stringify([ALL_SCRIPTS[index]?.title, ...line]);
    return base !== undefined && JSON.stringify(base.outcomes[index]) === JSON.stringify(line) ? SAME : text;
  });
  writeFileSync(pathOf(reality), [JSON.stringify(facts), JSON.stringify(traits), ...lines, ""].join("\n"));
}

/** What power cuts left of real volumes of a kind: the pictures, by program and step. */
export interface PowerRecording {
  readonly facts: Readonly<Record<string, string>>;
  readonly cuts: number;
  readonly pictures: Readonly<Record<string, readonly string[]>>;
}

export function readPowerGolden(kind: string): PowerRecording {
  return JSON.parse(readFileSync(pathOf(`power-${kind}`), "utf8")) as PowerRecording;
}

export function writePowerGolden(kind: string, { facts, cuts, pictures }: PowerRecording): void {
  const lines = Object.entries(pictures).map(([key, seen]) => `    ${JSON.stringify(key)}: ${JSON.stringify(seen)}`);
  const text = `{\n  "facts": ${JSON.stringify(facts)},\n  "cuts": ${cuts},\n  "pictures": {\n${lines.join(",\n")}\n  }\n}\n`;
  writeFileSync(pathOf(`power-${kind}`), text);
}

function pathOf(name: string): string {
  return fileURLToPath(new URL(`golden/${name}.txt`, import.meta.url));
}

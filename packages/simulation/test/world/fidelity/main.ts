// Holds the model's file systems against the real ones that this machine has.
import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { compareAll, showDifference } from "./compare.js";
import { readGolden, readPowerGolden, writeGolden, writePowerGolden } from "./golden.js";
import { holdModel } from "./model.js";
import { unseenPictures } from "./power/model-cuts.js";
import { REALITIES } from "./realities.js";
import { type Bench, lacks, type PowerKind, record, recordPower } from "./record.js";

const POWER_NEEDS: Readonly<Record<PowerKind, Readonly<Record<string, string>>>> = {
  ext4: { "mkfs.ext4": "e2fsprogs" },
  xfs: { "mkfs.xfs": "xfsprogs" },
  btrfs: { "mkfs.btrfs": "btrfs-progs" },
};
const POWER = Object.keys(POWER_NEEDS) as readonly PowerKind[];

const USAGE = `npm run fidelity -- [--write] [--work FOLDER] [--weathers N] [NAMES …]

  NAMES         of ${REALITIES.map(({ name }) => name).join(", ")}, ${POWER.map((kind) => `power-${kind}`).join(", ")}; all otherwise
  --write       keeps what is seen, for the tests to hold the model against
  --work        for images and mounts; kept, because of what is installed into it. The temporary folder otherwise
  --weathers    how often each program's power is cut after each of its steps; 1 otherwise
`;

/** Returns the exit code: 0 when all differences are explained, 1 when one is not, 2 for a call that makes no sense. */
export async function main(args: readonly string[], bundle: Bench["bundle"]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      write: { type: "boolean", default: false },
      work: { type: "string", default: join(tmpdir(), "rigline-fidelity") },
      weathers: { type: "string", default: "1" },
      help: { type: "boolean", default: false },
    },
  });
  const known = [...REALITIES.map(({ name }) => name), ...POWER.map((kind) => `power-${kind}`)];
  if (values.help || positionals.some((name) => !known.includes(name))) {
    process.stdout.write(USAGE);
    return values.help ? 0 : 2;
  }
  mkdirSync(values.work, { recursive: true });
  const bench = { work: values.work, bundle };
  let failed = 0;
  for (const name of positionals.length === 0 ? known : positionals) {
    const power = POWER.find((kind) => name === `power-${kind}`);
    const isEqual =
      power === undefined
        ? await hold(name, values.write, bench)
        : await holdPower(power, Number(values.weathers), values.write, bench);
    if (!isEqual) failed += 1;
  }
  return failed === 0 ? 0 : 1;
}

async function hold(name: string, keep: boolean, bench: Bench): Promise<boolean> {
  const reality = REALITIES.find((one) => one.name === name);
  if (reality === undefined) return false;
  const missing = lacks(reality);
  if (missing.length > 0) return say(`${name}: not held here; this machine lacks ${missing.join(", ")}`);
  const began = performance.now();
  const real = await record(reality, bench);
  if (keep) writeGolden(name, real);
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  const kept = compareAll(name, readGolden(name).outcomes, real.outcomes, []);
  for (const difference of kept.unexplained)
    say(`  the real one does otherwise than was kept:\n  ${showDifference(difference)}`);
  const { compared, unexplained, allowed } = holdModel(reality, real.outcomes);
  for (const difference of unexplained) say(`  ${showDifference(difference)}`);
  for (const [rule, count] of allowed) say(`  allowed ${count} times: ${rule.why}`);
  say(
    `${name}: ${compared} steps compared with the model's ${reality.personality}, ${unexplained.length} differ (${seconds} s)`,
  );
  return unexplained.length === 0;
}

async function holdPower(kind: PowerKind, weathers: number, keep: boolean, bench: Bench): Promise<boolean> {
  const missing = lacks({ needs: { ...POWER_NEEDS[kind], "mkfs.xfs": "xfsprogs" }, where: "host" });
  if (missing.length > 0) return say(`power-${kind}: not held here; this machine lacks ${missing.join(", ")}`);
  const began = performance.now();
  const real = await recordPower(kind, weathers, bench);
  if (keep) writePowerGolden(kind, merged(kind, real));
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  for (const words of real.lost) say(`  the real one lost what was flushed: ${words}`);
  const unseen = unseenPictures(kind, real.pictures);
  for (const words of unseen) say(`  the model can't leave what the real one left: ${words}`);
  say(
    `power-${kind}: ${real.cuts} cuts, ${real.lost.length} lost what was flushed, ${unseen.length} that the model can't leave (${seconds} s)`,
  );
  return real.lost.length === 0 && unseen.length === 0;
}

/** What was ever seen stays. */
function merged(kind: string, real: Awaited<ReturnType<typeof recordPower>>): ReturnType<typeof readPowerGolden> {
  let kept: ReturnType<typeof readPowerGolden> | undefined;
  try {
    kept = readPowerGolden(kind);
  } catch {
    // The first time.
  }
  const pictures = Object.fromEntries(
    Object.entries(real.pictures).map(([key, seen]) => [
      key,
      [...new Set([...(kept?.pictures[key] ?? []), ...seen])].sort(),
    ]),
  );
  return { facts: real.facts, cuts: real.cuts + (kept?.cuts ?? 0), pictures };
}

function say(words: string): true {
  process.stdout.write(`${words}\n`);
  return true;
}

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { execa } from "execa";
import type { Copier } from "../copiers.js";
import { runPrograms } from "../run-program.js";
import { digestTree } from "../sample-tree.js";
import { shareContenders } from "./contenders.js";
import type { GuestResult } from "./guest-result.js";

const ROUNDS = 3;
/** Of the client: the commands of SMB since it was written to. */
const COUNTERS = "/proc/fs/cifs/Stats";
const RIGS = "/run/rigs";

/** `share`: where it is mounted; `served`: the same folder at its server. */
export async function main([
  share = "",
  served = "",
  delayMs = "",
  out = "",
  ...sources
]: readonly string[]): Promise<void> {
  // Each way by itself, on a loopback that both go.
  await execa("tc", ["qdisc", "add", "dev", "lo", "root", "netem", "delay", `${Number(delayMs) / 2}ms`]);
  mkdirSync(RIGS);
  const results: GuestResult[] = [];
  for (const source of sources) {
    const digest = digestTree(source);
    const contenders = shareContenders(share);
    for (let round = 0; round <= ROUNDS; round += 1)
      for (let turn = 0; turn < contenders.length; turn += 1) {
        const contender = contenders[(turn + round) % contenders.length]!;
        const result = await take(contender, source, { share, served, digest });
        // The first is there to warm all up.
        if (round > 0) results.push(result);
        process.stdout.write(`${JSON.stringify(result)}\n`);
      }
  }
  writeFileSync(out, JSON.stringify(results));
}

async function take(
  contender: Copier,
  source: string,
  { share, served, digest }: { readonly share: string; readonly served: string; readonly digest: string },
): Promise<GuestResult> {
  const place = mkdtempSync(join(RIGS, "rig-"));
  const { programs, copy } = contender.prepare(source, place);
  await execa("sync");
  writeFileSync(COUNTERS, "0");
  const { seconds } = await runPrograms(programs, place);
  const commands = countCommands();
  // What the server has, and not what its client remembers.
  if (digestTree(join(served, relative(share, copy))) !== digest)
    throw new Error(`${contender.name}: the copy differs from its source`);
  for (const name of [copy, place]) rmSync(name, { recursive: true, force: true });
  return { source, contender: contender.name, seconds, commands };
}

function countCommands(): number {
  const lines = readFileSync(COUNTERS, "utf8").matchAll(/^\s+\d+\s+(\d+)\s/gm);
  return Array.from(lines, ([, count]) => Number(count)).reduce((sum, count) => sum + count, 0);
}

import type { FleetPush, JournalPart } from "@rigline/manifest/fleet";

type Told = JournalPart["events"][number]["record"];

export const SHA = "a".repeat(64);
const at = (second: number): string => `2026-07-14T09:05:${String(second).padStart(2, "0")}.000Z`;

/** The records of a session that is handed off, without those of single files. */
export function handOff(name: string): readonly Told[] {
  const destination = `//central/614173/${name}`;
  return [
    { type: "accepted", at: at(0), manifest: `C:/flags/manifest_${name}.yml`, digest: SHA, name, destination },
    { type: "planned", at: at(1), digest: SHA, files: 48, bytes: 1_200_000_000 },
    {
      type: "published",
      at: at(2),
      digest: SHA,
      destination,
      files: 48,
      bytes: 1_200_000_000,
      algorithm: "sha256",
      milliseconds: 900,
    },
    { type: "submitted", at: at(3), digest: SHA, endpoint: null, status: null, idempotencyKey: "k" },
    { type: "archived", at: at(4), digest: SHA, to: `C:/complete/manifest_${name}.yml` },
  ];
}

export const PARKED: Told = {
  type: "parked",
  at: at(9),
  code: "DESTINATION_MISSING",
  reason: "//central is not there",
  todo: "Connect the share, then `rigline-watchdog redrive`.",
};

/** A part of a journal in which each line is told. `sums`: of its lines, by their texts when absent. */
export function partOf(
  job: string,
  records: readonly Told[],
  { from = 1, epoch = "0123456789abcdef" } = {},
): JournalPart {
  const events = records.map((record, index) => ({ seq: from + index, record }));
  const to = from + records.length - 1;
  return { job, epoch, from, to, before: sumOf(from - 1), tail: sumOf(to), events };
}

/** Of a line of these journals. */
export function sumOf(line: number): string {
  return line === 0 ? "" : `sum${line}`;
}

export function pushOf(...journals: readonly JournalPart[]): FleetPush {
  return { host: "rig-7", version: "0.1.0", since: "2026-07-14T08:00:00.000Z", journals: [...journals], answers: [] };
}

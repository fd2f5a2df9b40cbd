import { expect, test } from "vitest";
import {
  type CopyStanding,
  findSafeElsewhere,
  foldJobState,
  type JobRecord,
  lateManifest,
  type Ledger,
  manifestBeforeLate,
  type SentJob,
} from "../../src/index.js";

const ledger = (files: Readonly<Record<string, string>>): Ledger =>
  new Map(
    Object.entries(files).map(([path, hash]) => [path, { bytes: 1, hash, modified: "1", destinationModified: "1" }]),
  );

const SECOND = { digest: "e", needed: true } as const;
const further = (name: string) => ({ ...SECOND, manifest: `${name}.also-2.yml`, destination: `//second/rig/${name}` });

/** A job that is at its end, with a copy at the second destination where it has one. */
function sent(
  name: string,
  files: Readonly<Record<string, string>>,
  { second, more = [] }: { second?: Readonly<Record<string, string>>; more?: readonly JobRecord[] } = {},
): SentJob {
  const accepted = { type: "accepted", manifest: `/flags/${name}.yml`, digest: "d", name } as const;
  const published = { type: "published", files: 1, bytes: 1, algorithm: "sha256", milliseconds: 1 } as const;
  const at = (destination: string): readonly JobRecord[] => [
    { ...accepted, destination },
    { ...published, destination },
  ];
  const copies: readonly CopyStanding[] =
    second === undefined
      ? []
      : [{ ...further(name), state: foldJobState(at(further(name).destination)), ledger: ledger(second) }];
  const state = foldJobState([
    ...at(`/central/rig/${name}`),
    ...(second === undefined ? [] : [{ type: "further" as const, copies: [further(name)] }]),
    { type: "submitted", endpoint: null, status: null, idempotencyKey: "k" },
    { type: "archived", to: `/complete/${name}.yml` },
    ...more,
  ]);
  return { state, ledger: ledger(files), copies };
}

const hashes = ({ ledger: known }: { readonly ledger: Ledger }): object =>
  Object.fromEntries([...known].map(([path, { hash }]) => [path, hash]));

test("what was sent later counts as it was sent last, with where it lies, and not where it was found damaged", () => {
  const session = sent("s", { "b/a": "1", "b/b": "1" });
  const found = { missing: 1, changed: 0, unreadable: 0, extra: 0 };
  const damaged: JobRecord = { type: "verified", by: "ada@rig", algorithm: "sha256", files: [], found };
  const safe = findSafeElsewhere(session, [
    sent("s-late", { "b/b": "2", "b/c": "2" }),
    sent("s-late-2", { "b/b": "3" }),
    sent("s-late-3", { "b/a": "4", "b/d": "4" }, { more: [damaged] }),
  ]);
  expect(hashes(safe)).toEqual({ "b/a": "1", "b/b": "3", "b/c": "2" });
  expect(safe.late.map(({ destinations }) => destinations)).toEqual([
    ["/central/rig/s-late"],
    ["/central/rig/s-late-2"],
  ]);
});

test("where further destinations are needed it counts when it is at each of them, as it is at its own", () => {
  const session = sent("s", { "b/a": "1", "b/b": "1" }, { second: { "b/a": "1", "b/b": "0" } });
  const safe = findSafeElsewhere(session, [
    sent("s-late", { "b/c": "2" }),
    sent("s-late-2", { "b/d": "3", "b/e": "3" }, { second: { "b/d": "3", "b/e": "0" } }),
  ]);
  expect(hashes(safe)).toEqual({ "b/a": "1", "b/d": "3" });
  expect(safe.late.map(({ destinations }) => destinations)).toEqual([
    ["/central/rig/s-late-2", "//second/rig/s-late-2"],
  ]);
});

test("manifests of what is sent later are told by their names", () => {
  const names = [1, 2, 11].map((number) => lateManifest("manifest_614173_x.yaml", number));
  expect(names).toEqual([
    "manifest_614173_x-late.yaml",
    "manifest_614173_x-late-2.yaml",
    "manifest_614173_x-late-11.yaml",
  ]);
  expect(names.map(manifestBeforeLate)).toEqual(names.map(() => "manifest_614173_x.yaml"));
  expect(["manifest_x.yml", "-late.yml", "x-later.yml", "x-late-.yml"].map(manifestBeforeLate)).toEqual(
    Array(4).fill(undefined),
  );
});

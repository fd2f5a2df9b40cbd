import { nodeDisk } from "@rigline/foundation/disk";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ALL_SCRIPTS } from "./all-scripts.js";
import { showDifference } from "./compare.js";
import { holdModel } from "./model.js";
import { withNodeGround } from "./node-ground.js";
import { perform } from "./perform.js";

/** As statfs numbers them, and the recording of whose kind they are. */
const KNOWN: Readonly<Record<string, "ext4" | "xfs" | "tmpfs" | "overlay">> = {
  ef53: "ext4",
  "58465342": "xfs",
  "1021994": "tmpfs",
  "794c7630": "overlay",
};
const kind = KNOWN[nodeDisk.fileSystemType(tmpdir())];

// Both volumes are one here: what crosses devices is left to the recordings.
test.skipIf(kind === undefined)(
  `the model does what this machine's own file system does (${kind ?? "of a kind without a recording"})`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), "rigline-fidelity-"));
    try {
      const volumes = { here: join(folder, "here"), other: join(folder, "other") };
      mkdirSync(volumes.here);
      mkdirSync(volumes.other);
      const real = ALL_SCRIPTS.map((script, index) =>
        script.steps.some((step) => JSON.stringify(step, asText).includes('"other'))
          ? []
          : withNodeGround(volumes, `s${index}`, (ground) => perform(script, ground)),
      );
      const { compared, unexplained } = holdModel(
        { name: kind ?? "ext4", personality: kind === "xfs" ? "xfs" : "ext4" },
        real,
      );
      expect(unexplained.map(showDifference)).toEqual([]);
      expect(compared).toBeGreaterThan(1_500);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

function asText(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

import { RiglineError } from "@rigline/foundation/errors";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { processorMs } from "../../packages/foundation/test/support/processor-time.js";
import { checkManifest, parseManifest, parseWatchConfig, renderManifest } from "@rigline/manifest";
import { manifest, text } from "../interop/arbitrary-manifest.js";

const SEED = Number(process.env["RIGLINE_SEED"] ?? process.env["TESTS_SEED"]);
/** RIGLINE_FUZZ=20 tries twenty times as many. */
const TIMES = Number(process.env["RIGLINE_FUZZ"] ?? 1);
const run = (numRuns: number) => ({ seed: SEED, numRuns: numRuns * TIMES });

type Reader = (content: string | Uint8Array) => unknown;
const READERS: readonly Reader[] = [parseManifest, parseWatchConfig, checkManifest];

/** Returns, or throws an error with a code, a place and advice; anything else fails. Never takes long. */
function isCalm(content: string | Uint8Array): void {
  for (const read of READERS) {
    const start = processorMs();
    try {
      read(content);
    } catch (error) {
      if (!(error instanceof RiglineError)) throw error;
      expect(error.code).toMatch(/^[A-Z][A-Z_]+$/);
      expect(error.message).not.toBe("");
      expect(error.message.length).toBeLessThan(1000);
      expect(error.todo).not.toBe("");
      for (const { where } of error.problems) expect(where.line ?? 1).toBeGreaterThan(0);
    }
    expect(processorMs() - start).toBeLessThan(10_000);
  }
}

/** Signs that mean something in YAML, one after another. */
const SIGNS = [
  ["a", "b: ", ": ", "- ", "? ", "[", "]", "{", "}", ",", "&x ", "*x", "!!str ", "!", "|\n", ">-\n", "'", '"', "\\"],
  ["#", "%YAML 1.2\n", "---\n", "...\n", "\n", "\n  ", "\n    ", "\t", "\r\n", "<<: ", "=", "~", "é", "\u0085", "\0"],
  ["\uFEFF", "\u2028", "20:00:00", "2026-03-02", "__proto__: ", "name: ", "modalities: ", "rigline: "],
].flat();
const signs = fc.array(fc.constantFrom(...SIGNS), { maxLength: 40 }).map((parts) => parts.join(""));

const damage = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), put: signs, drop: fc.nat(20) });

function spoil(whole: string, { at, put, drop }: { at: number; put: string; drop: number }): string {
  const position = Math.floor(at * whole.length);
  return whole.slice(0, position) + put + whole.slice(position + drop);
}

const KEYS = [
  "name subject_id acquisition_datetime schedule_time transfer_endpoint platform",
  "project_name destination modalities schemas transfer_service_args extra_identifying_info",
  "script s3_bucket processor_full_name checksum_mode_override delete_modalities_source_after_success capsule_id",
  "mount flag_dir manifest_complete robocopy_args checksum_parameters rigline",
  "misfire_grace_time_s",
]
  .join(" ")
  .split(" ");

describe("no content of a file makes the readers crash, hang or throw without a code", () => {
  it("any text", () => {
    fc.assert(fc.property(fc.oneof(text, signs), isCalm), run(700));
  });

  it("any bytes", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), isCalm), run(300));
  });

  it("any JSON under the keys that they know", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...KEYS), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 25 }), (value) => {
        isCalm(JSON.stringify(value));
      }),
      run(500),
    );
  });

  it("manifests damaged in places", () => {
    fc.assert(
      fc.property(manifest, fc.array(damage, { minLength: 1, maxLength: 3 }), (each, damages) => {
        isCalm(damages.reduce(spoil, renderManifest(each)));
      }),
      run(400),
    );
  });

  it("a manifest cut anywhere is refused, or was cut of its last line end alone", () => {
    fc.assert(
      fc.property(manifest, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (each, at) => {
        const whole = Buffer.from(renderManifest(each));
        const cut = whole.subarray(0, Math.floor(at * whole.length));
        let read: unknown;
        try {
          read = parseManifest(cut).manifest;
        } catch (error) {
          expect(error).toBeInstanceOf(RiglineError);
          return;
        }
        expect(cut.length).toBe(whole.length - 1);
        expect(read).toEqual(each);
      }),
      run(400),
    );
  });
});

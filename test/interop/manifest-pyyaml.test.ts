import * as fc from "fast-check";
import { isDeepStrictEqual } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { ManifestError, parseManifest, renderManifest } from "@rigline/manifest";
import { readDocument } from "../../packages/manifest/src/yaml/index.js";
import { manifest, text } from "./arbitrary-manifest.js";
import { pythonWithPackages } from "./python.js";
import { fromPython, fromRigline } from "./python-value.js";
import { readByPyYaml, type PythonReading } from "./read-by-pyyaml.js";

const SEED = Number(process.env["RIGLINE_SEED"] ?? Date.now());
/** RIGLINE_FUZZ=20 tries twenty times as many. */
const TIMES = Number(process.env["RIGLINE_FUZZ"] ?? 1);
const MANIFESTS = 400 * TIMES;
const WORDS = 4000 * TIMES;

let python: string | undefined;
beforeAll(async () => {
  python = await pythonWithPackages(["PyYAML==6.0.3"]);
}, 300_000);

describe("PyYAML's safe_load and Rigline agree", () => {
  it(
    `on ${MANIFESTS} manifests that Rigline wrote, as do readers of YAML 1.2`,
    async (context) => {
      if (python === undefined) return context.skip("no Python with PyYAML");
      const written = fc
        .sample(manifest, { numRuns: MANIFESTS, seed: SEED })
        .map((each, index) => renderManifest(each, { flavour: index % 2 === 0 ? "current" : "clabe-0.6.13" }));
      const readings = await readByPyYaml(python, written);
      for (const [index, document] of written.entries()) {
        const theirs = theirValue(readings[index]!);
        expect(theirs, `seed ${SEED}\n${document}`).toEqual(fromRigline(readDocument(document, {}).mapping));
        expect(theirs, `seed ${SEED}\n${document}`).toEqual(fromRigline(parse(document, { intAsBigInt: false })));
      }
    },
    120_000 * TIMES,
  );

  it(
    "on what a manifest means, through Rigline's own reader",
    () => {
      fc.assert(
        fc.property(manifest, (each) => {
          expect(parseManifest(renderManifest(each)).manifest).toEqual(each);
        }),
        { seed: SEED, numRuns: 300 * TIMES },
      );
    },
    120_000 * TIMES,
  );

  it(
    `on ${WORDS} unquoted words, and on which of them are errors`,
    async (context) => {
      if (python === undefined) return context.skip("no Python with PyYAML");
      const words = [...new Set(fc.sample(fc.oneof(unquoted, numberLike), { numRuns: WORDS, seed: SEED }))];
      const readings = await readByPyYaml(python, words.map(asDocument));
      const differing = words.filter((word, index) => !isDeepStrictEqual(ourValue(word), theirValue(readings[index]!)));
      expect(differing, `seed ${SEED}`).toEqual([]);
    },
    120_000 * TIMES,
  );
});

/** Words of the letters of which YAML 1.1 makes numbers, dates and booleans. */
const numberLike = fc
  .string({ unit: fc.constantFrom(..."00112233456789_.:-+eExbTZfin".split("")), minLength: 1, maxLength: 10 })
  .filter((word) => /^[^:-].*[^:]$/.test(word));
const unquoted = text.filter((word) => /^[\w.+~=<][\w.+=<-]*$/.test(word));

function asDocument(word: string): string {
  return `k: ${word}\n`;
}

function ourValue(word: string): unknown {
  try {
    return fromRigline(readDocument(asDocument(word), {}).mapping);
  } catch (error) {
    expect(error).toBeInstanceOf(ManifestError);
    return "refused";
  }
}

function theirValue(reading: PythonReading): unknown {
  return "error" in reading ? "refused" : fromPython(reading.value);
}

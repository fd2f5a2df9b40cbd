import { RiglineError } from "@rigline/foundation/errors";
import * as fc from "fast-check";
import { isDeepStrictEqual } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parseManifest, renderManifest } from "@rigline/manifest";
import { composeValue } from "../../packages/manifest/src/yaml/compose-value.js";
import { parseNodes } from "../../packages/manifest/src/yaml/parse-nodes.js";
import { readDocument } from "../../packages/manifest/src/yaml/index.js";
import { YamlComplaint } from "../../packages/manifest/src/yaml/yaml-complaint.js";
import { manifest, text } from "./arbitrary-manifest.js";
import { pythonWithPackages } from "./python.js";
import { fromPython, fromRigline } from "./python-value.js";
import { readByPyYaml, type PythonReading } from "./read-by-pyyaml.js";

const SEED = Number(process.env["RIGLINE_SEED"] ?? process.env["TESTS_SEED"]);
/** RIGLINE_FUZZ=20 tries twenty times as many. */
const TIMES = Number(process.env["RIGLINE_FUZZ"] ?? 1);
const MANIFESTS = 400 * TIMES;
const WORDS = 4000 * TIMES;
const TEXTS = 4000 * TIMES;

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

describe("PyYAML's scanner and parser, and Rigline's", () => {
  it(
    `agree on ${TEXTS} texts of the signs of YAML, in what they take and what they make of it`,
    async (context) => {
      if (python === undefined) return context.skip("no Python with PyYAML");
      const texts = fc.sample(signs, { numRuns: TEXTS, seed: SEED });
      const readings = await readByPyYaml(python, texts);
      const differing = texts.filter((document, index) => {
        const ours = composed(document);
        return ours !== "too complex" && !isDeepStrictEqual(ours, theirValue(readings[index]!));
      });
      expect(differing, `seed ${SEED}`).toEqual([]);
    },
    120_000 * TIMES,
  );
});

const PIECES = [
  ..."\n| |,|:|-|#|'|\"|[|]|{|}|?|=|~".split("|"),
  ..."a b|key: value|- x|- |? |: |\n  |\n    |\t|# c|\r|\r\n|\u0085|\u2028|<<: |<<|yes|017|1.5|.inf|20:00|é|\uFEFF|\u0007".split(
    "|",
  ),
  ..."---|...|%YAML 1.1|&a |*a|!!str |!!int |! |!x |!!set {a, b}|!!omap [a: 1]|!!binary aGVsbG8=|!!float 5|!!null x".split(
    "|",
  ),
  ..."{a: 1, b: [x, y]}|[a, {b: c}]|\\n|\\d|\\x41|''|@x|a:b|a#b|a #b|2026-03-02|\n- y|!!python/tuple [1]|%a|-a|?a".split(
    "|",
  ),
  "b: |\n   v\n\n  w\n",
  "a: >-\n  t\n  u\n",
  "c: 'x\n\n  y'",
  '"q\\\n  r"',
];
const WHOLE = [
  "name: a\nsub: 1\nlist:\n- x\n- y\nm:\n  k: [1, 2]\n  z: {p: q}\n",
  "a: &x {b: 1}\nc: *x\nd:\n  <<: *x\n  e: 2\n",
  "a: |\n  t\n   u\n\nb: >-\n  t\n  u\n",
  "? a\n: b\n? c\n- d\n- - e\n  - f\n-\n",
];

/** Pieces in a row, and whole documents with a piece put in somewhere. */
const signs = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 9 }).map((pieces) => pieces.join("")),
  fc
    .tuple(fc.constantFrom(...WHOLE), fc.constantFrom(...PIECES), fc.nat(60), fc.nat(3))
    .map(([whole, piece, at, cut]) => whole.slice(0, at) + piece + whole.slice(at + cut)),
);

function composed(document: string): unknown {
  try {
    const node = parseNodes(document);
    return node === undefined ? null : fromRigline(composeValue(node, "last").value);
  } catch (error) {
    expect(error).toBeInstanceOf(YamlComplaint);
    return (error as YamlComplaint).complaint.code === "YAML_TOO_COMPLEX" ? "too complex" : "refused";
  }
}

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
    expect(error).toBeInstanceOf(RiglineError);
    return "refused";
  }
}

function theirValue(reading: PythonReading): unknown {
  return "error" in reading ? "refused" : fromPython(reading.value);
}

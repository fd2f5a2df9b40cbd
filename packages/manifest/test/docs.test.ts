import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { MODALITIES, PLATFORMS } from "../src/index.js";
import { MANIFEST_KEYS } from "../src/manifest/manifest-schema.js";

const page = readFileSync(fileURLToPath(new URL("../../../docs/manifest/manifest.md", import.meta.url)), "utf8");

// The settings stand on the daemon's page, which test/docs ties to their schema.
it("docs/manifest/manifest.md names every key, modality and platform", () => {
  const names = [...MANIFEST_KEYS, ...Object.keys(MODALITIES), ...Object.keys(PLATFORMS)];
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { MODALITIES, PLATFORMS } from "../src/index.js";
import { MANIFEST_KEYS } from "../src/manifest/manifest-schema.js";
import { RIGLINE_KEYS } from "../src/watch-config/watch-config-schema.js";

const page = readFileSync(fileURLToPath(new URL("../../../docs/manifest/manifest.md", import.meta.url)), "utf8");

it("docs/manifest/manifest.md names every key, modality, platform and setting", () => {
  const names = [...MANIFEST_KEYS, ...Object.keys(MODALITIES), ...Object.keys(PLATFORMS), ...RIGLINE_KEYS];
  expect(names.filter((name) => name !== "retry" && !page.includes(`\`${name}\``))).toEqual([]);
});

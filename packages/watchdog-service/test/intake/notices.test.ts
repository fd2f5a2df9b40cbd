import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createRig, partsFor, runOnce } from "../support/rig.js";

test("a misspelt key of a manifest is told when its job is taken up, with its line and what was meant", async () => {
  const rig = createRig();
  const manifest = rig.hand("misspelt");
  // Inside the document, which the rig hands over as JSON.
  const text = readFileSync(manifest, "utf8");
  writeFileSync(manifest, text.replace("{", '{\n "delete_modalities_source_after_sucess": true,'));
  const parts = partsFor(rig);
  expect((await runOnce(parts)).troubled).toBe(0);
  const notices = parts.events.filter(({ event }) => event === "notice");
  expect(notices).toEqual([
    {
      event: "notice",
      job: "misspelt",
      message: expect.stringMatching(
        /manifest_misspelt\.yml:\d+:\d+, at delete_modalities_source_after_sucess: the key "delete_modalities_source_after_sucess" is ignored\. Did you mean "delete_modalities_source_after_success"\?$/,
      ) as string,
    },
  ]);
});

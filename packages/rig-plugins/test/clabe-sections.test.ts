import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadConfig, type Plugin } from "@rigline/core";
import { expect, test } from "vitest";
import bonsai from "../src/bonsai/index.js";
import copyNow from "../src/copy-now/index.js";
import curriculum from "../src/curriculum/index.js";
import library from "../src/library/index.js";
import openEphys from "../src/open-ephys/index.js";
import waterLog from "../src/water-log/index.js";
import { write } from "./support/make-repository.js";
import { temporaryFolder } from "./support/temporary-folder.js";

/** As a rig of VR foraging keeps it for clabe 0.6. Paths of Windows are none here: the server's is written as this system has it. */
const VR_FORAGING = readFileSync(
  new URL("../../core/test/config/sources/golden/clabe-vr-foraging.yml", import.meta.url),
  "utf8",
).replaceAll(/\\\\allen\S*/g, "/allen/data");

/** What clabe 0.14 has besides, each key of its settings. */
const NEWER = `
robocopy: { destination: /allen/data, log: null, extra_args: /E, delete_src: false, overwrite: true, force_dir: true, exclude_files: ["*.avi"], exclude_dirs: [fib] }
curriculum: { script: [curriculum, run], project_directory: ., input_trainer_state: null, data_directory: null, curriculum: depletion }
open_ephys: { signal_chain: ./chain.xml, executable: ./.open_ephys/open_ephys.exe, address: localhost, port: 37497 }
waterlog: { username: ada, mouse_id: null, mouse_weight: 21.4, comment: null, earned_water: 0.5, water_supplement_ml: null, water_supplement_delivered: true }
`;

async function sectionsOf(text: string): Promise<Readonly<Record<string, unknown>>> {
  const folder = temporaryFolder();
  write(folder, "clabe.yml", text);
  write(folder, "rigline.config.yaml", "data_dir: data\n");
  const { sections } = await loadConfig({ folder, environment: {} });
  return sections;
}

function parse(plugin: Plugin, sections: Readonly<Record<string, unknown>>) {
  return plugin.options?.safeParse(sections[plugin.section ?? ""]);
}

test.each([bonsai, copyNow, curriculum, library])("a lab's section is read by $name as it stands", async (plugin) => {
  const sections = await sectionsOf(VR_FORAGING);
  expect(sections[plugin.section ?? ""]).toBeDefined();
  expect(parse(plugin, sections)).toMatchObject({ success: true });
});

test.each([copyNow, curriculum, openEphys, waterLog])("so is that of clabe 0.14 by $name", async (plugin) => {
  expect(parse(plugin, await sectionsOf(NEWER))).toMatchObject({ success: true });
});

test("a rig's own keys may stand beside clabe's", async () => {
  const text = `bonsai_app: { workflow: ./main.bonsai, rig: library/rig.json }\n`;
  expect(parse(bonsai, await sectionsOf(text))).toMatchObject({
    success: true,
    data: { rig: join("library", "rig.json") },
  });
});

import { join } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { listJobs } from "../../src/jobs/list-jobs.js";
import { acceptingService, createRig, partsFor, settingsFor, type ManifestChoices } from "./rig.js";
import { quickFolder, writeTree } from "./temporary-folder.js";

export const PARTS = ["behavior", "ecephys"];
export const ENDPOINT = "http://service/submit";

/** Two computers that hand off one session to one destination, and the service that both know. */
export function twoRigs() {
  const root = quickFolder();
  const destination = join(root, "share/data");
  writeTree(root, { "share/": "" });
  const service = acceptingService();
  const make = (host: string, modality: string) => {
    const rig = createRig(join(root, host));
    writeTree(rig.root, { "own/data.bin": `${host}: ${modality}`, "own/deep/more.bin": host, "own/empty/": "" });
    writeTree(rig.root, { [`${modality}.json`]: `{"rig":"${host}"}` });
    return {
      ...rig,
      host,
      give: (choices: ManifestChoices = {}) =>
        rig.hand("session", {
          destination,
          endpoint: ENDPOINT,
          modalities: { [modality]: [join(rig.root, "own")] },
          schemas: [join(rig.root, `${modality}.json`)],
          ...choices,
          notes: { rigline_parts: PARTS, ...choices.notes },
        }),
      parts: (changes: Parameters<typeof partsFor>[1] = {}) =>
        partsFor(rig, { settings: settingsFor(rig, { hostname: host }), http: service, ...changes }),
      job: () => listJobs(nodeDisk, nodeFileSystem, rig.flag)[0],
    };
  };
  return { destination, service, first: make("rig-a", "behavior"), second: make("rig-b", "ecephys") };
}

/** What both have handed off. */
export const WHOLE = {
  "behavior.json": '{"rig":"rig-a"}',
  "behavior/data.bin": "rig-a: behavior",
  "behavior/deep/more.bin": "rig-a",
  "behavior/empty/": "",
  "ecephys.json": '{"rig":"rig-b"}',
  "ecephys/data.bin": "rig-b: ecephys",
  "ecephys/deep/more.bin": "rig-b",
  "ecephys/empty/": "",
};

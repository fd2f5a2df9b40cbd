import type { LauncherConfig } from "@rigline/core";
import { join, resolve } from "node:path";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { expect, test } from "vitest";
import { addExtraModalities } from "../../src/mapper/add-extra-modalities.js";
import { deriveMapping } from "../../src/mapper/derive-mapping.js";
import { SessionMappingSchema } from "../../src/mapper/session-mapping.js";
import { makeMapping, makeSession } from "../support/make-session.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { writeTree } from "../support/write-tree.js";

test("folders are taken by the names of modalities, in their own spelling, and the metadata beside them", () => {
  const session = makeSession(temporaryFolder());
  writeTree(session.directory, {
    "Behavior/x": "",
    "behavior-videos/x": "",
    "fmost/x": "",
    "other/x": "",
    "session.json": "{}",
    "RIG.JSON": "{}",
    "notes.txt": "",
    "behavior.json/": "",
    ".rigline/session.json": "{}",
  });
  const at = (name: string): string => join(session.directory, name);
  const mapping = deriveMapping(nodeFileSystem, session);
  expect(mapping).toEqual({
    subjectId: "614173",
    experimenters: ["ada.lovelace"],
    acquisitionStart: "2026-07-14T09:05:00-07:00",
    modalities: { behavior: [at("Behavior")], "behavior-videos": [at("behavior-videos")], fMOST: [at("fmost")] },
    schemas: [at("RIG.JSON"), at("session.json")],
  });
  expect(SessionMappingSchema.parse(JSON.parse(JSON.stringify(mapping)))).toEqual(mapping);
});

test("folders from elsewhere join those of the session", () => {
  const session = makeSession("/data");
  const mapping = addExtraModalities(
    makeMapping(session),
    {
      options: { extra_modality_data: { fib: ["fib/today"], behavior: [resolve("/other")] } },
      config: { values: { data_dir: resolve("/data") } as LauncherConfig, folder: resolve("/rig") },
    },
    session,
  );
  expect(mapping.modalities["behavior"]).toHaveLength(2);
  expect(mapping.modalities["fib"]?.[0]?.replaceAll("\\", "/")).toMatch(/\/rig\/fib\/today$/);
});

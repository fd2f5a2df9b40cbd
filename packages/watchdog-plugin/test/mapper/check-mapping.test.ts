import { join } from "node:path";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { describe, expect, test } from "vitest";
import { checkMapping } from "../../src/mapper/check-mapping.js";
import { makeMapping, makeSession, SESSION_FILES } from "../support/make-session.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { writeTree } from "../support/write-tree.js";
import { asSaid } from "../support/as-said.js";

function prepare(files: Readonly<Record<string, string>> = SESSION_FILES) {
  const session = makeSession(temporaryFolder());
  writeTree(session.directory, { "./": "", ...files });
  return { session, mapping: makeMapping(session) };
}

describe("checking a mapping", () => {
  test("a mapping that covers all of the session passes as it is", () => {
    const { session, mapping } = prepare();
    expect(checkMapping(nodeFileSystem, mapping, session, "success")).toEqual({ mapping, warnings: [] });
  });

  test("a missing modality folder after a successful experiment is an error that names it and what is there", () => {
    const { session, mapping } = prepare({ "behavior/x": "", "acquisition.json": "" });
    const missing = join(session.directory, "behavior-videos");
    expect(() => checkMapping(nodeFileSystem, mapping, session, "success")).toThrow(
      expect.objectContaining({
        code: "MODALITY_MISSING",
        message: `${missing} (modality behavior-videos) does not exist`,
        where: { file: missing },
        why: expect.stringMatching(/holds (acquisition\.json, behavior\/|behavior\/, acquisition\.json)/),
      }),
    );
  });

  test.each(["failed", "aborted"] as const)("after a %s experiment it is left out, and the rest goes", (outcome) => {
    const { session, mapping } = prepare({ "behavior/x": "" });
    const checked = checkMapping(nodeFileSystem, mapping, session, outcome);
    expect(checked.mapping.modalities).toEqual({ behavior: [join(session.directory, "behavior")] });
    expect(checked.mapping.schemas).toEqual([]);
    expect(checked.warnings.join("\n")).toMatch(
      /behavior-videos does not exist and is left out[\s\S]*acquisition\.json does not exist/,
    );
  });

  test("what the system does not let us look at is not left out", () => {
    const { session, mapping } = prepare();
    const refusing = {
      ...nodeFileSystem,
      exists: () => false,
      stat: (path: string): never => {
        throw Object.assign(new Error(`EMFILE: ${path}`), { code: "EMFILE" });
      },
    };
    expect(() => checkMapping(refusing, mapping, session, "failed")).toThrow("EMFILE");
  });

  test("nothing at all is an error also then", () => {
    const { session, mapping } = prepare({});
    expect(() => checkMapping(nodeFileSystem, mapping, session, "aborted")).toThrow(
      expect.objectContaining({
        code: "NO_MODALITIES",
        why: `no modality folder exists: ${session.directory} is empty`,
      }),
    );
  });

  test("a missing metadata file is an error", () => {
    const { session, mapping } = prepare({ "behavior/x": "", "behavior-videos/x": "" });
    expect(() => checkMapping(nodeFileSystem, mapping, session, "success")).toThrow(
      expect.objectContaining({ code: "SCHEMA_MISSING" }),
    );
  });

  test("a relative path is an error that says what to write", () => {
    const { session, mapping } = prepare();
    const relative = { ...mapping, modalities: { behavior: ["behavior"] } };
    expect(() => checkMapping(nodeFileSystem, relative, session, "success")).toThrow(
      expect.objectContaining({
        code: "MAPPING_PATH_RELATIVE",
        message: 'the mapping has the path "behavior" (modality behavior)',
        why: "relative paths are not allowed, because they mean another place in every process",
        todo: `Let the mapper write ${join(session.directory, "behavior")}. Then \`rigline resume\`.`,
      }),
    );
  });

  test.each([
    [{ "behavior/x": "", "acquisition.json": "" }, "MODALITY_MISSING"],
    [{ "behavior/x": "", "behavior-videos/x": "" }, "SCHEMA_MISSING"],
  ])("the command to go on with is whole", (files, code) => {
    const { session, mapping } = prepare(files);
    const check = () => checkMapping(nodeFileSystem, mapping, session, "success");
    expect(() => asSaid(check, session.name)).toThrow(
      expect.objectContaining({ code, todo: expect.stringContaining(`\`rigline resume ${session.name}\``) }),
    );
  });
});

import type { RunnerHandle, RunnerReport } from "@rigline/core";
import { RiglineError } from "@rigline/foundation/errors";
import { describe, expect, test } from "vitest";
import { addTo, readMapping } from "../../src/mapper/read-mapping.js";
import { makeMapping, makeSession } from "../support/make-session.js";

/** The handle of a runner that is done and gave this. */
function done(value: unknown, name = "session-mapper"): RunnerHandle<never> {
  return {
    name,
    phase: "postSession",
    state: "done",
    result: () => value as never,
    settled: Promise.resolve({ plugin: "lab-metadata" } as RunnerReport),
  };
}

async function refusal(value: unknown): Promise<RiglineError> {
  try {
    await readMapping(done(value));
  } catch (error) {
    if (error instanceof RiglineError) return error;
    throw error;
  }
  throw new Error("it was taken");
}

test("a mapping is taken as it is, and what else a mapper tells is left out", async () => {
  const mapping = makeMapping(makeSession("/data"));
  expect(await readMapping(done(mapping))).toEqual(mapping);
  expect(await readMapping(done({ ...mapping, more: 1 }))).toEqual(mapping);
});

test.each([
  [42, "found 42"],
  [undefined, "found nothing"],
  ["the mapping", 'found "the mapping"'],
  [[], "found an empty list"],
])("what is no mapping at all (%j) is the mapper's fault", async (value, found) => {
  const error = await refusal(value);
  expect(error).toMatchObject({
    code: "MAPPING_INVALID",
    message: "the runner session-mapper (plugin lab-metadata) gave no session mapping",
    where: { plugin: "lab-metadata", runner: "session-mapper" },
  });
  expect(error.why).toBe(
    `${found}, expected an object with subjectId, experimenters, acquisitionStart, modalities, schemas`,
  );
});

test("each value that is wrong is told with its path, what was found and what was expected", async () => {
  const error = await refusal({
    subjectId: 5,
    experimenters: ["ada", null],
    acquisitionStart: "yesterday",
    modalities: { behavior: "/data/behavior", fib: [] },
  });
  expect(error.why?.split("\n")).toEqual([
    "subjectId: found 5, expected a text that is not empty",
    "experimenters[1]: found null, expected a text",
    'acquisitionStart: found "yesterday", expected a time in ISO 8601, such as 2026-07-14T09:05:00-07:00',
    'modalities.behavior: found "/data/behavior", expected a list of absolute paths, one at least',
    "modalities.fib: found an empty list, expected a list of absolute paths, one at least",
    "schemas: found nothing, expected a list of absolute paths",
  ]);
});

test("a key in another spelling is pointed out", async () => {
  const { subjectId: subject_id, ...rest } = makeMapping(makeSession("/data"));
  expect((await refusal({ ...rest, subject_id })).why).toBe(
    "subjectId: found nothing, expected a text that is not empty (there is a key subject_id)",
  );
});

test("a mapper that fails to say whose it is does not hide the error", async () => {
  await expect(readMapping({ name: "m", result: () => 42 } as never)).rejects.toMatchObject({
    message: "the runner m gave no session mapping",
  });
});

describe("additions", () => {
  test("from several plugins: their folders and files, each once; who and when stays the mapper's", async () => {
    const mapping = makeMapping(makeSession("/data"));
    const added = await addTo(mapping, [
      done({ modalities: { ecephys: ["/data/probe-a"], behavior: mapping.modalities["behavior"] } }),
      done({ modalities: { ecephys: ["/data/probe-a", "/data/probe-b"] }, schemas: ["/data/probes.json"] }),
    ]);
    expect(added).toEqual({
      ...mapping,
      modalities: { ...mapping.modalities, ecephys: ["/data/probe-a", "/data/probe-b"] },
      schemas: [...mapping.schemas, "/data/probes.json"],
    });
    expect(await addTo(mapping, [])).toEqual(mapping);
  });

  test("that are none are the fault of the runner that gave them", async () => {
    const adding = addTo(makeMapping(makeSession("/data")), [done({ modalities: { ecephys: [] } }, "probes")]);
    await expect(adding).rejects.toMatchObject({
      code: "MAPPING_INVALID",
      message: "the runner probes (plugin lab-metadata) gave no additions to a mapping",
      why: "modalities.ecephys: found an empty list, expected a list of absolute paths, one at least",
    });
  });
});

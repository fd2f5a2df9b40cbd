import { expect, test } from "vitest";
import { addUploadParts, buildSubmitRequest, uploadPartOf, type JsonObject } from "../../src/index.js";
import { sampleManifest } from "../manifest-sample.js";

function requestOf(modality: string, upload: JsonObject = {}): JsonObject {
  return buildSubmitRequest(sampleManifest({ modalities: { [modality]: ["/data"] } }), { uploadTasks: upload });
}

function jobOf(request: JsonObject): JsonObject {
  return (request["upload_jobs"] as readonly JsonObject[])[0] ?? {};
}

test("the modalities of others are added with their tasks, and what a request says itself stays", () => {
  const whole = buildSubmitRequest(
    sampleManifest({ modalities: { behavior: ["/data"], ecephys: ["/data"], fib: ["/data"] } }),
  );
  const others = [requestOf("ecephys"), requestOf("fib"), requestOf("behavior", { codeocean: { skip_task: true } })];
  expect(addUploadParts(requestOf("behavior"), others.map(uploadPartOf))).toEqual(whole);
  const added = addUploadParts(whole, [
    { modalities: [{ abbreviation: "fib", name: "x" }], tasks: { modality_transformation_settings: { fib: 1 } } },
  ]);
  expect(added).toEqual(whole);
});

test("tasks of one's own that are told by modality travel too", () => {
  const own = requestOf("ecephys", {
    codeocean_pipeline: { ecephys: { skip_task: true } },
    other: { skip_task: true },
  });
  const part = uploadPartOf(own);
  expect(Object.keys(part.tasks).sort()).toEqual(["codeocean_pipeline", "modality_transformation_settings"]);
  const { tasks } = jobOf(addUploadParts(requestOf("behavior"), [part]));
  expect(tasks).toMatchObject({ codeocean_pipeline: { ecephys: { skip_task: true } } });
  expect(tasks).not.toHaveProperty("other");
});

test.each([
  {},
  { upload_jobs: [] },
  { upload_jobs: [{}, {}] },
  { upload_jobs: [{ modalities: "all" }] },
  { upload_jobs: [{ modalities: [{ name: "nameless" }] }] },
])("a request of another form says nothing, and is posted as it stands: %o", (request) => {
  expect(uploadPartOf(request as JsonObject)).toEqual({ modalities: [], tasks: {} });
  expect(addUploadParts(request as JsonObject, [uploadPartOf(requestOf("fib"))])).toEqual(request);
});

import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import {
  buildSubmitRequest,
  checkManifest,
  noFolder,
  parseManifest,
  renderManifest,
  type Manifest,
} from "@rigline/manifest";
import { keysOf, manifest, MODALITY_NAMES } from "./arbitrary-manifest.js";
import { INSTALL_TIMEOUT, pythonOf } from "./peers.js";
import { readByService, runByService, type ServiceReading } from "./watchdog-models.js";

const SEED = Number(process.env["RIGLINE_SEED"] ?? process.env["TESTS_SEED"]);
const TIMES = Number(process.env["RIGLINE_FUZZ"] ?? 1);

/** Those that the service's models can hold: known modalities, an address or none, years that Python can print. */
const acceptable: fc.Arbitrary<Manifest> = fc
  .tuple(
    manifest,
    fc.subarray([...MODALITY_NAMES], { minLength: 1 }),
    fc.constantFrom(null, "jane.doe@alleninstitute.org"),
    fc.integer({ min: 1970, max: 2200 }),
  )
  .map(([each, modalities, uploadNotificationEmail, year]) => ({
    ...each,
    uploadNotificationEmail,
    acquisitionDatetime: `${year}${each.acquisitionDatetime.slice(4)}`,
    modalities: Object.fromEntries(modalities.map((name) => [name, [`/data/${name}`]])),
  }));

const samples = fc.sample(acceptable, { seed: SEED, numRuns: 150 * TIMES });
let readings: ServiceReading[] | undefined;

beforeAll(async () => {
  const python = await pythonOf("clabe 0.14.1 and watchdog 0.1.9");
  if (python === undefined) return;
  const documents = samples.map((each) => renderManifest(each));
  readings = await readByService(python, documents);
}, INSTALL_TIMEOUT);

describe("the models of aind-watchdog-service 0.1.9", () => {
  it("read from our manifests what was meant", (context) => {
    if (readings === undefined) return context.skip("the service can't be installed");
    for (const [index, each] of samples.entries()) {
      const reading: ServiceReading = readings[index]!;
      expect(reading, `seed ${SEED}`).not.toHaveProperty("error");
      if ("error" in reading) continue;
      expect(reading.values, `seed ${SEED}`).toMatchObject({
        ...keysOf(each),
        upload_notification_email: each.uploadNotificationEmail,
        transfer_service_job_type: each.transferServiceJobType,
        checksum_mode_override: each.checksumModeOverride,
      });
    }
  });

  it("ends at a manifest whose data go to a store alone: nothing is copied, deleted or archived", async (context) => {
    const python = await pythonOf("clabe 0.14.1 and watchdog 0.1.9");
    if (python === undefined) return context.skip("the service can't be installed");
    const [sample] = samples as [Manifest];
    const [ended] = await runByService(python, [
      renderManifest({
        ...sample,
        destination: noFolder(),
        extraIdentifyingInfo: { rigline_remote: "s3://lab/rigs" },
        // What is worst that could be asked of it.
        deleteModalitiesSourceAfterSuccess: true,
      }),
    ]);
    expect(ended).toEqual({
      said: expect.stringMatching(/Job failed/) as string,
      source: ["behavior.csv"],
      flag: ["m.yaml"],
      archive: [],
    });
  });

  it("post what we post", (context) => {
    if (readings === undefined) return context.skip("the service can't be installed");
    for (const [index, each] of samples.entries()) {
      const reading: ServiceReading = readings[index]!;
      if ("error" in reading) expect.fail(reading.error);
      // Read back, for the order of the modalities is the file's.
      const { manifest: read } = parseManifest(renderManifest(each));
      expect(buildSubmitRequest(read), `seed ${SEED}`).toEqual(reading.body);
    }
  });

  it("write manifests that we read as they were meant", (context) => {
    if (readings === undefined) return context.skip("the service can't be installed");
    let compared = 0;
    for (const [index, each] of samples.entries()) {
      const reading: ServiceReading = readings[index]!;
      if ("error" in reading) continue;
      // PyYAML does not read back itself what it writes of these line ends.
      if (/[\u0085\u2028\u2029]/.test(reading.written)) continue;
      // It leaves nulls out, and with them a null endpoint, for which it then reads its default.
      const transferEndpoint = each.transferEndpoint ?? "http://aind-data-transfer-service/api/v2/submit_jobs";
      const { manifest: read } = parseManifest(reading.written);
      expect(withoutNulls(read), `seed ${SEED}\n${reading.written}`).toEqual(
        withoutNulls({ ...each, transferEndpoint, transferServiceArgs: null }),
      );
      compared += 1;
    }
    expect(compared).toBeGreaterThan(10);
  });

  it("agree with checkManifest on what they take", async (context) => {
    const python = await pythonOf("clabe 0.14.1 and watchdog 0.1.9");
    if (python === undefined) return context.skip("the service can't be installed");
    const spoilt = fc.sample(spoiltDocument, { seed: SEED, numRuns: 300 * TIMES });
    const answers = await readByService(python, spoilt);
    for (const [index, document] of spoilt.entries()) {
      const { accepted, reasons } = checkManifest(document).verdicts.at(-1)!;
      const answer = answers[index]!;
      const message = "error" in answer ? answer.error : "";
      // What fails later, while the request is made, is no refusal of the manifest.
      const refused = message.includes("for IngestedManifest") || message.includes("No data in manifest");
      expect(
        accepted,
        `seed ${SEED}\n${document}\n${message}\n${reasons.map((reason) => reason.message).join("; ")}`,
      ).toBe(!refused);
    }
  });
});

const scalar = fc.oneof(
  fc.constantFrom(
    null,
    true,
    false,
    "",
    "yes",
    "20:00:00",
    "20:00",
    "2026-03-02",
    "2026-03-02T10:15:00Z",
    "x",
    "614173",
  ),
  fc.integer({ min: -5, max: 100_000 }),
  fc.constantFrom([], {}, [1], ["/x"], { a: 1 }, { behavior: ["/x"] }, { behavior: "/x" }),
);

const GOOD = {
  name: "n",
  subject_id: "614173",
  acquisition_datetime: "2026-03-02T10:15:00",
  project_name: "p",
  destination: "/d",
  modalities: { behavior: ["/x"] },
};

const KEYS = [
  "name subject_id acquisition_datetime project_name destination modalities schedule_time transfer_endpoint platform",
  "schemas transfer_service_args delete_modalities_source_after_success extra_identifying_info checksum_mode_override",
  "transfer_service_job_type upload_notification_email",
]
  .join(" ")
  .split(" ");

/** A good manifest of which one value is something else. JSON is YAML. */
const spoiltDocument = fc
  .tuple(fc.constantFrom(...KEYS), scalar)
  .map(([key, value]) => JSON.stringify({ ...GOOD, [key]: value }));

/** It leaves nulls out wherever they are. */
function withoutNulls(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_key, item: unknown) => (item === null ? undefined : item))) as unknown;
}

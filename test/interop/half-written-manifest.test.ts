import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseManifest, provesWhole, renderManifest, type Manifest } from "@rigline/manifest";
import { keysOf, manifest, text } from "./arbitrary-manifest.js";
import { INSTALL_TIMEOUT } from "./peers.js";
import { pythonWithPackages } from "./python.js";
import { writeByPyYaml, type ToWrite } from "./write-by-pyyaml.js";

const SEED = Number(process.env["RIGLINE_SEED"] ?? process.env["TESTS_SEED"]);
const TIMES = Number(process.env["RIGLINE_FUZZ"] ?? 1);
const MANIFESTS = 60 * TIMES;

const LEGACY = {
  capsule_id: null,
  force_cloud_sync: true,
  mount: null,
  processor_full_name: "p",
  s3_bucket: "private",
};

/** As each of the known programs writes it. */
function asWritten(each: Manifest, jobType: string): ToWrite[] {
  const keys = keysOf(each);
  const request = { upload_jobs: [{ project_name: each.projectName }], user_email: each.uploadNotificationEmail };
  const current = { ...keys, checksum_mode_override: each.checksumModeOverride, transfer_service_job_type: jobType };
  return [
    { value: current, sorted: true },
    { value: { ...keys, ...LEGACY, script: {}, transfer_service_args: request }, sorted: true },
    { value: inOrder({ ...keys, ...LEGACY, script: {} }, SERVICE_0_1_5), sorted: false },
    { value: withoutNulls(inOrder(current, SERVICE_CURRENT)), sorted: false },
  ];
}

const SERVICE_0_1_5 =
  "name processor_full_name subject_id acquisition_datetime schedule_time force_cloud_sync transfer_endpoint platform capsule_id mount s3_bucket project_name destination modalities schemas script transfer_service_args delete_modalities_source_after_success extra_identifying_info";
const SERVICE_CURRENT =
  "name subject_id acquisition_datetime schedule_time transfer_endpoint platform project_name destination modalities schemas transfer_service_args transfer_service_job_type delete_modalities_source_after_success extra_identifying_info checksum_mode_override";

function inOrder(mapping: Readonly<Record<string, unknown>>, order: string): Record<string, unknown> {
  return Object.fromEntries(order.split(" ").flatMap((key) => (key in mapping ? [[key, mapping[key]]] : [])));
}

function withoutNulls(mapping: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(mapping).filter(([, value]) => value !== null));
}

const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 20 }).map((all) => all.join(" "));
const samples = fc.sample(fc.tuple(manifest, fc.oneof(words, text)), { seed: SEED, numRuns: MANIFESTS });

function isProven(content: string): boolean {
  try {
    return provesWhole(parseManifest(content).wholeness);
  } catch {
    return false;
  }
}

/** The beginnings of a text that lack more than its last line end: at the end of each line, and within each. */
function beginnings(whole: string): string[] {
  const ends = [...whole.matchAll(/\r?\n/g)].flatMap(({ index }) => [index, index + 1, Math.max(0, index - 3)]);
  return ends.filter((end) => end < whole.trimEnd().length).map((end) => whole.slice(0, end));
}

describe("no beginning of a manifest proves whole by its form", () => {
  it(
    `of ${MANIFESTS} that PyYAML wrote as each of four programs has it`,
    async (context) => {
      const python = await pythonWithPackages(["PyYAML==6.0.3"]);
      if (python === undefined) return context.skip("no Python with PyYAML");
      const written = await writeByPyYaml(
        python,
        samples.flatMap(([each, jobType]) => asWritten(each, jobType)),
      );
      for (const whole of written)
        for (const beginning of beginnings(whole))
          if (isProven(beginning)) expect.fail(`seed ${SEED}: ${JSON.stringify(beginning.slice(-200))} of\n${whole}`);
      // And of what those programs have written to its end, some does.
      expect(written.filter(isProven).length).toBeGreaterThan(MANIFESTS / 2);
    },
    INSTALL_TIMEOUT,
  );

  it(`of ${MANIFESTS} that Rigline wrote, or any program as JSON`, () => {
    for (const [each] of samples) {
      const ours = renderManifest(each);
      expect(isProven(ours), `seed ${SEED}\n${ours}`).toBe(true);
      for (const whole of [ours, `${JSON.stringify(keysOf(each), undefined, 2)}\n`])
        for (const beginning of beginnings(whole))
          if (isProven(beginning)) expect.fail(`seed ${SEED}: ${JSON.stringify(beginning.slice(-200))} of\n${whole}`);
    }
  });
});

import { join } from "node:path";
import {
  alsoToOf,
  checkSubmitRequest,
  deletesSource,
  keptSources,
  laterOf,
  noFolder,
  parseManifest,
  partsOf,
  patternsOf,
  remoteOf,
  toPosixPath,
  traceparentOf,
} from "@rigline/manifest";
import { sessionTraceparent } from "@rigline/core";
import { describe, expect, test } from "vitest";
import { createManifest } from "../../src/transfer/create-manifest.js";
import { nameRecipient } from "../../src/transfer/recipient.js";
import { flavourOfOptions } from "../../src/transfer/flavour-choice.js";
import { isSameSession } from "../../src/transfer/published-record.js";
import { writeManifest } from "../../src/transfer/write-manifest.js";
import { makeMapping, makeSession } from "../support/make-session.js";
import { makeParts, type PartChanges } from "../support/make-parts.js";

const folder = process.platform === "win32" ? String.raw`C:\rig folder` : "/rig folder";

function create(changes: PartChanges = {}, mapping: Parameters<typeof makeMapping>[1] = {}) {
  const parts = makeParts(folder, changes);
  const session = makeSession(join(folder, "data"));
  const manifest = createManifest(parts, session, makeMapping(session, mapping));
  return { manifest, text: writeManifest(manifest, flavourOfOptions(parts.options)), session };
}

describe("a session's manifest", () => {
  test("goes to the subject's folder, under the session's name, with / between folders", () => {
    const { manifest, session } = create();
    const root = toPosixPath(folder);
    expect(manifest).toMatchObject({
      name: session.name,
      destination: `${root}/central/614173`,
      modalities: { behavior: [`${root}/data/614173/${session.name}/behavior`] },
      acquisitionDatetime: "2026-07-14T09:05:00-07:00",
      scheduleTime: null,
      platform: null,
      legacy: null,
    });
  });

  test("goes to the subject's folder of each further destination too, and is deleted by nobody who does not know of them", () => {
    const also_to = [{ destination: "second" }, { destination: "third", needed: false }, { destination: "central" }];
    const { manifest } = create({ options: { also_to, delete_modalities_source_after_success: true } });
    const root = toPosixPath(folder);
    expect(alsoToOf(manifest)).toEqual([
      { destination: `${root}/second/614173`, needed: true },
      { destination: `${root}/third/614173`, needed: false },
    ]);
    expect([manifest.deleteModalitiesSourceAfterSuccess, deletesSource(manifest)]).toEqual([false, true]);
  });

  test("goes to the subject's place in a store too, which is no path from the config's folder", () => {
    const also_to = [{ destination: "s3://lab/rigs/" }, { destination: "rclone:nas:/rigs", needed: false }];
    expect(alsoToOf(create({ options: { also_to } }).manifest)).toEqual([
      { destination: "s3://lab/rigs/614173", needed: true },
      { destination: "rclone:nas:/rigs/614173", needed: false },
    ]);
  });

  test("goes to a store alone where the config names one, and no other watchdog does anything with it", () => {
    const options = {
      destination: "s3://lab/rigs/",
      also_to: [{ destination: "s3://lab/rigs" }, { destination: "second" }],
      delete_modalities_source_after_success: true,
      transfer_endpoint: "http://service/api/v2/submit_jobs",
    };
    const { manifest, text, session } = create({ options });
    const read = parseManifest(text).manifest;
    expect([remoteOf(read), read.destination]).toEqual(["s3://lab/rigs/614173", noFolder()]);
    expect([manifest.deleteModalitiesSourceAfterSuccess, deletesSource(read)]).toEqual([false, true]);
    expect(alsoToOf(read)).toEqual([{ destination: `${toPosixPath(folder)}/second/614173`, needed: true }]);
    // The service is told where the data are.
    expect(JSON.stringify(read.transferServiceArgs)).toContain(`s3://lab/rigs/614173/${session.name}/behavior`);
    expect(remoteOf(create({ options: { destination: "rclone:nas:rigs" } }).manifest)).toBe("rclone:nas:rigs/614173");
  });

  test("notes which folders stay when the source is deleted: those configured for every session", () => {
    const options = {
      delete_modalities_source_after_success: true,
      extra_modality_data: { fib: ["calibration"], behavior: ["data/614173"] },
      extra_identifying_info: { rig: "A" },
    };
    const { manifest } = create({ options });
    expect(manifest.extraIdentifyingInfo).toMatchObject({ rig: "A" });
    expect(keptSources(manifest)).toEqual([`${toPosixPath(folder)}/calibration`, `${toPosixPath(folder)}/data/614173`]);
    const within = { fib: [join(folder, "data/614173", makeSession(join(folder, "data")).name, "fib")] };
    expect(keptSources(create({ options: { ...options, extra_modality_data: within } }).manifest)).toEqual([]);
    const shared = join(folder, "shared", "fib");
    const { manifest: mapped } = create(
      { options: { delete_modalities_source_after_success: true } },
      { modalities: { behavior: [join(makeSession(join(folder, "data")).directory, "behavior")], fib: [shared] } },
    );
    expect(keptSources(mapped)).toEqual([toPosixPath(shared)]);
    const kept = { ...options, delete_modalities_source_after_success: false };
    expect(create({ options: kept }).manifest.extraIdentifyingInfo).toEqual({ rig: "A" });
  });

  test("names the session's trace where the rig sends traces, and nowhere else", () => {
    const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318" };
    const { manifest, text, session } = create({ environment, options: { extra_identifying_info: { rig: "A" } } });
    expect(manifest.extraIdentifyingInfo).toEqual({
      rig: "A",
      rigline_traceparent: sessionTraceparent(environment, session),
    });
    const read = parseManifest(text);
    expect([traceparentOf(read.manifest), read.notices]).toEqual([sessionTraceparent(environment, session), []]);
    expect(create({ environment }).text).toBe(create({ environment }).text);
    expect(create().text).not.toContain("rigline_traceparent");
  });

  test("patterns go where no other program reads them, and with them that the source is to be deleted", () => {
    const options = { exclude: ["*.tmp"], include: ["behavior"], delete_modalities_source_after_success: true };
    const { manifest, text } = create({ options });
    expect(manifest).toMatchObject({
      deleteModalitiesSourceAfterSuccess: false,
      extraIdentifyingInfo: { rigline_include: ["behavior"], rigline_exclude: ["*.tmp"], rigline_delete_source: true },
    });
    const read = parseManifest(text);
    expect([patternsOf(read.manifest), deletesSource(read.manifest), read.notices]).toEqual([
      { include: ["behavior"], exclude: ["*.tmp"] },
      true,
      [],
    ]);
    const kept = create({ options: { ...options, delete_modalities_source_after_success: false } }).manifest;
    expect(deletesSource(kept)).toBe(false);
  });

  test("what waits for an hour of its own", () => {
    const later = { files: ["behavior-videos"], at: "20:00" };
    expect(laterOf(create({ options: { later } }).manifest)).toEqual({
      patterns: ["behavior-videos"],
      at: "20:00:00",
      publishFirst: false,
    });
    expect(laterOf(create().manifest)).toBeUndefined();
  });

  test("the parts of a session that several computers hand off", () => {
    const parts = ["behavior", "behavior-videos", "ecephys"];
    expect(partsOf(create({ options: { parts } }).manifest)).toEqual(parts);
  });

  test("carries a request that the transfer service takes, in the rig's wall time", () => {
    const { manifest } = create();
    expect(checkSubmitRequest(manifest.transferServiceArgs)).toEqual([]);
    expect(manifest.transferServiceArgs).toMatchObject({
      user_email: "ada.lovelace@alleninstitute.org",
      upload_jobs: [
        { acq_datetime: "2026-07-14T09:05:00", s3_prefix: "614173_2026-07-14_09-05-00", s3_bucket: "default" },
      ],
    });
  });

  test("names the bucket that the options say, in either form", () => {
    const bucket = (options: Readonly<Record<string, unknown>>) =>
      (create({ options }).manifest.transferServiceArgs as { upload_jobs: [{ s3_bucket: string }] }).upload_jobs[0]
        .s3_bucket;
    const old = { manifest_flavour: "clabe-0.6.13" };
    expect([bucket({ s3_bucket: "open" }), bucket({ ...old, s3_bucket: "open" })]).toEqual(["open", "open"]);
    expect([bucket({}), bucket(old)]).toEqual(["default", "private"]);
  });

  test("with no endpoint carries no request", () => {
    expect(create({ options: { transfer_endpoint: null } }).manifest).toMatchObject({
      transferEndpoint: null,
      transferServiceArgs: null,
    });
  });

  test("in the old form has the old keys, the subject as a number, and a platform", () => {
    const { text } = create({
      options: {
        manifest_flavour: "clabe-0.6.13",
        capsule_id: "c",
        mount: "m",
        force_cloud_sync: false,
        script: { a: ["b"] },
      },
    });
    const { manifest } = parseManifest(text);
    expect(manifest.legacy).toEqual({
      processorFullName: "ada.lovelace",
      capsuleId: "c",
      mount: "m",
      s3Bucket: "private",
      script: { a: ["b"] },
      forceCloudSync: false,
    });
    expect(manifest.platform).toBe("behavior");
    expect(text).toMatch(/^"?subject_id"?: 614173$/m);
  });

  test.each(["mouse_001", "calibration", "000123"])("keeps the subject %s as it is", (subjectId) => {
    const { text } = create({}, { subjectId });
    expect(parseManifest(text).manifest.subjectId).toBe(subjectId);
  });

  test("puts the destination into upload tasks without harm to their JSON", () => {
    const { manifest, session } = create({
      options: { upload_tasks: { check_md5: { job_settings: { at: '{{ destination }}/"x"\\y' } } } },
    });
    const at = `${toPosixPath(folder)}/central/614173/${session.name}/"x"\\y`;
    expect(JSON.stringify(manifest.transferServiceArgs)).toContain(JSON.stringify(at));
  });

  describe("tags of the data's description", () => {
    const tagged = (options: Record<string, unknown>, mapping = {}): unknown => {
      const { manifest } = create({ options: { data_description_tags: ["foraging", "pilot"], ...options } }, mapping);
      const request = manifest.transferServiceArgs as { upload_jobs: [{ tasks: Record<string, unknown> }] } | null;
      return request?.upload_jobs[0].tasks["gather_preliminary_metadata"];
    };

    test("go into the task that gathers metadata", () => {
      expect(tagged({})).toMatchObject({
        job_settings: {
          metadata_dir: expect.stringContaining("/central/614173/"),
          data_description_settings: { tags: ["foraging", "pilot"] },
        },
      });
    });

    test("a mapper may bring more of them, each session its own", () => {
      expect(tagged({}, { dataDescriptionTags: ["pilot", "rewarded"] })).toMatchObject({
        job_settings: { data_description_settings: { tags: ["foraging", "pilot", "rewarded"] } },
      });
    });

    test("are added to those of a task from upload_tasks, each once", () => {
      const settings = { a: 1, data_description_settings: { b: 2, tags: ["pilot", "old"] } };
      const upload_tasks = { gather_preliminary_metadata: { image: "x", job_settings: settings } };
      expect(tagged({ upload_tasks })).toMatchObject({
        image: "x",
        job_settings: { a: 1, data_description_settings: { b: 2, tags: ["pilot", "old", "foraging"] } },
      });
    });

    test("leave a copy without submission as it is", () => {
      expect(tagged({ transfer_endpoint: null })).toBeUndefined();
    });
  });

  test("survives names and values that YAML readers trip over", () => {
    const info = { "12:30:00": "yes", no: "=", "<<": "~", "é\u2028": "- x: #y", deep: { list: [1, null, "0x1F"] } };
    const { manifest, text } = create({ options: { extra_identifying_info: info, project_name: "20:00" } });
    expect(parseManifest(text).manifest).toEqual(manifest);
  });

  test("with an unknown modality is refused with the nearest name", () => {
    expect(() => create({}, { modalities: { behaviour: [join(folder, "x")] } })).toThrow(/Did you mean "behavior"/);
  });
});

test("a manifest is told to be of a session by its sources", () => {
  const { text, session } = create();
  expect(isSameSession(text, session.directory)).toBe(true);
  expect(isSameSession(text, `${session.directory}-2`)).toBe(false);
  expect(isSameSession(text, session.directory.slice(0, -1))).toBe(false);
  expect(isSameSession("no: manifest", session.directory)).toBe(false);
});

const domain = { user_email_of: "first" as const, email_domain: "alleninstitute.org" };

test.each([
  [["john.doe"], "john.doe@alleninstitute.org"],
  [["John Doe", "jane.smith"], "jane.smith@alleninstitute.org"],
  [["jane@lab.example.org"], "jane@lab.example.org"],
  [[" john.doe "], "john.doe@alleninstitute.org"],
  [["John Doe"], null],
  [[], null],
])("of %j, %s is written to", (experimenters, address) => {
  expect(nameRecipient({ options: domain }, experimenters)).toBe(address);
});

test("the option goes first", () => {
  expect(nameRecipient({ options: { ...domain, user_email: "rig@lab.org" } }, ["john.doe"])).toBe("rig@lab.org");
});

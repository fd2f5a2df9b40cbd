import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { createScriptedUi } from "@rigline/core/testing";
import type { RiglineError } from "@rigline/foundation/errors";
import { parseManifest } from "@rigline/manifest";
import { expect, test, vi } from "vitest";
import {
  WatchdogDataTransferService,
  type SessionMapper,
  type WatchdogSettings,
  type WatchdogTransferOptions,
} from "../../src/index.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { writeTree } from "../support/write-tree.js";

const FACTS = {
  subjectId: "614173",
  experimenters: ["ada.lovelace"],
  acquisitionStart: "2026-07-14T09:05:00-07:00",
};

/** A session's folder, and what a script hands it off with; nobody is started to watch. */
function script(changes: Partial<WatchdogTransferOptions> = {}, settings: Partial<WatchdogSettings> = {}) {
  const folder = temporaryFolder();
  const source = join(folder, "session_001");
  writeTree(source, { "behavior/events.csv": "1", "session.json": "{}" });
  const flags = join(folder, "flags");
  const options: WatchdogTransferOptions = {
    source,
    settings: {
      destination: join(folder, "central", "session_001"),
      allow_local_destination: true,
      project_name: "my_project",
      transfer_endpoint: "http://127.0.0.1:1/api/v2/submit_jobs",
      flag_dir: flags,
      service: "none",
      ...settings,
    },
    ...changes,
  };
  const manifest = (name: string) => parseManifest(readFileSync(join(flags, `manifest_${name}.yaml`))).manifest;
  return { folder, source, flags, options, manifest };
}

const make = (options: WatchdogTransferOptions, mapper: SessionMapper = FACTS) =>
  new WatchdogDataTransferService(options).withSessionMapper(mapper);

test("a script hands a folder off, under its own name and to the destination itself", async () => {
  const { source, options, manifest, folder } = script();
  const handOff = await make(options).transfer();
  const destination = join(folder, "central", "session_001");
  expect(handOff).toMatchObject({ state: "pending", destination: join(destination, "session_001") });
  expect(manifest("session_001")).toMatchObject({
    name: "session_001",
    subjectId: "614173",
    destination: destination.replaceAll("\\", "/"),
    modalities: { behavior: [join(source, "behavior").replaceAll("\\", "/")] },
    schemas: [join(source, "session.json").replaceAll("\\", "/")],
    uploadNotificationEmail: "ada.lovelace@alleninstitute.org",
    scheduleTime: "20:00:00",
  });
});

test("its settings are as they were understood, with every default", () => {
  const { options } = script({}, { schedule_time: "20:00" });
  expect(make(options).settings).toMatchObject({
    schedule_time: "20:00:00",
    job_type: "default",
    user_email_of: "first",
  });
});

test("the same hand-off again publishes nothing new", async () => {
  const { options, flags } = script();
  const first = await make(options).transfer();
  const text = readFileSync(join(flags, "manifest_session_001.yaml"), "utf8");
  expect(await make(options).transfer()).toEqual(first);
  expect(readFileSync(join(flags, "manifest_session_001.yaml"), "utf8")).toBe(text);
});

test("of several folders, the modalities and metadata of each are handed off", async () => {
  const { folder, source, options, manifest } = script();
  const other = join(folder, "cameras");
  writeTree(other, { "behavior/more.csv": "2", "behavior-videos/front.mp4": "3", "rig.json": "{}" });
  await make({ ...options, source: [source, other], sessionName: "614173_2026-07-14" }).transfer();
  const { modalities, schemas } = manifest("614173_2026-07-14");
  expect(Object.fromEntries(Object.entries(modalities).map(([name, paths]) => [name, paths.length]))).toEqual({
    behavior: 2,
    "behavior-videos": 1,
  });
  expect(schemas.map((path) => basename(path))).toEqual(["session.json", "rig.json"]);
});

test("without a mapper, or with one that has not mapped, nothing is handed off", async () => {
  const { options, flags } = script();
  const service = new WatchdogDataTransferService(options);
  const unset = expect.objectContaining({ code: "SESSION_MAPPER_UNSET" });
  expect(() => service.sessionMapper).toThrow(unset);
  await expect(service.transfer()).rejects.toThrow(unset);
  const late = { isMapped: () => false, mapped: FACTS };
  expect(service.withSessionMapper(late).sessionMapper).toBe(late);
  await expect(service.transfer()).rejects.toThrow(/has not mapped yet/);
  await expect(make(options, { ...FACTS, acquisitionStart: "yesterday" }).transfer()).rejects.toMatchObject({
    code: "MAPPING_INVALID",
  });
  expect(existsSync(flags)).toBe(false);
  expect((await make(options, { ...late, isMapped: () => true }).transfer()).state).toBe("pending");
});

test("what is wrong with a mapping, a folder or the options is named, each value with what was expected", async () => {
  const { options, folder } = script();
  const bad = { ...FACTS, subjectId: 614173, acquisitionStart: "2026-07-14" } as unknown as SessionMapper;
  const invalid = (await make(options, bad)
    .transfer()
    .catch((error: unknown) => error)) as RiglineError;
  expect([invalid.code, invalid.todo]).toEqual([
    "MAPPING_INVALID",
    "Correct what the mapper gives. Then run the script again.",
  ]);
  expect(invalid.why?.split("\n")).toEqual([
    "subjectId: found 614173, expected a text that is not empty",
    'acquisitionStart: found "2026-07-14", expected a time in ISO 8601, such as 2026-07-14T09:05:00-07:00',
  ]);
  const absent = join(folder, "absent");
  const two = make({ ...options, source: [options.source as string, absent] });
  await expect(two.transfer()).rejects.toMatchObject({ code: "SESSION_FOLDER_GONE", where: { file: absent } });
  const none = { source: folder } as unknown as WatchdogTransferOptions;
  expect(() => make(none)).toThrow(/settings: expected an object with destination/);
});

test("before its queue is there nobody watches it", async () => {
  const { options } = script({}, { service: "embedded" });
  expect(await make(options).isRunning()).toBe(false);
});

test("addresses are made by the function, and tags are added", async () => {
  const asked: string[] = [];
  const emailFromExperimenter = (name: string) => {
    asked.push(name);
    return name === "Grace Hopper" ? null : `${name}@lab.example.org`;
  };
  const { options, manifest } = script({ emailFromExperimenter }, { data_description_tags: ["rig"] });
  const mapper = { ...FACTS, experimenters: ["Grace Hopper", " ada "], dataDescriptionTags: ["mapped"] };
  const service = make(options, mapper).addDataDescriptionTags("late").addDataDescriptionTags("later");
  await service.transfer();
  const { uploadNotificationEmail, transferServiceArgs } = manifest("session_001");
  expect([uploadNotificationEmail, asked]).toEqual(["ada@lab.example.org", ["Grace Hopper", "ada"]]);
  expect(JSON.stringify(transferServiceArgs)).toContain('"tags":["rig","mapped","late","later"]');
});

test("a manifest is written to any place, and called as clabe calls it", async () => {
  const { folder, options, flags } = script();
  const service = make(options);
  const dump = async (path: string) => basename(await service.dumpManifestConfig({ path: join(folder, path) }));
  expect(await dump("new/folder/calibration.v1.2")).toBe("manifest_calibration.v1.2.yaml");
  expect(await dump("new/manifest_a.yml")).toBe("manifest_a.yml");
  expect(parseManifest(readFileSync(join(folder, "new/manifest_a.yml"))).manifest.name).toBe("session_001");
  await expect(
    service.dumpManifestConfig({ path: join(folder, "absent/a.yml"), makeDir: false }),
  ).rejects.toMatchObject({ code: "MANIFEST_NOT_PUBLISHED" });
  expect([existsSync(join(folder, "absent")), existsSync(flags)]).toEqual([false, false]);
  expect(await service.dumpManifestConfig()).toBe(join(flags, "manifest_session_001.yaml"));
});

test("a person is asked by the given ui", async () => {
  const ui = createScriptedUi({ transfer: [true, false] });
  const service = new WatchdogDataTransferService(script({ ui }).options);
  expect([await service.promptInput(), await service.promptInput(), ui.asked]).toEqual([
    true,
    false,
    ["transfer", "transfer"],
  ]);
});

test.each([
  [{ session_name: "a" }, /session_name is called sessionName/],
  [{ email_from_experimenter_builder: () => "" }, /is called emailFromExperimenter/],
  [{ valdate: true }, /there is no valdate. Did you mean "validate"/],
  [{ source: [] }, /source: expected a folder, or a list of folders/],
])("options %j are refused with the name of today", (changes, message) => {
  const { options } = script(changes as object);
  expect(() => new WatchdogDataTransferService(options)).toThrow(message);
});

test.each([
  [{ job_config: "x" }, /settings: job_config is called job_type/],
  [{ project_nam: "x" }, /Did you mean "project_name"/],
  [{ schedule_time: "soon" }, /settings: schedule_time: .*no time of day/],
])("settings %j are refused with what is right", (settings, message) => {
  const { options } = script({}, settings as object);
  expect(() => new WatchdogDataTransferService(options)).toThrow(message);
});

test("whether it is valid: the program is there, somebody watches, the project is known", async () => {
  const { options, folder } = script({}, { service: "external" });
  vi.stubEnv("WATCHDOG_EXE", join(folder, "absent.exe"));
  try {
    const service = make(options);
    await expect(service.validate()).rejects.toMatchObject({ code: "WATCHDOG_EXE_MISSING" });
    await expect(service.transfer()).rejects.toMatchObject({ code: "WATCHDOG_EXE_MISSING" });
  } finally {
    vi.unstubAllEnvs();
  }
  const alone = make(script().options);
  expect([await alone.isRunning(), await alone.validate()]).toEqual([false, false]);
  await expect(alone.forceRestart()).rejects.toMatchObject({ code: "DAEMON_NOT_OURS" });
  const away = make(script({}, { project_names_url: "http://127.0.0.1:1/names" }).options);
  await expect(away.isValidProjectName()).rejects.toMatchObject({ code: "PROJECT_NAMES_UNAVAILABLE" });
});

test("as a runner of one's own it goes to the subject's folder, and needs its mapper's handle", async () => {
  const { folder, source, options, manifest } = script();
  mkdirSync(join(folder, "data"));
  const mapping = { ...FACTS, modalities: { behavior: [join(source, "behavior")] }, schemas: [] };
  const handle = {
    name: "map",
    phase: "postSession" as const,
    state: "done" as const,
    result: () => mapping,
    settled: Promise.resolve({} as never),
  };
  const runner = WatchdogDataTransferService.buildRunner(options.settings, handle, { validate: false });
  expect(runner).toMatchObject({ name: "watchdog", phase: "postSession", needs: { mapper: handle } });
  const session = { ...FACTS, name: "614173_now", subject: "614173", directory: source };
  const signal = new AbortController().signal;
  const nothing = () => undefined;
  const context = { session, outcome: "success", signal, progress: nothing, report: nothing, tell: nothing };
  const handOff = await runner.run(context as never);
  expect(handOff.state).toBe("pending");
  expect(manifest("614173_now").destination).toMatch(/central\/session_001\/614173$/);
});

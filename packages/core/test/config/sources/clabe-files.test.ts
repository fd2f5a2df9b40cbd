import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { checkSections } from "../../../src/config/check-sections.js";
import { resolvePluginOptions } from "../../../src/config/plugin-options.js";
import { load, makeRig, refusal, sourcesOf, writeIn } from "../rig-folder.js";

/** The files are of Windows rigs; elsewhere their drive is refused, which other tests show. */
const DATA = process.platform === "win32" ? "D:/Data" : "/mnt/data";
const golden = (name: string): string =>
  readFileSync(new URL(`golden/${name}`, import.meta.url), "utf8").replaceAll("D:/Data", DATA);

/** clabe's WatchdogSettings, as a plugin would declare them. */
const WatchdogOptions = z.strictObject({
  destination: z.string(),
  schedule_time: z.string().nullable().default("20:00"),
  project_name: z.string(),
  platform: z.string().default("behavior"),
  capsule_id: z.string().nullable().optional(),
  script: z.record(z.string(), z.array(z.string())).nullable().optional(),
  s3_bucket: z.enum(["private", "open", "default"]).default("private"),
  mount: z.string().optional(),
  force_cloud_sync: z.boolean().default(true),
  transfer_endpoint: z.url(),
  delete_modalities_source_after_success: z.boolean().default(true),
  extra_identifying_info: z.record(z.string(), z.unknown()).optional(),
  upload_tasks: z.record(z.string(), z.unknown()).optional(),
  job_type: z.string().default("default"),
});
const watchdog = { name: "rigline-watchdog", section: "watchdog", options: WatchdogOptions };

describe("a rig that has clabe's files alone", () => {
  const rig = (): string =>
    makeRig({ "clabe.yml": golden("clabe-vr-foraging.yml"), "local/clabe.yml": golden("clabe-local.yml") });

  test("the launcher's shared keys are read, clabe's own are passed over without a word", async () => {
    const folder = rig();
    const config = await load(folder);
    expect(config.values).toMatchObject({
      data_dir: DATA,
      temp_dir: "./local/.temp",
      debug_mode: false,
      subject: "000123",
      plugins: [],
    });
    expect(config.file).toBe(path.join(folder, "local", "clabe.yml"));
    expect(config.folder).toBe(folder);
    expect(config.warnings).toEqual([]);
    expect(sourcesOf(config, "data_dir")).toEqual(["file clabe.yml:2:1", "file clabe.yml:2:1"]);
  });

  test("a section merges key by key at every depth: the repository's job_type is hidden, its project is not lost", async () => {
    const config = await load(rig());
    const { options, provenance } = resolvePluginOptions(config, undefined, watchdog);
    expect(options).toEqual({
      destination: "\\\\allen\\aind\\scratch\\vr-foraging\\data",
      schedule_time: "20:00",
      project_name: "Cognitive flexibility in patch foraging",
      platform: "behavior",
      capsule_id: null,
      script: {},
      s3_bucket: "private",
      force_cloud_sync: true,
      transfer_endpoint: "http://aind-data-transfer-service-dev/api/v2/submit_jobs",
      delete_modalities_source_after_success: false,
      upload_tasks: {
        qualityControl: { job_settings: { partition: "aind", report_path: "{{ destination }}/behavior/report.html" } },
      },
      job_type: "vr_foraging_rig4",
    });
    expect(provenance.get("watchdog.job_type")?.map(({ value, line }) => [value, line])).toEqual([
      ["vr_foraging_rig4", 4],
      ["vr_foraging_v2", 27],
      ["default", undefined],
    ]);
  });

  test("sections that no plugin claims are clabe's", async () => {
    expect(checkSections(await load(rig()), ["watchdog"])).toEqual([]);
  });
});

test("a section that is missing is never replaced by keys at the top", async () => {
  const folder = makeRig({
    "clabe.yml": "data_dir: d\ndestination: /x\nproject_name: top\ntransfer_endpoint: http://a/b\n",
  });
  const error = await refusal(async () => resolvePluginOptions(await load(folder), undefined, watchdog));
  expect(error).toMatchObject({ code: "CONFIG_INVALID", where: { plugin: "rigline-watchdog" } });
  expect(error.why?.split("\n").sort()).toEqual([
    "watchdog.destination: is required (string) and no source sets it",
    "watchdog.project_name: is required (string) and no source sets it",
    "watchdog.transfer_endpoint: is required (string) and no source sets it",
  ]);
});

test("a key that is near to a valid one is refused, though clabe passes over it", async () => {
  const folder = makeRig({
    "clabe.yml": "data_dir: d\nwatchdog:\n  destination: /x\n  projet_name: p\n  transfer_endpoint: http://a/b\n",
  });
  const error = await refusal(async () => resolvePluginOptions(await load(folder), undefined, watchdog));
  expect(error).toMatchObject({
    code: "CONFIG_UNKNOWN_KEY",
    message: 'watchdog.projet_name: there is no such key. Did you mean "project_name"?',
    where: { plugin: "rigline-watchdog", file: path.join(folder, "clabe.yml"), line: 4, column: 3 },
  });
});

test("a key of a clabe that is newer than the plugin is left out, with a warning", async () => {
  const folder = makeRig({
    "clabe.yml":
      "data_dir: d\nwatchdog: { destination: /x, project_name: p, transfer_endpoint: 'http://a/b', rclone_flavour: s }\n",
  });
  const { options, warnings } = resolvePluginOptions(await load(folder), undefined, watchdog);
  expect(options).not.toHaveProperty("rclone_flavour");
  expect(warnings).toEqual([
    `${path.join(folder, "clabe.yml")}:2:80: watchdog.rclone_flavour is not read, no plugin knows it`,
  ]);
});

test("rigline's own keys are not read from clabe's file, and that is told", async () => {
  const folder = makeRig({ "clabe.yml": "data_dir: d\nrig_name: four\nexperiment: foraging\n" });
  const config = await load(folder);
  expect(config.values.rig_name).toBeUndefined();
  expect(config.values.experiment).toBeUndefined();
  expect(config.warnings).toEqual([
    `${path.join(folder, "clabe.yml")}:2:1: "rig_name" is not read from clabe's file; write it in rigline.config.yaml`,
    `${path.join(folder, "clabe.yml")}:3:1: "experiment" is not read from clabe's file; write it in rigline.config.yaml`,
  ]);
});

test("words of YAML 1.1 are booleans only in clabe's file: in Rigline's own they are text", async () => {
  const clabe = await load(makeRig({ "clabe.yml": "data_dir: d\ndebug_mode: Yes\nsubject: no\n" }));
  expect(clabe.values).toMatchObject({ debug_mode: true, subject: "no" });
  const own = makeRig({ "rigline.config.yaml": "data_dir: d\ndebug_mode: yes\n" });
  expect((await refusal(() => load(own))).message).toBe('debug_mode: expected boolean, found "yes"');
});

test("an empty clabe.yml, and one named by --config", async () => {
  const folder = makeRig({ "clabe.yml": "", "local/clabe.yml": "data_dir: d\n" });
  expect((await load(folder)).values.data_dir).toBe("d");
  const named = await load(path.dirname(folder), { file: path.join(folder, "local", "clabe.yml") });
  expect(named).toMatchObject({ folder, values: { data_dir: "d" } });
});

test("one that --clabe-yml names ranks below local/clabe.yml and above clabe.yml, as in clabe", async () => {
  const key = (name: string) => `watchdog: { job_type: ${name} }\n`;
  const places = { "clabe.yml": `data_dir: d\n${key("rig")}`, "of the lab.yml": `subject: lab\n${key("lab")}` };
  const jobType = async (folder: string) => {
    const config = await load(folder, { clabeFile: "of the lab.yml" });
    expect(config.values).toMatchObject({ data_dir: "d", subject: "lab" });
    return config.sections["watchdog"]?.["job_type"];
  };
  expect(await jobType(makeRig(places))).toBe("lab");
  expect(await jobType(makeRig({ ...places, "local/clabe.yml": key("local") }))).toBe("local");
  expect((await refusal(() => load(makeRig(places), { clabeFile: "no.yml" }))).todo).toContain("--clabe-yml");
});

test("a clabe.yml in the working folder keeps a config further up out", async () => {
  const folder = makeRig({
    "rigline.config.yaml": "data_dir: above\nsubject: above\n",
    "rig/clabe.yml": "data_dir: rig\n",
  });
  const config = await load(path.join(folder, "rig"));
  expect(config).toMatchObject({ folder: path.join(folder, "rig"), values: { data_dir: "rig" } });
  expect(config.values.subject).toBeUndefined();
});

describe("the clabe.yml of the whole machine, in the folder that PROGRAMDATA names", () => {
  const machineWide = (content: string): { folder: string; environment: Record<string, string> } => {
    const folder = makeRig({ "clabe.yml": content });
    return { folder, environment: { PROGRAMDATA: folder } };
  };

  test("is the weakest of clabe's files, key by key, and stronger than the environment", async () => {
    const { folder: machine, environment } = machineWide(
      "data_dir: machine\nsubject: machine\nwatchdog: { destination: machine, project_name: machine, job_type: machine }\n",
    );
    const folder = makeRig({
      "clabe.yml": "data_dir: rig\nwatchdog: { project_name: rig, job_type: rig }\n",
      "local/clabe.yml": "watchdog: { job_type: local }\n",
    });
    const config = await load(folder, { environment: { ...environment, RIGLINE_SUBJECT: "variable" } });
    expect(config.values).toMatchObject({ data_dir: "rig", subject: "machine" });
    expect(config.sections["watchdog"]).toEqual({ destination: "machine", project_name: "rig", job_type: "local" });
    expect(config).toMatchObject({ folder, file: path.join(folder, "local", "clabe.yml") });
    expect(config.provenance.get("watchdog.job_type")?.map(({ name, line }) => [name, line])).toEqual([
      [path.join(folder, "local", "clabe.yml"), 1],
      [path.join(folder, "clabe.yml"), 2],
      [path.join(machine, "clabe.yml"), 3],
    ]);
    expect(sourcesOf(config, "subject")).toEqual(["file clabe.yml:2:1", "environment RIGLINE_SUBJECT"]);
  });

  test("is read beside a config of Rigline's own, wherever that was found", async () => {
    const { environment } = machineWide("data_dir: machine\nsubject: machine\n");
    const folder = makeRig({ ".rigline/config.yaml": "data_dir: own\n", "deep/er/readme.txt": "" });
    const config = await load(path.join(folder, "deep", "er"), { environment });
    expect(config.values).toMatchObject({ data_dir: "own", subject: "machine" });
  });

  test("alone makes no folder a rig: its relative paths start at the working folder, and a config further up is found", async () => {
    const { environment } = machineWide("data_dir: machine\n");
    const folder = makeRig({ "rig/readme.txt": "" });
    expect(await load(path.join(folder, "rig"), { environment })).toMatchObject({
      file: undefined,
      folder: path.join(folder, "rig"),
      values: { data_dir: "machine" },
    });
    writeIn(folder, "rigline.config.yaml", "data_dir: above\n");
    expect(await load(path.join(folder, "rig"), { environment })).toMatchObject({
      folder,
      values: { data_dir: "above" },
    });
  });

  test("without a data_dir there is no configuration, and the error says that this file was read too", async () => {
    const { folder: machine, environment } = machineWide("watchdog: { destination: /x }\n");
    const error = await refusal(() => load(makeRig(), { environment }));
    expect(error.code).toBe("CONFIG_NOT_FOUND");
    expect(error.why).toContain(path.join(machine, "clabe.yml"));
  });

  test("is one file when the working folder is that very folder", async () => {
    const { folder, environment } = machineWide("data_dir: machine\n");
    const config = await load(folder, { environment });
    expect(config.file).toBe(path.join(folder, "clabe.yml"));
    expect(sourcesOf(config, "data_dir")).toEqual(["file clabe.yml:1:1"]);
  });

  test.each([[{}], [{ PROGRAMDATA: "" }], [{ PROGRAMDATA: "/no/such/folder" }]])(
    "is not looked for, or not there, with %j",
    async (environment) => {
      const config = await load(makeRig({ "rigline.config.yaml": "data_dir: own\n" }), { environment });
      expect(config.layers?.filter(({ spelling }) => spelling === "yaml-1.1")).toEqual([]);
    },
  );

  test("`.env` does not move it: clabe takes the variable of the process alone", async () => {
    const { folder: machine } = machineWide("subject: machine\n");
    const config = await load(
      makeRig({ "rigline.config.yaml": "data_dir: own\n", ".env": `PROGRAMDATA=${machine}\n` }),
    );
    expect(config.values.subject).toBeUndefined();
  });
});

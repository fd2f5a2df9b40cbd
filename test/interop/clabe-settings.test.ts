import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runRigline } from "../../packages/core/test/cli/run-rigline.js";
import { makeWorkFolder, removeWorkFolder } from "../e2e/rig.js";
import { CASES, WITHOUT_SECTION, type Case } from "./clabe-settings-cases.js";
import { INSTALL_TIMEOUT, PROGRAMS, pythonOf } from "./peers.js";
import { PYTHON_ENVIRONMENT } from "./python.js";

type Name = keyof typeof CASES | "withoutSection";
type Values = Readonly<Record<string, unknown>>;
interface Reading {
  readonly values?: Values;
  readonly error?: string;
}
type Readings = Readonly<Record<string, Reading>>;

const folder = makeWorkFolder("clabe-settings");
const SHARED = Object.entries<Case>(CASES);
const ALONE: [string, Case][] = [["withoutSection", WITHOUT_SECTION]];
let current: Readings | undefined;
let old: Readings | undefined;

beforeAll(async () => {
  for (const [name, { files }] of [...SHARED, ...ALONE]) writeFiles(join(folder, name), files);
  const [newPython, oldPython] = await Promise.all([
    pythonOf("clabe 0.14.1 and watchdog 0.1.9"),
    pythonOf("clabe 0.6.13"),
  ]);
  [current, old] = await Promise.all([readByClabe(newPython), readByClabe(oldPython)]);
}, INSTALL_TIMEOUT);
afterAll(() => removeWorkFolder(folder));

describe("rigline reads in the section watchdog of clabe.yml what clabe 0.14.1 and 0.6.13 read", () => {
  it.for<Name>(["least", "quotedTime", "noSchedule", "timeWithZero", "wordsOfOldYaml", "objects"])(
    "%s",
    async (name, { skip }) => {
      const { now, before } = theirs(name, skip);
      const { values } = await readByRigline(name);
      expect(whatIsSaid(values)).toEqual(whatIsSaid(now.values));
      expect(whatIsSaid(values)).toEqual(whatIsSaid(before.values));
    },
  );

  it("keys of one version alone", async ({ skip }) => {
    const read = await readByRigline("keysOfCurrent");
    expect(whatIsSaid(read.values)).toEqual(whatIsSaid(theirs("keysOfCurrent", skip).now.values));
    const older = await readByRigline("keysOfOld");
    expect(whatIsSaid(older.values)).toEqual(whatIsSaid(theirs("keysOfOld", skip).before.values));
  });

  it("local/clabe.yml wins, key by key; clabe 0.6.13 forgets the rest of the section", async ({ skip }) => {
    const { now, before } = theirs("local", skip);
    const merged = { schedule_time: "06:00:00", job_type: "root", extra_identifying_info: { a: 1, b: 2 } };
    expect((await readByRigline("local")).values).toMatchObject(merged);
    expect(now.values).toMatchObject(merged);
    expect(before.error).toContain("destination");
  });

  it(".local/clabe.yml wins over both; clabe 0.14.1 does not know it", async ({ skip }) => {
    const { now, before } = theirs("hidden", skip);
    expect((await readByRigline("hidden")).values).toMatchObject({ job_type: "hidden" });
    expect(before.values).toMatchObject({ job_type: "hidden" });
    expect(now.values).toMatchObject({ job_type: "local" });
  });
});

describe("rigline differs from clabe, on purpose", () => {
  it.for<[Name, string, string]>([
    ["seconds", "20:00:00", "20:00:00Z"],
    ["minutes", "20:00:00", "00:20:00Z"],
    ["fraction", "20:00:00", "20:00:00.250000"],
  ])("times are meant by the rig's clock: %s is %s, and not %s", async ([name, mine, his], { skip }) => {
    const { now, before } = theirs(name, skip);
    expect((await readByRigline(name)).values).toMatchObject({ schedule_time: mine });
    for (const { values } of [now, before]) expect(values).toMatchObject({ schedule_time: his });
  });

  it("the machine's own variables do not get in; into clabe they do where the file says nothing", async ({ skip }) => {
    const { now, before } = theirs("variables", skip);
    const { values } = await readByRigline("variables");
    expect(values).toMatchObject({ job_type: "default", project_name: "Dynamic Routing" });
    expect(values).not.toHaveProperty("platform", "MCD");
    expect(now.values).toMatchObject({ job_type: "nightly", project_name: "Dynamic Routing" });
    expect(before.values).toMatchObject({ job_type: "nightly", platform: "MCD" });
  });

  it("top-level keys never stand in for the section", async ({ skip }) => {
    const { now, before } = theirs("withoutSection", skip);
    for (const { values } of [now, before]) expect(values).toMatchObject({ project_name: "Dynamic Routing" });
    expect((await readByRigline("withoutSection")).error).toContain("destination");
  });

  it("a wrong name is an error that names the right one", async ({ skip }) => {
    const { now, before } = theirs("wrongName", skip);
    for (const { values } of [now, before]) expect(values).toMatchObject({ job_type: "default" });
    expect((await readByRigline("wrongName")).error).toContain('Did you mean "job_type"?');
  });

  it("where jobs are submitted must be said; clabe's default is a development server", async ({ skip }) => {
    const { now, before } = theirs("noEndpoint", skip);
    const development = { transfer_endpoint: "http://aind-data-transfer-service-dev/api/v2/submit_jobs" };
    for (const { values } of [now, before]) expect(values).toMatchObject(development);
    expect((await readByRigline("noEndpoint")).error).toContain("transfer_endpoint");
  });
});

function theirs(name: Name, skip: (note: string) => never): { now: Reading; before: Reading } {
  if (current === undefined || old === undefined) return skip("clabe can't be installed");
  return { now: current[name]!, before: old[name]! };
}

async function readByClabe(python: string | undefined): Promise<Readings | undefined> {
  if (python === undefined) return undefined;
  const inOneProcess = async (cases: readonly [string, Case][]): Promise<[string, Reading][]> => {
    const input = JSON.stringify(cases.map(([name, { variables = {} }]) => [join(folder, name), variables]));
    const { stdout } = await execa(python, [join(PROGRAMS, "clabe_settings.py")], { input, env: PYTHON_ENVIRONMENT });
    const readings = JSON.parse(stdout) as Reading[];
    return cases.map(([name], index) => [name, readings[index]!]);
  };
  return Object.fromEntries([...(await inOneProcess(SHARED)), ...(await inOneProcess(ALONE))]);
}

/** What `rigline config --json` prints, in this process: it is asked often. */
async function readByRigline(name: Name): Promise<Reading> {
  const { variables = {} } = name === "withoutSection" ? WITHOUT_SECTION : (CASES[name] as Case);
  const { exitCode, out, err } = await runRigline(join(folder, name), ["config", "--json"], variables);
  return exitCode === 0 ? { values: (JSON.parse(out) as { watchdog: Values }).watchdog } : { error: out + err };
}

function writeFiles(parent: string, files: Readonly<Record<string, string>>): void {
  const config = {
    data_dir: "data",
    experiment: { command: ["node"] },
    plugins: [{ use: "@rigline/watchdog-plugin" }],
  };
  for (const [name, text] of Object.entries({ ...files, "rigline.config.yaml": JSON.stringify(config) })) {
    mkdirSync(dirname(join(parent, name)), { recursive: true });
    writeFileSync(join(parent, name), text);
  }
}

/** Without nulls, without the defaults of the old clabe, and without the keys that rigline alone has. */
function whatIsSaid(values: Values | undefined): Values {
  expect(values).toBeDefined();
  const entries = Object.entries(values ?? {}).filter(([key, value]) => value !== DEFAULTS[key] && !OURS.has(key));
  const dropNulls = (_key: string, value: unknown): unknown => value ?? undefined;
  return JSON.parse(JSON.stringify(Object.fromEntries(entries), dropNulls)) as Values;
}

const DEFAULTS: Values = { s3_bucket: "private", force_cloud_sync: true, platform: "behavior" };
const OURS = new Set([
  "service",
  "manifest_flavour",
  "wait_seconds",
  "email_domain",
  "logs_modality",
  "allow_local_destination",
  "on_mapper_failure",
  "confirm",
  "transfer_on",
  "notify",
  "safe_to_delete_when",
  "user_email_of",
  "also_to",
  "include",
  "exclude",
]);

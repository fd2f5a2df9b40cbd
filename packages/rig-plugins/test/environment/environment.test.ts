import { join } from "node:path";
import { expect, test } from "vitest";
import environment from "../../src/environment/index.js";
import { parseBonsaiPackages } from "../../src/environment/bonsai-packages.js";
import { parseFreeze } from "../../src/environment/python-packages.js";
import { expectConforming } from "../support/expect-conforming.js";
import { findUv } from "../support/find-uv.js";
import { write } from "../support/make-repository.js";
import { detailsOf, readJson, runSession } from "../support/run-session.js";
import { scriptPrograms } from "../support/scripted-programs.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const BONSAI = `<?xml version="1.0" encoding="utf-8"?>
<PackageConfiguration>
  <Packages>
    <Package id="Bonsai.Harp" version="3.5.2" />
    <Package version="2.8.5" id="Bonsai" />
  </Packages>
  <AssemblyReferences><AssemblyReference assemblyName="Bonsai.Core" /></AssemblyReferences>
</PackageConfiguration>`;

test("a good session keeps what it ran with", async () => {
  const folder = temporaryFolder();
  write(folder, "pyvenv.cfg", "home = C:\\Python\nversion_info = 3.11.2\n");
  write(folder, "Bonsai.config", BONSAI);
  const programs = scriptPrograms({
    "uv pip freeze": "numpy==2.1.0\n-e file:///C:/task\n",
    "nvidia-smi": "551.23\n",
  });
  const options = {
    python: folder,
    bonsai: join(folder, "Bonsai.config"),
    programs: { nvidia: ["nvidia-smi", "--query"], camera: ["SpinView", "--version"] },
  };
  const session = await runSession(environment, { options, programs });
  expect(readJson(session, "environment.json")).toEqual({
    rigline: expect.stringMatching(/^\d+\.\d+\.\d+/),
    plugins: [{ name: "environment", version: environment.version, use: expect.any(String) }],
    node: process.version,
    system: expect.any(String),
    hostname: expect.any(String),
    python: { folder, version: "3.11.2", packages: { numpy: "2.1.0", task: "file:///C:/task" } },
    bonsai: { file: join(folder, "Bonsai.config"), packages: { Bonsai: "2.8.5", "Bonsai.Harp": "3.5.2" } },
    programs: { nvidia: "551.23" },
    unknown: ["camera: SpinView could not be found: SpinView"],
  });
  expect(detailsOf(session, "environment")["ran with"]).toMatch(
    /1 plugin, 2 Python packages, 2 Bonsai packages, nvidia 551\.23$/,
  );
  expect(session.report?.exitCode).toBe(0);
});

test("without uv the environment's own records are read; what is not there is said, and hinders nothing", async () => {
  const folder = temporaryFolder();
  write(folder, "pyvenv.cfg", "version = 3.12.1\n");
  write(folder, "lib/python3.12/site-packages/numpy-2.1.0.dist-info/METADATA", "");
  write(folder, "Lib/site-packages/aind_behavior_services-0.13.9.dist-info/METADATA", "");
  const gone = join(folder, "Bonsai.config");
  const options = { python: folder, bonsai: gone };
  const session = await runSession(environment, { options, programs: scriptPrograms({}) });
  expect(readJson(session, "environment.json")).toMatchObject({
    python: { version: "3.12.1", packages: { "aind-behavior-services": "0.13.9", numpy: "2.1.0" } },
    bonsai: null,
    unknown: [expect.stringContaining("Bonsai packages: ENOENT")],
  });
  expect(session.report?.exitCode).toBe(0);
});

test("a rig without Python and Bonsai has neither, and nothing is asked", async () => {
  const programs = scriptPrograms({});
  const session = await runSession(environment, { programs });
  expect(readJson(session, "environment.json")).toMatchObject({ python: null, bonsai: null, unknown: [] });
  expect(programs.commands).toEqual([]);
});

test("lines of pip's form, and packages of Bonsai's", () => {
  expect(parseFreeze("# editable\nb==1\r\na @ git+https://x/a@1f\n-e C:\\code\\task\n--find-links x\n\n")).toEqual({
    a: "git+https://x/a@1f",
    b: "1",
    task: "C:\\code\\task",
  });
  expect(parseBonsaiPackages("<PackageConfiguration />")).toEqual({});
});

const uv = findUv();

test.skipIf(uv === undefined)(
  "by uv itself, of a real environment (skipped where the peers are not installed)",
  async () => {
    const { python = "", environment: variables = {} } = uv ?? {};
    const session = await runSession(environment, { options: { python }, environment: variables });
    const { python: found } = readJson(session, "environment.json") as { readonly python: { packages: object } };
    expect(Object.keys(found.packages).length).toBeGreaterThan(1);
  },
);

test("does what every plugin must do", async () => {
  await expectConforming(environment, { programs: scriptPrograms({}) });
});

import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { makeRig } from "../config/rig-folder.js";
import { runRigline } from "./run-rigline.js";

const VR_FORAGING = readFileSync(new URL("../config/sources/golden/clabe-vr-foraging.yml", import.meta.url), "utf8");

test("a lab's clabe.yml becomes a rig that names what reads its sections, and clabe.yml stays as it was", async () => {
  const folder = makeRig({ "clabe.yml": VR_FORAGING });
  const { exitCode, out } = await runRigline(folder, ["init", "--from", "clabe.yml"]);
  expect(exitCode, out).toBe(0);
  const config = readFileSync(path.join(folder, "rigline.config.yaml"), "utf8");
  expect(parse(config)).toEqual({
    plugins: [
      {
        use: "@rigline/rig-plugins/repository",
        with: { directory: "C:/git/AllenNeuralDynamics/Aind.Behavior.VrForaging" },
      },
      { use: "@rigline/watchdog-plugin" },
      { use: "@rigline/rig-plugins/copy-now" },
      { use: "@rigline/rig-plugins/bonsai" },
      { use: "@rigline/rig-plugins/curriculum" },
      { use: "@rigline/rig-plugins/library" },
    ],
  });
  expect(config).toContain("# aibs_log_server_handler is clabe's alone: ");
  expect(config).toContain("# The experiment is Bonsai");
  expect(readFileSync(path.join(folder, "clabe.yml"), "utf8")).toBe(VR_FORAGING);
  expect(out).toContain("aibs_log_server_handler  read by nobody");
});

test("what clabe took from its command line, or from a default of its own, is written down", async () => {
  const folder = makeRig({ "local/clabe.yml": "watchdog: { destination: x, project_name: A }\n" });
  const { exitCode, out } = await runRigline(folder, ["init", "--from", "local/clabe.yml", "--json"]);
  expect(exitCode, out).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ folder, sections: [{ section: "watchdog" }] });
  const config = readFileSync(path.join(folder, "rigline.config.yaml"), "utf8");
  expect(parse(config)).toMatchObject({ data_dir: "data", watchdog: { transfer_endpoint: null } });
  expect(config).toContain("# experiment:");
});

test("nothing is written over, and a file of another name is refused", async () => {
  const folder = makeRig({
    "clabe.yml": "data_dir: d\n",
    "rigline.config.yaml": "data_dir: d\n",
    "other.yml": "a: 1\n",
  });
  expect(await runRigline(folder, ["init", "--from", "clabe.yml"])).toMatchObject({
    exitCode: 6,
    err: expect.stringContaining("INIT_EXISTS"),
  });
  for (const other of ["other.yml", "gone/clabe.yml"]) {
    const { exitCode, err } = await runRigline(folder, ["init", "--from", other]);
    expect({ exitCode, err }).toMatchObject({ exitCode: 2, err: expect.stringContaining("INIT_FROM") });
  }
  expect((await runRigline(folder, ["init", "elsewhere", "--from", "clabe.yml"])).exitCode).toBe(2);
  expect(existsSync(path.join(folder, ".rigline"))).toBe(false);
});

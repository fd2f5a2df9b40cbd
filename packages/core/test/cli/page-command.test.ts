import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { makeRig } from "../config/rig-folder.js";
import { porterPlugin } from "./recorded-session.js";
import { runRigline } from "./run-rigline.js";

/** A page that writes down what it is ordered to show. */
const PAGE = {
  "node_modules/@rigline/page/package.json": '{"name":"x","bin":{"rigline-page":"./page.js"}}',
  "node_modules/@rigline/page/page.js":
    'require("node:fs").writeFileSync(__dirname + "/../../../order", process.argv[2]); process.exitCode = 6;',
};

test("the page is told the rig, how its commands are run, and what the plugin that hands off is set by", async () => {
  const folder = makeRig({
    "rigline.config.yaml": "rig_name: rig-7\ndata_dir: data\ntemp_dir: logs\nplugins:\n  - use: ./porter.mjs\n",
    "porter.mjs": porterPlugin("HAND_OFF_READER", '{ read: async () => undefined, settingsFile: () => "/w.yml" }'),
    ...PAGE,
  });
  const config = path.join(folder, "rigline.config.yaml");
  const { exitCode } = await runRigline(folder, ["page", "--port", "8765", "-c", config, "--set", "debug_mode=true"]);
  // The page's own is the command's.
  expect(exitCode).toBe(6);
  expect(JSON.parse(readFileSync(path.join(folder, "order"), "utf8"))).toEqual({
    watchConfig: "/w.yml",
    rig: {
      name: "rig-7",
      script: expect.any(String),
      options: ["--config", config, "--set", "debug_mode=true"],
      folder,
      dataFolder: path.join(folder, "data"),
      tempFolder: path.join(folder, "logs"),
    },
    port: 8765,
    opens: false,
    tells: true,
  });
});

test("it is served to this computer alone", async () => {
  const folder = makeRig({ "rigline.config.yaml": "rig_name: none\ndata_dir: data\n", ...PAGE });
  const { exitCode, err } = await runRigline(folder, ["page", "--host", "0.0.0.0"]);
  expect([exitCode, existsSync(path.join(folder, "order"))]).toEqual([2, false]);
  expect(err).toContain("ssh -L");
  expect((await runRigline(folder, ["page", "--port", "80a"])).exitCode).toBe(2);
});

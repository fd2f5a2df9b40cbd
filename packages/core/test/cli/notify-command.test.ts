import { EXIT_CODES } from "@rigline/foundation/errors";
import { expect, test } from "vitest";
import { makeRig } from "../config/rig-folder.js";
import { CORE } from "./recorded-session.js";
import { runRigline } from "./run-rigline.js";

const PLUGIN = `
import { CHANNEL_TESTER, definePlugin } from ${JSON.stringify(CORE)};
const error = { code: "GONE", message: "it is gone", todo: "Look.", where: {} };
export default definePlugin({
  name: "porter",
  version: "1.0.0",
  provides: [{
    token: CHANNEL_TESTER,
    useFactory: () => ({
      test: async ({ channel }) => ({
        setIn: "the config",
        channels: [{ name: channel ?? "all", sent: true, error: null }, { name: "b", sent: false, error }],
        notes: ["there are others"],
        exitCode: 9,
      }),
    }),
  }],
});
`;
const CONFIG = "rig_name: rig-1\ndata_dir: data\nexperiment: { command: [node, -v] }\n";

test("rigline notify test tells of each channel how it went, and where they are set", async () => {
  const folder = makeRig({
    "rigline.config.yaml": `${CONFIG}plugins: [{ use: ./porter.mjs }]\n`,
    "porter.mjs": PLUGIN,
  });
  expect(await runRigline(folder, ["notify", "test", "a"])).toMatchObject({
    exitCode: EXIT_CODES.handOff,
    out: `Channels of the config:
  a: sent
  b: NOT SENT: GONE: it is gone
    do  Look.
note: there are others
`,
  });
  const json = await runRigline(folder, ["notify", "test", "--json"]);
  expect(JSON.parse(json.out)).toMatchObject({
    setIn: "the config",
    channels: [
      { name: "all", sent: true },
      { name: "b", error: { code: "GONE" } },
    ],
    notes: ["there are others"],
  });
  const nobody = await runRigline(makeRig({ "rigline.config.yaml": CONFIG }), ["notify", "test", "--json"]);
  expect([nobody.exitCode, JSON.parse(nobody.out)]).toMatchObject([3, { error: { code: "HAND_OFF_BY_NOBODY" } }]);
});

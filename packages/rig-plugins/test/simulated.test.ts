import type { Plugin } from "@rigline/core";
import { expect, test } from "vitest";
import { bonsaiPlugin } from "../src/bonsai/bonsai-plugin.js";
import { chainPlugin } from "../src/chain/chain-plugin.js";
import { copyNowPlugin } from "../src/copy-now/copy-now-plugin.js";
import { openEphysPlugin } from "../src/open-ephys/open-ephys-plugin.js";
import { runSession } from "./support/run-session.js";

test.each<[string, Plugin, object, string | undefined]>([
  // No server answers there, no folder is there, no workflow: none of it is asked for.
  ["open-ephys", openEphysPlugin as Plugin, { address: "http://127.0.0.1:9" }, "open-ephys"],
  ["copy-now", copyNowPlugin as Plugin, { destination: "/no/such/share" }, "copy-now"],
  ["bonsai", bonsaiPlugin as Plugin, { workflow: "none.bonsai" }, undefined],
  ["chain", chainPlugin as Plugin, {}, undefined],
])("%s moves nothing in a simulated session, and leaves nothing outside it", async (_name, plugin, options, runner) => {
  const { report, error } = await runSession(plugin, { options: { ...options }, simulate: true });
  expect(error).toBeUndefined();
  expect(report?.exitCode).toBe(0);
  if (runner === undefined) return;
  expect(report?.runners.find(({ name }) => name === runner)).toMatchObject({
    state: "skipped",
    reason: "the session is simulated",
  });
});

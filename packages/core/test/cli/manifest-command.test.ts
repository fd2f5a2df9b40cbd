import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { EXIT_CODES } from "@rigline/foundation/errors";
import { describe, expect, test } from "vitest";
import { makeRig } from "../config/rig-folder.js";
import { CORE, recordSession } from "./recorded-session.js";
import { runRigline } from "./run-rigline.js";

/** A plugin that hands off in words, and keeps what its mapper said. */
const PLUGIN = (core: string, problems: string) => `
import { createToken, definePlugin, HAND_OFF_PREVIEWER } from ${JSON.stringify(core)};
export default definePlugin({
  name: "porter",
  version: "1.0.0",
  provides: [{
    token: HAND_OFF_PREVIEWER,
    useFactory: () => ({
      preview: async ({ session, isPlanned, outcome, resultOf }) => ({
        file: "/queue/manifest_" + session.subject + ".yaml",
        queue: process.cwd() + "/queue",
        text: "said: " + JSON.stringify(resultOf("map") ?? null) + "\\n",
        notes: [isPlanned ? "planned" : "recorded, " + outcome],
        problems: ${problems},
      }),
    }),
  }],
  hooks: {
    ready: ({ runners }) => {
      runners.add({ name: "map", phase: "postSession", result: { parse: (value) => value }, run: () => ({ folders: 2 }) });
    },
  },
});
`;

function recorded(problems = "[]"): ReturnType<typeof recordSession> {
  return recordSession({ "porter.mjs": PLUGIN(CORE, problems) });
}

describe("rigline manifest", () => {
  test("prints what the plugin would write, by the kept results, and what is to be known of it beside", async () => {
    const { folder, name } = await recorded();
    const { out, err, exitCode: code } = await runRigline(folder, ["manifest", name]);
    expect(out).toBe('said: {"folders":2}\n');
    expect(err).toContain("manifest         /queue/manifest_614173.yaml\nnote             recorded, success\n");
    expect(code).toBe(EXIT_CODES.success);
    const json = await runRigline(folder, ["manifest", path.join("data", "614173", name), "--json"]);
    expect(JSON.parse(json.out)).toMatchObject({ text: 'said: {"folders":2}\n', problems: [] });
  });

  test("writes it where it is told to, making the folder, but not into the queue", async () => {
    const { folder, name } = await recorded();
    const { out, exitCode: code } = await runRigline(folder, ["manifest", name, "--output", "checked/m.yaml"]);
    expect([out, code]).toEqual(["", EXIT_CODES.success]);
    expect(readFileSync(path.join(folder, "checked", "m.yaml"), "utf8")).toBe('said: {"folders":2}\n');
    const queue = path.join(process.cwd(), "queue", "m.yaml");
    const refused = await runRigline(folder, ["manifest", name, "--output", queue]);
    expect(refused.exitCode).toBe(EXIT_CODES.refused);
    expect(refused.err).toContain("OUTPUT_IS_QUEUE");
    expect(existsSync(queue)).toBe(false);
  });

  test("ends with 9 when it would be refused", async () => {
    const { folder, name } = await recorded('["no subject"]');
    const { err, exitCode: code } = await runRigline(folder, ["manifest", name]);
    expect(err).toContain("refused          no subject");
    expect(code).toBe(EXIT_CODES.handOff);
  });

  test("says that nobody hands off, and which session was meant", async () => {
    const folder = makeRig({ "rigline.config.yaml": "rig_name: nobody\ndata_dir: data\n" });
    await runRigline(folder, ["run", "--subject", "614173", "-e", "Ada", "-n", "", "--no-input"]);
    const [name = ""] = readdirSync(path.join(folder, "data", "614173"));
    const nobody = await runRigline(folder, ["manifest", name]);
    expect([nobody.exitCode, nobody.err]).toEqual([EXIT_CODES.config, expect.stringContaining("HAND_OFF_BY_NOBODY")]);
    const wrong = await runRigline(folder, ["manifest", `${name}x`]);
    expect(wrong.err).toContain(`Did you mean "${name}"?`);
  });
});

describe("rigline run --dry-run", () => {
  test("shows what would be written once the subject is known", async () => {
    const { folder } = await recorded();
    const without = await runRigline(folder, ["run", "--dry-run"]);
    expect(without.out).toContain("What would be written to hand it off:\n  known with --subject");
    const { out } = await runRigline(folder, ["run", "--dry-run", "--subject", "7"]);
    expect(out).toContain(
      "What would be written to hand it off:\n  manifest         /queue/manifest_7.yaml\n  note             planned\n    said: null",
    );
    const json = await runRigline(folder, ["run", "--dry-run", "--subject", "7", "--json"]);
    expect(JSON.parse(json.out)).toMatchObject({ manifest: { file: "/queue/manifest_7.yaml", notes: ["planned"] } });
    expect(readdirSync(path.join(folder, "data"))).toEqual(expect.not.arrayContaining(["7"]));
  });
});

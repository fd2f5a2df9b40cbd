import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { EXIT_CODES } from "@rigline/foundation/errors";
import { userAt } from "@rigline/foundation/platform";
import { expect, test } from "vitest";
import { porterPlugin, recordSession } from "./recorded-session.js";
import { runRigline } from "./run-rigline.js";

/** A plugin that says back what is asked of it; a released session has to be resumed. */
const PLUGIN = porterPlugin(
  "HAND_OFF_READER",
  `{
    read: async () => ({ state: "pending", detail: "" }),
    want: async () => {},
    change: async (session, change, by) => ({
      state: change.do,
      detail: JSON.stringify({ ...change, by }),
      resumes: change.do === "release" || (change.do === "relabel" && change.subject === "614175"),
    }),
  }`,
);

test("what is changed about a hand-off is the plugin's to do, and on record in the session's journal with who and when", async () => {
  const { folder, name } = await recordSession({ "porter.mjs": PLUGIN });
  const by = userAt(hostname());
  const held = await runRigline(folder, ["handoff", "hold", name]);
  expect([held.out, held.exitCode]).toEqual([`${name}: hold: {"do":"hold","by":"${by}"}\n`, EXIT_CODES.success]);
  const said = async (...args: readonly string[]): Promise<unknown> =>
    JSON.parse(
      (JSON.parse((await runRigline(folder, ["handoff", ...args, "--json"])).out) as { detail: string }).detail,
    );
  expect(await said("discard", name, "--reason", "a test")).toEqual({ do: "discard", reason: "a test", by });
  expect(await said("cancel", name)).toEqual({ do: "cancel", by });
  expect(await said("reschedule", name, "22:30")).toEqual({ do: "reschedule", to: "22:30", by });
  const altered = { do: "alter", project: "Other", jobType: "x", by };
  expect(await said("alter", name, "--project", "Other", "--job-type", "x")).toEqual(altered);
  expect((await runRigline(folder, ["handoff", "alter", name])).exitCode).toBe(EXIT_CODES.usage);
  const released = await runRigline(folder, ["handoff", "release", name, "--no-input"]);
  expect(released.out).toContain("Exit code  0");
  const journal = readFileSync(path.join(folder, "data", "614173", name, ".rigline", "journal.jsonl"), "utf8");
  const changes = [...journal.matchAll(/"type":"handOffChanged","by":"([^"]+)","change":"(\w+)"/g)];
  expect(changes.map(([, who, change]) => `${who} ${change}`)).toEqual(
    ["hold", "discard", "cancel", "reschedule", "alter", "release"].map((change) => `${by} ${change}`),
  );
});

test("a relabelled session is called so by every command, also by one that asks for its old name, and is resumed when it was set aside for that", async () => {
  const { folder, name: old } = await recordSession({ "porter.mjs": PLUGIN });
  const called = (subject: string): string => old.replace("614173", subject);
  const by = userAt(hostname());
  const { out } = await runRigline(folder, ["handoff", "relabel", old, "--subject", "614174"]);
  expect(out).toBe(`${called("614174")}: relabel: {"do":"relabel","subject":"614174","by":"${by}"}\n`);
  for (const name of [old, called("614174")]) {
    const shown = await runRigline(folder, ["status", name]);
    expect(shown.out).toContain(called("614174"));
    expect(shown.err.includes(`is called ${called("614174")}`)).toBe(name === old);
  }
  const again = await runRigline(folder, ["handoff", "relabel", old, "--subject", "614175", "--no-input"]);
  expect(again.err).toContain(`is called ${called("614174")}`);
  expect(again.out).toContain(`${called("614175")}: relabel`);
  expect(again.out).toMatch(/Subject +614175/);
  expect(again.out).toContain("Exit code  0");
  expect((await runRigline(folder, ["handoff", "relabel", old])).exitCode).toBe(EXIT_CODES.usage);
  expect((await runRigline(folder, ["handoff", "relabel", old, "--subject", "a/b"])).err).toContain(
    "SESSION_SUBJECT_INVALID",
  );
});

test("on a rig where nobody hands off it is said who would", async () => {
  const { folder, name } = await recordSession();
  const { err, exitCode } = await runRigline(folder, ["handoff", "hold", name]);
  expect([err, exitCode]).toEqual([expect.stringContaining("HAND_OFF_BY_NOBODY"), EXIT_CODES.config]);
});

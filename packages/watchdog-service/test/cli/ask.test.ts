import { hostname } from "node:os";
import { userAt } from "@rigline/foundation/platform";
import { expect, test } from "vitest";
import { runCommandLine, startDaemon } from "../support/daemon-process.js";
import { createRig } from "../support/rig.js";
import { runMain } from "../support/run-main.js";

const me = userAt(hostname());

test("what is asked while no daemon runs is shown at once, and done by the next one", async () => {
  const rig = createRig();
  rig.hand("session");
  const held = await runCommandLine("hold", "-c", rig.config, "manifest_session.yml");
  expect([held.code, held.stdout]).toEqual([
    0,
    `manifest_session.yml: held; no daemon runs here now: start one with \`rigline-watchdog -c "${rig.config}"\`\n`,
  ]);
  const { stdout } = await runMain("status", "-c", rig.config);
  expect(stdout).toContain(`manifest_session.yml: held\n  held by      ${me}, `);
  expect((await startDaemon("-c", rig.config, "--once").exit).code).toBe(0);
  const again = await runMain("hold", "-c", rig.config, "session", "--json");
  expect(JSON.parse(again.stdout)).toEqual([
    { name: "session", result: "already", step: "held", asked: "hold", by: me },
  ]);
  const refused = await runMain("redrive", "-c", rig.config, "session");
  expect([refused.code, refused.stderr]).toEqual([
    6,
    expect.stringContaining(`rigline-watchdog release -c "${rig.config}" session`),
  ]);
});

test("a daemon that runs is waited for; what is near in its name is named, and a time that is none is refused", async () => {
  const rig = createRig();
  rig.hand("session", { schedule: new Date(Date.now() + 7_200_000).toISOString().slice(11, 19) });
  const daemon = startDaemon("-c", rig.config);
  await daemon.event("scheduled");
  const later = await runMain("reschedule", "-c", rig.config, "session", "2126-07-14", "--json");
  expect(JSON.parse(later.stdout)).toEqual([expect.objectContaining({ result: "done", step: "waiting for its time" })]);
  const cancelled = await runMain("cancel", "-c", rig.config, "session", "--reason", "a test");
  expect(cancelled.stdout).toBe(`session: cancelled by the daemon (pid ${daemon.child.pid}); it is cancelled\n`);
  const status = await runMain("status", "-c", rig.config);
  expect(status.stdout).toMatch(
    new RegExp(`session: cancelled\n  cancelled +${me}, .*: a test; nothing of it was copied\n`),
  );
  const jobs = await runMain("jobs", "-c", rig.config);
  expect([jobs.code, jobs.stdout]).toEqual([0, "session  cancelled\n"]);
  const shown = await runMain("show", "-c", rig.config, "session", "--json");
  expect(JSON.parse(shown.stdout)).toMatchObject({
    name: "session",
    step: "cancelled",
    history: [{ type: "accepted" }, { type: "scheduled" }, { type: "rescheduled", by: me }, {}, { type: "cancelled" }],
  });
  const mistyped = await runMain("cancel", "-c", rig.config, "sesion");
  expect([mistyped.code, mistyped.stderr]).toEqual([2, expect.stringContaining('Did you mean "session"?')]);
  for (const time of ["soon", "2020-07-14"]) {
    const { code, stderr } = await runMain("reschedule", "-c", rig.config, "session", time);
    expect([code, stderr]).toEqual([2, expect.stringContaining("JOB_TIME_INVALID")]);
  }
  daemon.child.kill("SIGKILL");
  await daemon.exit;
});

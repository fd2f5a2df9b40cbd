import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCommandLine, startDaemon } from "../support/daemon-process.js";
import { configure, createRig, type Rig } from "../support/rig.js";
import { startTransferService } from "../support/transfer-service.js";
import { runMain } from "../support/run-main.js";

/** A rig whose watch config tells by these; secrets stand in files of that name. */
function rigThatTells(settings: object, secrets: Readonly<Record<string, string>>): Rig {
  const rig = createRig();
  for (const [name, secret] of Object.entries(secrets)) writeFileSync(join(rig.root, name), `${secret}\n`);
  configure(rig, settings);
  return rig;
}

test("what is parked is told once, also by a daemon that was killed over it; no secret is written anywhere", async () => {
  // The first is never answered: the daemon dies before it knows.
  const service = await startTransferService((response, _request, count) => {
    if (count > 1) response.writeHead(200).end();
  });
  const notify = [{ channel: "webhook", url: { file: "hook.txt" } }];
  const rig = rigThatTells({ notify }, { "hook.txt": `${new URL(service.endpoint).origin}/very-secret` });
  rig.hand("bad", { destination: "relative" });
  rig.hand("good");
  const daemon = startDaemon("-c", rig.config);
  await daemon.event("archived");
  while (service.posts.length === 0) await new Promise((resolve) => void setImmediate(resolve));
  daemon.child.kill("SIGKILL");
  await daemon.exit;
  expect((await runCommandLine("-c", rig.config, "--once")).code).toBe(9);
  expect(service.posts.map(({ path }) => path)).toEqual(["/very-secret", "/very-secret"]);
  const [first, second] = service.posts.map(({ headers, body }) => ({ key: headers["idempotency-key"], body }));
  expect(second).toEqual(first);
  expect(JSON.parse(first!.body)).toMatchObject({ about: "needs_you", jobs: [{ name: "bad" }] });
  const journal = readFileSync(join(rig.flag, ".rigline/jobs/manifest_bad.yml.jsonl"), "utf8");
  expect(journal.match(/"type":"told"/g)).toHaveLength(1);
  const written = ["jobs/manifest_bad.yml.jsonl", "notify.json", "watchdog.log"].map((name) =>
    readFileSync(join(rig.flag, ".rigline", name), "utf8"),
  );
  expect(written.join("")).not.toContain("very-secret");
});

test("notify test tries each channel, and says of each how it went; status names those that fail", async () => {
  const service = await startTransferService((response) => response.writeHead(200).end());
  const notify = [
    { channel: "slack", url: { file: "slack.txt" } },
    { channel: "webhook", name: "lab", url: { env: "RIGLINE_NOT_SET" } },
  ];
  const { origin } = new URL(service.endpoint);
  const rig = rigThatTells(
    { notify, ping: { url: { file: "ping.txt" } } },
    { "slack.txt": origin, "ping.txt": origin },
  );
  const { code, stdout } = await runCommandLine("notify", "test", "-c", rig.config);
  const lines = stdout.trimEnd().split("\n").toSorted();
  expect([code, ...lines.slice(1)]).toEqual([
    3,
    "lab: NOT SENT: NOTIFY_SECRET_MISSING: the environment variable RIGLINE_NOT_SET is empty, or not set where the daemon was started",
    "ping: sent",
    "slack: sent",
  ]);
  expect(service.posts).toHaveLength(2);
  expect((await runMain("notify", "test", "-c", rig.config, "slck")).stderr).toContain('Did you mean "slack"?');
  rig.hand("bad", { destination: "relative" });
  await runCommandLine("-c", rig.config, "--once");
  const status = await runMain("status", "-c", rig.config);
  expect(status.stdout).toContain("nobody can be told by lab: since ");
  expect(status.stdout).toContain(`to try it    rigline-watchdog notify test -c "${rig.config}" lab`);
  expect(status.stdout).not.toContain("by slack");
});

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startDaemon } from "../support/daemon-process.js";
import { createRig, manifestText } from "../support/rig.js";
import { startTransferService } from "../support/transfer-service.js";
import { runMain } from "../support/run-main.js";

const ESCAPES = "\u001B[31m\u009B2J\u202Edaed\u0007";

test("what others wrote moves no cursor, on the terminal, in events, in the log, in status", async () => {
  const rig = createRig();
  const service = await startTransferService((response) => void response.writeHead(400).end(`no ${ESCAPES}\nagain`));
  // Windows has no such names.
  if (process.platform !== "win32") writeFileSync(join(rig.data, "behavior", `x${ESCAPES}.bin`), "x");
  rig.hand("session", { endpoint: service.endpoint });
  const { stdout, stderr } = await startDaemon("-c", rig.config, "--once").exit;
  const status = await runMain("status", "-c", rig.config);
  const json = await runMain("status", "-c", rig.config, "--json");
  const log = readFileSync(join(rig.flag, ".rigline/watchdog.log"), "utf8");
  for (const [place, text] of Object.entries({ stdout, stderr, status: status.stdout, json: json.stdout, log })) {
    // oxlint-disable-next-line no-control-regex -- that is what must not be there
    expect(text, place).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202E]/);
    expect(text, place).toMatch(/no (?:\\x1b|\\u001b)\[31m/);
  }
  expect(stderr.split("\n").find((line) => line.includes("again"))).toMatch(/^ {9}again/);
  expect((JSON.parse(json.stdout) as { failure: { message: string } }[])[0]?.failure.message).toContain(ESCAPES);
});

test("what is secret in an endpoint is in nothing that the daemon writes, also where the manifest can't be used", async () => {
  const rig = createRig();
  const service = await startTransferService();
  const secret = `${service.endpoint.replace("http://", "http://svc:S3cr3t@")}?api_key=tok3n`;
  rig.hand("good", { endpoint: secret });
  const text = manifestText(rig, { name: "bad", endpoint: secret });
  writeFileSync(
    join(rig.flag, "manifest_bad.yml"),
    text.replace('"name"', `${JSON.stringify(secret)}: 1, "name": [1], "x"`),
  );
  writeFileSync(join(rig.flag, "manifest_worse.yml"), `transfer_endpoint: [${secret}\n`);
  const { stdout, stderr } = await startDaemon("-c", rig.config, "--once", "--verbose").exit;
  const status = await runMain("status", "-c", rig.config);
  const json = await runMain("status", "-c", rig.config, "--json");
  const own = join(rig.flag, ".rigline");
  const files = readdirSync(own, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(?:log|jsonl)$/.test(name))
    .map((name) => readFileSync(join(own, name), "utf8"));
  expect(files).toHaveLength(5);
  for (const told of [stdout, stderr, status.stdout, json.stdout, ...files]) expect(told).not.toMatch(/S3cr3t|tok3n/);
  expect(status.stdout).toContain("http://[secret]@");
});

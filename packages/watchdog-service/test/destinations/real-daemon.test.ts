import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { foldJobState, InventorySchema, jobJournalPath, toJobRecords } from "@rigline/manifest";
import { readJournal } from "@rigline/foundation/journal";
import { expect, test } from "vitest";
import { runCommandLine, startDaemon } from "../support/daemon-process.js";
import { lendS3Server } from "../support/destination-kinds.js";
import { configure, createRig } from "../support/rig.js";
import type { S3Server } from "../support/s3-server.js";
import { seededBytes } from "../support/seeded-random.js";
import { writeTree } from "../support/temporary-folder.js";

const MIB = 1024 * 1024;

let server: S3Server;
lendS3Server((lent) => (server = lent));

test("killed -9 in a large file on its way to a second destination in a store, the next daemon sends what is missing, and deletes the source behind both", async () => {
  const rig = createRig();
  configure(rig, {
    s3: { endpoint: server.endpoint, path_style: true },
    also_to: [{ destination: "s3://lab/archive" }],
  });
  const movie = Buffer.from(seededBytes(3, 2 * 16 * MIB + 99));
  writeTree(rig.root, { "video/movie.bin": movie });
  const source = join(rig.root, "video");
  rig.hand("session", { modalities: { video: [source] }, deleteSource: true });
  const place = "lab/archive/614173/session/";
  // One part arrives, and then nobody answers any more.
  const held = new Promise<void>((resolve) => {
    let parts = 0;
    server.fault = ({ operation, key }) => {
      if (operation !== "UploadPart" || !key.endsWith("movie.bin") || (parts += 1) <= 1) return undefined;
      resolve();
      return "hold";
    };
  });
  const first = startDaemon("-c", rig.config);
  await held;
  await expect.poll(() => [...server.uploads.values()].map(({ parts }) => parts.size)).toEqual([1]);
  expect(readFileSync(join(rig.destination, "session/video/movie.bin")).equals(movie)).toBe(true);
  first.child.kill("SIGKILL");
  await first.exit;
  expect([existsSync(source), server.objects.has(`${place}.rigline/whole.json`)]).toEqual([true, false]);
  const [begun] = [...server.uploads.values()];
  const arrived = [...(begun?.parts.keys() ?? [])];
  expect(arrived).toHaveLength(1);

  // What the killed daemon's worker still sends before it finds that out does not arrive either: parts do from the next daemon's look on.
  server.fault = ({ operation }) => {
    if (operation === "ListParts") server.fault = () => undefined;
    return operation === "UploadPart" ? "hold" : undefined;
  };
  server.requests.length = 0;
  const { code, stderr } = await startDaemon("-c", rig.config, "--exit-when-idle", "0").exit;
  expect([code, stderr]).toEqual([0, expect.stringContaining("each file's sha256 as the store has computed it")]);
  const behind = server.requests.slice(server.requests.findIndex(({ operation }) => operation === "ListParts"));
  const parts = behind.filter(({ operation, key }) => operation === "UploadPart" && key.endsWith("movie.bin"));
  const sent = parts.map(({ part }) => part);
  expect(sent.toSorted((one, other) => one - other)).toEqual([1, 2, 3].filter((part) => !arrived.includes(part)));
  expect(server.objects.get(`${place}video/movie.bin`)?.body.equals(movie)).toBe(true);
  expect(existsSync(join(source, "movie.bin"))).toBe(false);
  const whole = JSON.parse(server.objects.get(`${place}.rigline/whole.json`)?.body.toString() ?? "") as unknown;
  expect(InventorySchema.parse(whole)).toMatchObject({
    proof: "server-hash",
    destination: "s3://lab/archive/614173/session",
  });
  expect([...server.objects.keys()].filter((key) => !key.startsWith(place))).toEqual([]);

  // What is left of the derived manifest is one that any watchdog may take: a folder, and the store where Rigline alone reads it.
  const derived = readFileSync(join(rig.complete, "manifest_session.also-2.yml"), "utf8");
  expect(derived).toContain(`destination: "${rig.destination}"`);
  expect(derived).toContain('rigline_remote: "s3://lab/archive/614173"');
  const states = ["session", "session.also-2"].map((name) =>
    foldJobState(toJobRecords(readJournal(jobJournalPath(rig.flag, `manifest_${name}.yml`)).records)),
  );
  expect(states.map(({ step, published }) => [step, published?.proof ?? "bytes"])).toEqual([
    ["complete", "bytes"],
    ["complete", "server-hash"],
  ]);
  const gates = await runCommandLine("gates", "-c", rig.config, "session");
  expect(gates.stdout).toContain("s3://lab/archive/614173/session (each file's sha256 as the store has computed it)");
});

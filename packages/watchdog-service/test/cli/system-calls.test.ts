import { existsSync, readFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { stagingPlace } from "../../src/publish/staging-place.js";
import { createRig, partsFor, PUBLISHED, runOnce, type Rig } from "../support/rig.js";
import { listDestination, readPublished, temporaryFolder } from "../support/temporary-folder.js";
import { traceOnce, whyNoTrace } from "../support/traced-daemon.js";
import { startTransferService } from "../support/transfer-service.js";

const reason = whyNoTrace();
if (reason !== undefined) console.warn(`skipped: ${reason}`);

function stagingOf(rig: Rig, manifest: string): string {
  const digest = createHash("sha256").update(readFileSync(manifest)).digest("hex");
  return stagingPlace(rig.destination, "session", { manifest, digest }, hostname());
}

describe.skipIf(reason !== undefined)("by the system calls of the daemon and its workers", () => {
  test("every file is flushed, then renamed, then the folder flushed, then recorded, then posted, then deleted", async () => {
    const rig = createRig(temporaryFolder());
    const { endpoint } = await startTransferService();
    const manifest = rig.hand("session", { endpoint, deleteSource: true });
    const staging = stagingOf(rig, manifest);
    const journal = join(rig.flag, ".rigline/jobs/manifest_session.yml.jsonl");
    const { code, stderr, calls } = await traceOnce(rig);
    expect(code, stderr).toBe(0);
    const indexOf = (what: string, text: RegExp, from = 0): number => {
      const index = calls.findIndex((call, at) => at >= from && text.test(call));
      expect(index, `${what}: ${text.source}`).toBeGreaterThanOrEqual(0);
      return index;
    };
    const rename = indexOf("rename", new RegExp(`^rename\\("${staging}", "${rig.destination}/session"\\) += 0`));
    for (const path of ["behavior/events.csv", "behavior/logs/launcher.log", "session.json"]) {
      const written = indexOf("write", new RegExp(`^write\\(\\d+<${staging}/${path}>`));
      const flushed = indexOf("flush", new RegExp(`^fsync\\(\\d+<${staging}/${path}>\\) += 0`), written);
      const readBack = indexOf("read back", new RegExp(`^openat\\(.*"${staging}/${path}", O_RDONLY`), flushed);
      expect(readBack, path).toBeLessThan(rename);
      expect(
        calls.slice(flushed).some((call) => call.startsWith("write(") && call.includes(`${staging}/${path}`)),
        `${path} is written after its flush`,
      ).toBe(false);
    }
    for (const folder of ["", "/behavior", "/behavior/logs", "/behavior/empty"])
      expect(indexOf("flush", new RegExp(`^fsync\\(\\d+<${staging}${folder}>\\) += 0`)), folder).toBeLessThan(rename);
    const folderFlushed = indexOf("flush", new RegExp(`^fsync\\(\\d+<${rig.destination}>\\) += 0`), rename);
    const recordWritten = indexOf("record", new RegExp(`^write\\(\\d+<${journal}>`), rename);
    const recorded = indexOf("record", new RegExp(`^fsync\\(\\d+<${journal}>\\) += 0`), recordWritten);
    const posted = indexOf("post", new RegExp(`^connect\\(.*sin_port=htons\\(${new URL(endpoint).port}\\)`));
    const accepted = indexOf("record", new RegExp(`^fsync\\(\\d+<${journal}>\\) += 0`), posted);
    const deleted = indexOf("deletion", new RegExp(`^unlink\\("${rig.data}`));
    const order = [folderFlushed, recordWritten, recorded, posted, accepted, deleted];
    expect(order).toEqual(order.toSorted((left, right) => left - right));
  });

  const injections: readonly (readonly [string, string, (staging: string) => string])[] = [
    ["write", "ENOSPC", (staging) => `${staging}/behavior/events.csv`],
    ["write", "EIO", (staging) => `${staging}/session.json`],
    ["fsync", "EIO", (staging) => `${staging}/behavior/events.csv`],
    ["fsync", "ENOSPC", (staging) => `${staging}/session.json`],
    ["fsync", "EIO", (staging) => staging],
    ["rename", "EIO", (staging) => staging],
    ["mkdir", "ENOSPC", (staging) => `${staging}/behavior`],
  ];
  test.each(injections)(
    "%s answers %s: nothing is published, and the next run completes",
    async (call, code, place) => {
      const rig = createRig();
      const manifest = rig.hand("session");
      const path = place(stagingOf(rig, manifest));
      const { code: exit, calls } = await traceOnce(rig, "-P", path, "-e", `inject=${call}:error=${code}`);
      expect(calls.filter((line) => line.includes(`-1 ${code}`) && line.includes("(INJECTED)"))).not.toEqual([]);
      expect([exit, existsSync(join(rig.destination, "session"))]).toEqual([9, false]);
      expect((await runOnce(partsFor(rig))).troubled).toBe(0);
      expect(readPublished(join(rig.destination, "session"))).toEqual(PUBLISHED);
      expect(listDestination(rig.destination)).toEqual(["session"]);
    },
  );

  test("a record that can't be flushed is not relied on: nothing is copied before it is", async () => {
    const rig = createRig();
    rig.hand("session");
    const journal = join(rig.flag, ".rigline/jobs/manifest_session.yml.jsonl");
    const { code, calls } = await traceOnce(rig, "-P", journal, "-e", "inject=fsync:error=EIO");
    expect(calls.some((line) => line.includes("(INJECTED)"))).toBe(true);
    expect([code, existsSync(rig.destination)]).toEqual([9, false]);
    expect((await runOnce(partsFor(rig))).troubled).toBe(0);
    expect(readPublished(join(rig.destination, "session"))).toEqual(PUBLISHED);
  });
});

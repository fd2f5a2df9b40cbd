import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import type { ConfigLayer } from "../../src/config/layers/config-layer.js";
import { createLauncher } from "../../src/launcher/create-launcher.js";
import type { OpenedSessionReport } from "../../src/report/session-report.js";
import { definePlugin } from "../../src/plugins/define-plugin.js";
import type { ProcessRunner } from "../../src/processes/process-exit.js";
import { processes, standIns, WELL, useLauncherBench, type BenchOptions } from "./launcher-bench.js";

const bench = useLauncherBench();

describe("the problem report", () => {
  const secret = "Tr0ub4dor";
  const failing: ProcessRunner = {
    run: () => Promise.resolve({ ...WELL, code: 3, summary: `exited with code 3, token ${secret}` }),
  };
  const conduct = async ({ processes: runner, ...options }: BenchOptions): Promise<OpenedSessionReport> => {
    const resolved = bench.resolveConfig({ subject: "614173" });
    const layer: ConfigLayer = {
      kind: "secret",
      name: "/run/secrets/token",
      tree: { notes: secret },
      places: new Map(),
      texts: new Map(),
      spelling: "text",
      shared: false,
    };
    const launcher = await createLauncher(
      { ...resolved, sections: {}, layers: [layer] },
      { services: standIns({ processes: runner }), ...options },
    );
    await launcher.start();
    await launcher.runSession();
    await launcher.close();
    return launcher.report();
  };

  test("of a session that went wrong says all that who helps must ask for, and no secret", async () => {
    const report = await conduct({ processes: failing });
    expect(report.problemReport).toBe(join(report.session.directory, ".rigline", "problem-report.md"));
    const text = readFileSync(report.problemReport as string, "utf8");
    expect(text).toContain(`# Session ${report.session.name}: exit code 7 (experiment)`);
    expect(text).toContain(`the experiment (${process.execPath}) exited with code 3`);
    expect(text).toContain(`- node: ${process.version}`);
    expect(text).toContain('"data_dir": "data"');
    expect(text).toMatch(/## The last lines of launcher\.log[^]*starting: /);
    expect(text).not.toContain(secret);
  });

  test("is bounded, whatever a program printed, and written at once", async () => {
    const flood: ProcessRunner = {
      run: (request) => {
        for (let line = 0; line < 300; line++) request.onLine?.("A".repeat(65_536), "stdout");
        const stderrTail = Array.from({ length: 20 }, () => "\u0007\u001B[31mE\u0000".repeat(100));
        return Promise.resolve({ ...WELL, code: 3, stderrTail, summary: `failed ${"http://".repeat(100_000)}` });
      },
    };
    const report = await conduct({ processes: flood });
    const text = readFileSync(report.problemReport as string);
    expect(text.length).toBeLessThanOrEqual(256_000);
    expect(text.toString()).toContain("cut here: a report holds 256 kB");
    // oxlint-disable-next-line no-control-regex -- they are what must not be there
    expect(text.toString()).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/);
    if (process.platform !== "win32") expect(statSync(report.problemReport as string).mode & 0o077).toBe(0);
  });

  test("says in which line of a plugin its mistake is, which the console does not", async () => {
    const broken = definePlugin({
      name: "broken",
      version: "1.0.0",
      hooks: {
        ready: ({ runners }) => {
          const run = function runnerThatThrows(): void {
            throw new TypeError("no length of undefined");
          };
          runners.add({ name: "map", phase: "postSession", run });
        },
        experimentEnded: function hookThatThrows() {
          throw new TypeError("no foo of null");
        },
      },
    });
    const output = new PassThrough().setEncoding("utf8");
    const terminal = { input: new PassThrough(), output };
    const report = await conduct({ processes, plugins: [broken], terminal });
    const text = readFileSync(report.problemReport as string, "utf8");
    expect(text).toMatch(/at (?:Object\.)?runnerThatThrows.*problem-report\.test\.ts:\d+/);
    expect(text).toMatch(/at (?:Object\.)?hookThatThrows.*problem-report\.test\.ts:\d+/);
    const shown = String(output.read());
    expect(shown).toContain("no length of undefined");
    expect(shown).not.toContain("problem-report.test.ts");
  });

  test("is not written of one that went well", async () => {
    const report = await conduct({ processes });
    expect(report).not.toHaveProperty("problemReport");
    expect(readdirSync(join(report.session.directory, ".rigline"))).not.toContain("problem-report.md");
  });

  test("is gone once the session was resumed and went well", async () => {
    let calls = 0;
    const owing = definePlugin({
      name: "owing",
      version: "1.0.0",
      hooks: {
        ready: ({ runners }) => {
          const run = (): void => {
            calls += 1;
            if (calls === 1) throw new Error("the share is away");
          };
          runners.add({ name: "publish", phase: "postSession", run });
        },
      },
    });
    const first = await conduct({ processes, plugins: [owing] });
    expect(first.problemReport).toBeDefined();
    const launcher = await bench.open({ plugins: [owing] });
    await launcher.start();
    await launcher.resumeSession(first.session.directory);
    await launcher.close();
    expect(launcher.report()).toMatchObject({ exitCode: 0 });
    expect(readdirSync(join(first.session.directory, ".rigline"))).not.toContain("problem-report.md");
  });
});

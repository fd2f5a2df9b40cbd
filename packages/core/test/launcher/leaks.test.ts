import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import type { ConfigLayer } from "../../src/config/layers/config-layer.js";
import { createLauncher } from "../../src/launcher/create-launcher.js";
import { definePlugin } from "../../src/plugins/define-plugin.js";
import { EVENTS, LAUNCHER_LOGS, UI } from "../../src/di/core-tokens.js";
import type { ProcessRunner } from "../../src/processes/process-exit.js";
import { z } from "zod";
import { standIns, useLauncherBench, WELL } from "./launcher-bench.js";

const bench = useLauncherBench();

const SECRETS = {
  option: "Tr0ub4dor-and-3",
  file: "s3cr3t-of-a-file",
  variable: "t0ken-of-the-environment",
  password: "pa55word-of-ada",
  query: "s1gned-for-one-day",
  answered: "typed-by-a-person",
};
const ENDPOINT = `https://ada:${SECRETS.password}@host/x?sig=${SECRETS.query}`;
const ALL = Object.values(SECRETS).join(" ");
const CONTROL = "\u0007\u001B]0;title\u0007\u0000\u009B1m";

function layer(kind: ConfigLayer["kind"], tree: Record<string, unknown>): ConfigLayer {
  return { kind, name: kind, tree, places: new Map(), texts: new Map(), spelling: "text", shared: false };
}

interface Told {
  readonly report: (label: string, value: string) => void;
  readonly progress: (text: string) => void;
}

/** Says all that it knows at every exit it has. */
const leaking = definePlugin({
  name: "leaking",
  version: "1.0.0",
  needs: { events: EVENTS, logs: LAUNCHER_LOGS, ui: UI },
  hooks: {
    ready: async ({ runners }, { log, needs }) => {
      needs.events.onAny(() => {
        throw new Error(`the listener has ${ALL}`);
      });
      await needs.ui.text({ key: "api_token", message: "Token" });
      for (const level of ["debug", "info", "warning", "error"] as const) log[level](`${level} ${ALL} ${CONTROL}`);
      const run = ({ report, progress }: Told): never => {
        report("sent with", ALL + CONTROL);
        progress(`sending with ${ALL}`);
        throw new Error(`401 for ${ALL} ${CONTROL}`, { cause: new TypeError(ALL) });
      };
      runners.add({ name: "send", phase: "postSession", run });
      runners.add({
        name: "keep",
        phase: "postSession",
        result: z.object({ tokens: z.number(), url: z.string() }),
        run: () => ({ tokens: 12, url: ENDPOINT }),
      });
      runners.add({
        name: "copy",
        phase: "postSession",
        run: async ({ session }) => void (await needs.logs.copyTo(join(session.directory, "Logs"))),
      });
    },
    preflight: () => [{ level: "warning", subject: "leak", message: ALL + CONTROL, todo: ENDPOINT }],
    experimentEnded: () => {
      throw new Error(`no ${ALL}`);
    },
  },
});

function* filesBelow(folder: string): Generator<string> {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* filesBelow(path);
    else yield path;
  }
}

test("what a plugin, a program or a question knows of secrets, no exit tells; nor are control characters done", async () => {
  const processes: ProcessRunner = {
    run: (request) => {
      request.onLine?.(`printing ${ALL} ${CONTROL}`, "stdout");
      request.onBlock?.(`a block ${ALL}\nof ${CONTROL}`, "stderr");
      return Promise.resolve({ ...WELL, code: 3, stderrTail: [ALL + CONTROL], summary: `exited with ${ALL}` });
    },
  };
  const resolved = bench.resolveConfig({ notes: `calm, ${ENDPOINT}`, answers: { api_token: SECRETS.answered } });
  const output = new PassThrough().setEncoding("utf8");
  const launcher = await createLauncher(
    {
      ...resolved,
      sections: {},
      environment: { LAB_API_TOKEN: SECRETS.variable, PWD: "/home/ada/rig-one" },
      layers: [
        layer("secret", { notes: SECRETS.file }),
        layer("file", { plugins: [{ use: "leaking", with: { api_token: SECRETS.option, endpoint: ENDPOINT } }] }),
      ],
    },
    {
      services: standIns({ processes }),
      plugins: [leaking],
      terminal: { input: new PassThrough(), output },
      verbosity: "debug",
    },
  );
  await launcher.start();
  await launcher.preflight();
  await launcher.runSession();
  await launcher.close();

  const report = launcher.report();
  const told: Record<string, string> = { report: JSON.stringify(report), console: String(output.read()) };
  for (const file of filesBelow(bench.folder)) told[file] = readFileSync(file, "utf8");
  expect(Object.keys(told).join("\n")).toMatch(/launcher\.log[^]*events\.jsonl|events\.jsonl[^]*launcher\.log/);
  expect(told["report"]).toContain("401 for [secret]");
  for (const [exit, text] of Object.entries(told)) {
    for (const [name, secret] of Object.entries(SECRETS)) expect(text, `${name} in ${exit}`).not.toContain(secret);
    // oxlint-disable-next-line no-control-regex -- they are what must not be there
    expect(text, `control characters in ${exit}`).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/);
  }
  // What a plugin calls `tokens` is its own business, and a resumed session needs it.
  const journal = Object.entries(told).find(([path]) => path.endsWith("journal.jsonl"))?.[1] ?? "";
  expect(journal).toContain('"tokens":12');
  expect(told["console"]).toContain("holds a secret, which the journal does not keep");
});

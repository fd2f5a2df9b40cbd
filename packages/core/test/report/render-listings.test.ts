import { makeStatus } from "@rigline/foundation/status";
import { describe, expect, test } from "vitest";
import type { LauncherListing, SessionPlanListing } from "../../src/report/launcher-listing.js";
import { renderPlan } from "../../src/report/render-plan.js";
import { renderPlugins } from "../../src/report/render-plugins.js";
import { renderSessions, type ListedSession } from "../../src/report/render-sessions.js";

const LISTING: LauncherListing = {
  rig: "4A",
  configFile: "/rig/rigline.config.yaml",
  plugins: [
    {
      name: "mapper",
      version: "1.0.0",
      use: "./plugins/mapper.mjs",
      origin: "found",
      file: "/rig/plugins/mapper.mjs",
      required: false,
      dependsOn: {},
      needs: [],
      provides: [],
      offers: [],
      extends: ["watchdog/mapping-additions"],
    },
    {
      name: "watchdog",
      version: "2.1.0",
      use: "./x.mjs",
      origin: "config",
      file: "/rig/node_modules/@rigline/watchdog-plugin/dist/index.js",
      isolate: "process",
      required: true,
      section: "watchdog",
      dependsOn: { mapper: "^1.0.0", picker: true },
      needs: ["watchdog/session-mapper (optional)"],
      provides: ["core/hand-off-reader"],
      offers: ["watchdog/mapping-additions"],
      extends: [],
    },
    {
      name: "given",
      version: "0.1.0",
      use: "given",
      origin: "given",
      required: true,
      dependsOn: {},
      needs: [],
      provides: [],
      offers: [],
      extends: [],
    },
  ],
  hooks: [
    {
      hook: "ready",
      kind: "series",
      timeoutMs: 60_000,
      handlers: [
        { position: 1, plugin: "mapper", reasons: ["registered first"] },
        { position: 2, plugin: "watchdog", reasons: ["depends on mapper", "asked to be after mapper"] },
      ],
    },
    { hook: "preflight", kind: "settle", timeoutMs: 1500, handlers: [] },
  ] as unknown as LauncherListing["hooks"],
  runners: [
    { name: "experiment", phase: "session", plugin: "core", needs: [] },
    { name: "map", phase: "postSession", plugin: "mapper", needs: [] },
    { name: "transfer", phase: "postSession", plugin: "watchdog", needs: ["map", "experiment"] },
    { name: "ask for help", phase: "postSession", plugin: "mapper", needs: [], when: { outcome: ["failed"] } },
  ],
};

describe("the plugins", () => {
  test("each with where it is from and what it needs, and the hooks with why they are in that order", () => {
    expect(renderPlugins(LISTING)).toMatchInlineSnapshot(`
      "Plugins (/rig/rigline.config.yaml)
        mapper 1.0.0
          from     /rig/plugins/mapper.mjs (found in plugins/, not named in the config)
          may      fail, or be missing: it is not required
          extends  watchdog/mapping-additions
        watchdog 2.1.0
          from     /rig/node_modules/@rigline/watchdog-plugin/dist/index.js
          runs     in a process of its own
          options  section "watchdog" and the entry's "with"
          behind   mapper ^1.0.0, picker
          needs    watchdog/session-mapper (optional)
          provides core/hand-off-reader
          offers   watchdog/mapping-additions
        given 0.1.0
          from     an object given to the launcher

      Hooks, each with its handlers as they are called, and why
      (loading goes by the config's list, and by file name in plugins/; what a plugin needs is loaded before it)
        ready (series, 60 s)
          1. mapper: registered first
          2. watchdog: depends on mapper; asked to be after mapper
        preflight (settle, 1.5 s)"
    `);
  });

  test("none", () => {
    const said = "Plugin ./notes.mjs was not found; ./notes.mjs is not required, so it is done without";
    expect(renderPlugins({ ...LISTING, plugins: [], doneWithout: [said] })).toContain(
      `Plugins (/rig/rigline.config.yaml)\n  ${said}\n\nHooks`,
    );
    expect(renderPlugins({ ...LISTING, plugins: [] })).toBe("No plugins are named in /rig/rigline.config.yaml.");
    const { configFile: _none, ...listing } = LISTING;
    expect(renderPlugins({ ...listing, plugins: [] })).toBe("No plugins: there is no config file.");
  });
});

describe("the plan", () => {
  const session: SessionPlanListing["session"] = {
    dataFolder: "/data",
    experiment: "",
    subject: "614173",
    experimenters: ["Ada", "Grace"],
    notes: "",
  };

  test("of a session whose answers are known", () => {
    expect(renderPlan({ ...LISTING, session })).toMatchInlineSnapshot(`
      "No session was opened. This one would be:
        rig              4A
        data             /data
        subject          614173
        experimenters    Ada, Grace
        notes            (none)

      Hooks and their handlers, in order:
        ready            mapper, watchdog

      Runners, in order:
        before the experiment
          none
        the session
          experiment         the launcher's own
        after the experiment, whatever came of it
          map                plugin mapper
          transfer           plugin watchdog, needs map, experiment
          ask for help       plugin mapper, runs after failed only"
    `);
  });

  test("of one that is asked everything and does nothing", () => {
    const asked = { dataFolder: "/data", experiment: null, subject: null, experimenters: null, notes: null };
    expect(renderPlan({ ...LISTING, hooks: [], runners: [], session: asked })).toMatchInlineSnapshot(`
      "No session was opened. This one would be:
        rig              4A
        data             /data
        experiment       (asked)
        subject          (asked)
        experimenters    (asked)
        notes            (asked)

      Hooks and their handlers, in order:
        none

      Runners, in order:
        before the experiment
          none
        the session
          none
        after the experiment, whatever came of it
          none"
    `);
  });
});

describe("the sessions", () => {
  function session(name: string, more: Partial<ListedSession> = {}): ListedSession {
    return {
      name,
      subject: "614173",
      date: "2026-07-14T09:05:00-07:00",
      directory: `/data/614173/${name}`,
      outcome: "success",
      interrupted: false,
      reason: null,
      handOff: null,
      status: makeStatus("not handed off"),
      notes: [],
      standing: "finished",
      unfinished: false,
      next: null,
      ...more,
    };
  }

  test("with outcome, hand-off, reasons, what is unfinished, and how many more there are", () => {
    const sessions = [
      session("614173_2026-07-14T090500-0700", {
        handOff: { state: "complete", detail: "" },
        status: makeStatus("processed"),
      }),
      session("614173_2026-07-13T090500-0700", {
        notes: ["what the experiment had started still ran at the hand-off: ffmpeg (pid 7)"],
        outcome: "failed",
        reason: "exited with code 3\nno camera",
        handOff: { state: "pending", detail: "since 9:05" },
        status: makeStatus("queued", { detail: "told elsewhere" }),
      }),
      session("614173_2026-07-12T090500-0700", {
        standing: "unfinished",
        unfinished: true,
        next: "`rigline resume 614173_2026-07-12T090500-0700` runs transfer again",
      }),
      session("614173_2026-07-11T090500-0700", {
        standing: "unfinished",
        outcome: null,
        interrupted: true,
        unfinished: true,
        status: makeStatus("stuck"),
      }),
      session("614173_2026-07-10T090500-0700", {
        standing: "running",
        outcome: null,
        next: "it runs right now",
        status: makeStatus("running"),
      }),
      session("614173_2026-07-09T090500-0700", { outcome: "aborted", reason: "interrupted by SIGINT (Ctrl+C)" }),
      session("614173_2026-07-08T090500-0700", {
        standing: "unreadable",
        outcome: null,
        reason: "no journal",
        status: makeStatus("stuck"),
      }),
    ];
    expect(renderSessions(sessions, 9, "/data")).toMatchInlineSnapshot(`
      "session                        outcome     hand-off
      614173_2026-07-14T090500-0700  success     processed
      614173_2026-07-13T090500-0700  failed      queued: since 9:05
        why   exited with code 3
              no camera
        note  what the experiment had started still ran at the hand-off: ffmpeg (pid 7)
      614173_2026-07-12T090500-0700  success     not handed off  (unfinished)
        next  \`rigline resume 614173_2026-07-12T090500-0700\` runs transfer again
      614173_2026-07-11T090500-0700  interrupted stuck  (unfinished)
      614173_2026-07-10T090500-0700  running     running
        next  it runs right now
      614173_2026-07-09T090500-0700  aborted     not handed off
        why   interrupted by SIGINT (Ctrl+C)
      614173_2026-07-08T090500-0700  unreadable  stuck
        why   no journal
      … and 2 older (--limit shows more)"
    `);
  });

  test("none", () => {
    expect(renderSessions([], 0, "/data")).toBe("No sessions in /data.");
  });

  test("with names that take two columns a letter, in line", () => {
    const lines = renderSessions([session("小鼠_2026"), session("Mäuse_2026")], 2, "/data").split("\n");
    expect(lines).toEqual([
      "session     outcome     hand-off",
      "小鼠_2026   success     not handed off",
      "Mäuse_2026  success     not handed off",
    ]);
  });
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { LauncherConfigSchema } from "../../src/config/launcher-config.js";
import type { Provenance } from "../../src/config/resolved-config.js";
import { createEventBus } from "../../src/events/event-bus.js";
import { nodeFileSystem, createLogger } from "@rigline/foundation/platform";
import { askSession, type SessionAnswers } from "../../src/ui/ask-session.js";
import { openRememberedAnswers, type RememberedAnswers } from "../../src/ui/remembered-answers.js";
import type { ReviewQuestion, TableRow } from "../../src/ui/questions.js";
import { cancelledPrompt, createScriptedUi, type ScriptedAnswer } from "../../src/testing/scripted-ui.js";

interface Case {
  readonly given?: Record<string, unknown>;
  readonly flags?: readonly string[];
  readonly script?: Record<string, ScriptedAnswer | readonly ScriptedAnswer[]>;
  readonly remembered?: Record<string, readonly string[]>;
  readonly interactive?: boolean;
  readonly onReview?: (question: ReviewQuestion) => void;
}

/** In a folder of its own, removed after the test. */
function rememberIn(answers: Readonly<Record<string, readonly string[]>> = {}): RememberedAnswers {
  const folder = mkdtempSync(join(tmpdir(), "rigline-ask-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const memory = openRememberedAnswers(nodeFileSystem, () => join(folder, "answers.json"));
  for (const [key, history] of Object.entries(answers))
    for (const answer of history.toReversed()) memory.remember(key, answer);
  return memory;
}

async function ask(options: Case): Promise<{
  readonly answers: SessionAnswers;
  readonly asked: readonly string[];
  readonly told: unknown[];
  readonly memory: RememberedAnswers;
}> {
  const now = (): Date => new Date(0);
  const events = createEventBus({ log: createLogger("rigline", [], now), now });
  const told: unknown[] = [];
  events.on("prompt.answered", (event) => told.push(event));
  const ui = createScriptedUi(options.script ?? {}, { events, interactive: options.interactive ?? true });
  const memory = rememberIn(options.remembered);
  const values = LauncherConfigSchema.parse({ data_dir: "data", ...options.given });
  const provenance: Provenance = new Map(
    (options.flags ?? []).map((name) => [name, [{ kind: "flag", name: `--${name}`, value: undefined }]]),
  );
  const answers = await askSession({
    ui: {
      ...ui,
      review: (question) => {
        options.onReview?.(question);
        return ui.review(question);
      },
    },
    decided: ({ subject }) => [{ label: "Data", text: `/data/${subject}` }],
    memory,
    events,
    config: { values, provenance },
  });
  return { answers, asked: ui.asked, told, memory };
}

it("asks subject, experimenters, notes, in that order", async () => {
  const { answers, asked, told } = await ask({
    script: { subject: "614173", experimenters: "ada, grace", notes: "left lens dirty" },
  });
  expect(asked).toEqual(["subject", "experimenters", "notes"]);
  expect(answers).toEqual({
    subject: "614173",
    experimenters: ["ada", "grace"],
    notes: "left lens dirty",
  });
  expect(told).toEqual([
    { key: "subject", value: "614173", source: "prompt" },
    { key: "experimenters", value: "ada, grace", source: "prompt" },
    { key: "notes", value: "left lens dirty", source: "prompt" },
  ]);
});

it("asks nothing that flags and config have answered, and says which of them did", async () => {
  const { answers, asked, told, memory } = await ask({
    given: { subject: "614173", experimenters: ["Ada Lovelace"], notes: "" },
    flags: ["subject"],
  });
  expect(asked).toEqual([]);
  expect(answers).toEqual({
    subject: "614173",
    experimenters: ["Ada Lovelace"],
    notes: "",
  });
  expect(told).toEqual([
    { key: "subject", value: "614173", source: "flag" },
    { key: "experimenters", value: ["Ada Lovelace"], source: "config" },
    { key: "notes", value: "", source: "config" },
  ]);
  expect(memory.history("subject")).toEqual(["614173"]);
  expect(memory.history("experimenters")).toEqual([]);
});

it("remembers names from the command line as they would be typed", async () => {
  const { memory } = await ask({
    given: { subject: "614173", experimenters: ["Ada Lovelace", "grace"], notes: "" },
    flags: ["experimenters", "notes"],
  });
  expect(memory.history("experimenters")).toEqual(['"Ada Lovelace", grace']);
  expect(memory.history("notes")).toEqual([]);
});

it("offers recent subjects when Enter alone is pressed", async () => {
  const { answers, asked } = await ask({
    script: { subject: ["", "614173"], experimenters: "ada", notes: "" },
    remembered: { subject: ["700001", "614173"] },
  });
  expect(asked).toEqual(["subject", "subject", "experimenters", "notes"]);
  expect(answers.subject).toBe("614173");
});

it("does not take an empty subject when none is known", async () => {
  const { answers } = await ask({ script: { subject: ["", "a/b", "614173"], experimenters: "ada", notes: "" } });
  expect(answers.subject).toBe("614173");
});

it("asks again where a line names no experimenter", async () => {
  const { answers } = await ask({
    script: { subject: "614173", experimenters: ["", " ,", "ada grace"], notes: "" },
  });
  expect(answers.experimenters).toEqual(["ada", "grace"]);
});

it("needs no notes when there is nobody to ask", async () => {
  const { answers } = await ask({ given: { subject: "614173", experimenters: ["ada"] }, interactive: false });
  expect(answers).toMatchObject({ notes: "" });
});

it.each([
  [{}, "subject", "pass --subject, or set `subject` in the config"],
  [{ subject: "614173" }, "experimenters", "pass --experimenter, or set `experimenters` in the config"],
])("names flag and key when there is nobody to ask: %j", async (given, key, todo) => {
  await expect(ask({ given, interactive: false })).rejects.toMatchObject({
    code: "INPUT_NEEDED",
    exit: "usage",
    message: `there is no answer for ${key}, and nobody to ask`,
    todo,
  });
});

it("ends at the first cancelled question", async () => {
  await expect(ask({ script: { subject: "614173", experimenters: cancelledPrompt() } })).rejects.toMatchObject({
    code: "PROMPT_CANCELLED",
    exit: "aborted",
  });
});

it("says in the table where an answer is from that nobody typed", async () => {
  const tables: (readonly TableRow[] | undefined)[] = [];
  const { answers } = await ask({
    given: { subject: "614173" },
    flags: ["subject"],
    remembered: { experimenters: ['"Ada Lovelace", grace'] },
    script: { experimenters: '"Ada Lovelace", grace', notes: "one\ntwo", open_session: "yes" },
    onReview: ({ table }) => void tables.push(table),
  });
  expect(tables).toEqual([
    [
      { label: "Subject", text: "614173 (from the command line)" },
      { label: "Experimenters", text: "Ada Lovelace, grace (as last time)" },
      { label: "Notes", text: "one\ntwo" },
      { label: "Data", text: "/data/614173" },
    ],
  ]);
  expect(answers.experimenters).toEqual(["Ada Lovelace", "grace"]);
});

it("shows what is decided, and goes back to what a person wants to change, before a session is opened", async () => {
  const { answers, asked } = await ask({
    given: { notes: "calm" },
    script: { subject: ["614137", "614173"], experimenters: "ada", open_session: ["notes", "subject", "yes"] },
  });
  // Of the config, notes can't be changed here.
  expect(asked).toEqual(["subject", "experimenters", "open_session", "subject", "open_session"]);
  expect(answers).toEqual({ subject: "614173", experimenters: ["ada"], notes: "calm" });
});

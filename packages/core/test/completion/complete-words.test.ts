import { Argument, Command } from "commander";
import { expect, test } from "vitest";
import { type CompletionSources, completeWords } from "../../src/completion/complete-words.js";

const asked: string[] = [];
const source = (name: string, values: readonly string[]) => () => {
  asked.push(name);
  return Promise.resolve(values.map((value) => ({ value, description: `a ${name}` })));
};
const SOURCES: CompletionSources = {
  keys: source("key", ["data_dir", "watchdog.project_name"]),
  sections: source("section", ["watchdog"]),
  sessions: source("session", ["m1_2026", "m2_2026"]),
  subjects: source("subject", ["m1", "m2"]),
};

function makeProgram(): Command {
  const program = new Command("rigline").version("1");
  program
    .command("run")
    .description("run one session")
    .option("-s, --subject <id>", "the subject")
    .option("--no-input", "never ask")
    .option("-c, --config <file>", "the file");
  program.command("resume [session]").option("--force", "at once");
  const config = program.command("config").option("--json", "as JSON").option("--set <key=value>", "set a key");
  config.command("explain <key>").description("where from");
  program.command("completion").addArgument(new Argument("<shell>").choices(["bash", "zsh"]));
  program.command("__complete", { hidden: true });
  return program;
}

async function complete(line: string): Promise<string[]> {
  asked.length = 0;
  const found = await completeWords(makeProgram(), line.split(" ").slice(1), SOURCES);
  return found.map(({ value }) => value);
}

test.each([
  ["rigline ", ["run", "resume", "config", "completion", "help"]],
  ["rigline re", ["resume"]],
  ["rigline --", ["--version", "--help"]],
  ["rigline run -", ["--subject", "--no-input", "--config", "--help", "--version"]],
  ["rigline run --su", ["--subject"]],
  ["rigline run --subject ", ["m1", "m2"]],
  ["rigline run -s m2", ["m2"]],
  ["rigline run --subject m1 --no", ["--no-input"]],
  ["rigline run --config ", []],
  ["rigline resume ", ["m1_2026", "m2_2026"]],
  ["rigline resume --force m2", ["m2_2026"]],
  ["rigline resume m1_2026 ", []],
  ["rigline config ", ["explain", "help"]],
  ["rigline config explain wat", ["watchdog", "watchdog.project_name"]],
  ["rigline config --set wat", ["watchdog.project_name="]],
  ["rigline run --subject=", ["--subject=m1", "--subject=m2"]],
  ["rigline config explain --set=da", ["--set=data_dir="]],
  ["rigline run --no-input=", []],
  ["rigline help re", ["resume"]],
  ["rigline config help ", ["explain", "help"]],
  ["rigline config --set d", ["data_dir="]],
  ["rigline config explain data_dir --se", ["--set"]],
  ["rigline completion z", ["zsh"]],
  ["rigline unknown ", []],
])("%j", async (line, expected) => {
  expect((await complete(line)).sort()).toEqual([...expected].sort());
});

test("the rig is asked only for what is needed", async () => {
  await complete("rigline run --");
  expect(asked).toEqual([]);
  await complete("rigline run --subject ");
  expect(asked).toEqual(["subject"]);
});

test("a value that is named like a command is a value", async () => {
  expect(await complete("rigline config --set explain ")).toContain("explain");
});

test("descriptions go with the values", async () => {
  const [run] = await completeWords(makeProgram(), ["run"], SOURCES);
  expect(run).toEqual({ value: "run", description: "run one session" });
});

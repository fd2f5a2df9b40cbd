import { createFakeClock } from "@rigline/foundation/testing";
import { expect, it } from "vitest";
import { endProcessTree } from "../../src/processes/end-tree.js";
import { descendantsOf, listWindowsProcesses } from "../../src/processes/windows-processes.js";
import type { ProcessSystem, RunningTree } from "../../src/processes/process-system.js";

const TASKKILL = "C:\\Windows\\System32\\taskkill.exe";
const environment = { systemroot: "C:\\Windows" };

interface Rig {
  readonly tree: RunningTree;
  readonly system: ProcessSystem;
  /** The lines that were run, in order, and what happened beside them. */
  readonly done: string[];
  exit(): void;
}

/** A Windows on which process 100 runs, with what PowerShell and taskkill answer there. */
function windows(answers: {
  readonly processes?: readonly string[];
  readonly taskkill?: (args: string) => number | undefined | "exits";
}): Rig {
  const done: string[] = [];
  const lists = [...(answers.processes ?? [])];
  let exit: () => void = () => undefined;
  const exited = new Promise<void>((resolve) => (exit = resolve));
  const system: ProcessSystem = {
    platform: "win32",
    signalGroup: () => expect.unreachable("Windows has no signals"),
    groupIsAlive: () => expect.unreachable("Windows has no process groups"),
    listGroup: () => expect.unreachable("Windows has no process groups"),
    runTool: (command) => {
      if (command[0].endsWith("powershell.exe")) return Promise.resolve({ code: 0, output: lists.shift() ?? "" });
      done.push(command.join(" "));
      const answer = answers.taskkill?.(command.slice(1).join(" ")) ?? 0;
      if (answer === "exits") exit();
      return Promise.resolve({ code: answer === "exits" ? 0 : answer, output: "" });
    },
  };
  const tree: RunningTree = {
    pid: 100,
    exited,
    environment,
    closeInput: () => done.push("closed input"),
    killChild: () => {
      done.push("killed the child alone");
      exit();
    },
  };
  return { tree, system, done, exit };
}

it("closes the input, asks the windows to close, and is content when the program ends", async () => {
  const { tree, system, done } = windows({ taskkill: () => "exits" });
  const ended = await endProcessTree(tree, { graceMs: 5000, clock: createFakeClock(), system });
  expect(done).toEqual(["closed input", `${TASKKILL} /PID 100 /T`]);
  expect(ended).toEqual({ killed: false });
});

it("ends the tree by force after the grace period", async () => {
  const clock = createFakeClock();
  const rig = windows({ taskkill: (args) => (args.endsWith("/F") ? "exits" : 128) });
  const ending = endProcessTree(rig.tree, { graceMs: 5000, clock, system: rig.system });
  await clock.advance(4999);
  expect(rig.done).toEqual(["closed input", `${TASKKILL} /PID 100 /T`]);
  await clock.advance(1);
  expect(await ending).toEqual({ killed: true });
  expect(rig.done.at(-1)).toBe(`${TASKKILL} /PID 100 /T /F`);
});

it("ends the child alone when taskkill can't be run", async () => {
  const clock = createFakeClock();
  const rig = windows({ taskkill: () => undefined });
  const { tree, system, done } = {
    ...rig,
    system: { ...rig.system, runTool: () => Promise.resolve({ code: undefined, output: "" }) },
  };
  const ending = endProcessTree(tree, { graceMs: 10, clock, system });
  await clock.advance(10);
  expect(await ending).toEqual({ killed: true });
  expect(done).toEqual(["closed input", "killed the child alone"]);
});

it("ends grandchildren whose parent has left, but no process that was given a freed id", async () => {
  const rig = windows({
    processes: [
      "1 0 5\r\n100 1 10\r\n200 100 20\r\n300 200 30\r\n400 100 40\r\n",
      "1 0 5\r\n200 1 20\r\n300 200 30\r\n400 1 99\r\n",
    ],
    taskkill: () => "exits",
  });
  const ended = await endProcessTree(rig.tree, { graceMs: 5000, clock: createFakeClock(), system: rig.system });
  expect(rig.done.at(-1)).toBe(`${TASKKILL} /PID 200 /PID 300 /T /F`);
  expect(ended).toEqual({ killed: true });
});

it("reads PowerShell's list and passes over what is none of it", async () => {
  const system = {
    runTool: () => Promise.resolve({ code: 0, output: "\r\nWARNING: x\r\n4 0 638\r\n 8 4 639 \r\n9 4\r\n" }),
  };
  expect(await listWindowsProcesses(system as unknown as ProcessSystem, environment)).toEqual([
    { pid: 4, parent: 0, started: "638" },
    { pid: 8, parent: 4, started: "639" },
  ]);
});

it("takes no process for a child that is older than its parent, nor itself, and ends on a cycle", () => {
  const all = [
    { pid: 100, parent: 50, started: "10" },
    { pid: 5, parent: 100, started: "9" },
    { pid: 50, parent: 100, started: "10" },
    { pid: 60, parent: 60, started: "12" },
  ];
  expect(descendantsOf(100, all).map(({ pid }) => pid)).toEqual([50]);
});

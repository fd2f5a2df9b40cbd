import { expect, it } from "vitest";
import { batchObjection } from "../../src/processes/describe-end.js";
import { explainUnfit, findProgram, findScript, lookUpProgram } from "../../src/processes/find-program.js";

function onWindows(
  program: string,
  files: readonly string[],
  environment: Record<string, string> = {},
): string | undefined {
  return findProgram(program, {
    directory: "C:\\rig",
    environment: { Path: 'C:\\bin;"C:\\Program Files\\AIBS";;D:tools', ...environment },
    platform: "win32",
    isFile: (path) => files.some((file) => file.toLowerCase() === path.toLowerCase()),
  });
}

it.each([
  ["bonsai", ["C:\\bin\\bonsai.exe"], "C:\\bin\\bonsai.exe"],
  ["bonsai", ["C:\\bin\\bonsai.cmd"], "C:\\bin\\bonsai.cmd"],
  ["bonsai", ["C:\\bin\\bonsai.cmd", "C:\\bin\\bonsai.exe"], "C:\\bin\\bonsai.exe"],
  ["bonsai", ["C:\\Program Files\\AIBS\\bonsai.exe"], "C:\\Program Files\\AIBS\\bonsai.exe"],
  ["bonsai.exe", ["C:\\rig\\bonsai.exe", "C:\\bin\\bonsai.exe"], "C:\\rig\\bonsai.exe"],
  ["bonsai.exe", ["C:\\bin\\bonsai.exe.exe", "C:\\bin\\bonsai.exe"], "C:\\bin\\bonsai.exe"],
  ["bonsai/bonsai.exe", ["C:\\rig\\bonsai\\bonsai.exe"], "C:\\rig\\bonsai\\bonsai.exe"],
  [".\\run", ["C:\\rig\\run.bat", "C:\\bin\\run.exe"], "C:\\rig\\run.bat"],
  ["E:\\x\\run.exe", ["E:\\x\\run.exe"], "E:\\x\\run.exe"],
  ["script", ["C:\\bin\\script"], "C:\\bin\\script"],
  ["bonsai", [], undefined],
  ["bonsai\\bonsai", ["C:\\bin\\bonsai\\bonsai.exe"], undefined],
])("finds %s among %j on Windows", (program, files, found) => {
  expect(onWindows(program, files)).toBe(found);
});

it("takes the extensions from PATHEXT, whatever its case", () => {
  expect(onWindows("mapper", ["C:\\bin\\mapper.py"])).toBeUndefined();
  expect(onWindows("mapper", ["C:\\bin\\mapper.py"], { PathExt: ".EXE;.PY" })).toBe("C:\\bin\\mapper.py");
});

it.each([
  ["python3", ["/usr/bin/python3"], "/usr/bin/python3"],
  ["./run.sh", ["/rig/run.sh"], "/rig/run.sh"],
  ["run.sh", ["/rig/run.sh"], undefined],
  ["tool", ["/rig/bin/tool"], "/rig/bin/tool"],
  ["/opt/rig/tool", ["/opt/rig/tool"], "/opt/rig/tool"],
])("finds %s among %j on POSIX", (program, files, found) => {
  const isFile = (path: string): boolean => files.includes(path);
  expect(
    findProgram(program, { directory: "/rig", environment: { PATH: "/usr/bin:bin" }, platform: "linux", isFile }),
  ).toBe(found);
});

it("passes over a file on the PATH that has no right to be executed, as the system does", () => {
  const files = ["/b1/tool", "/b2/tool", "/b1/only"];
  const search = {
    directory: "/rig",
    environment: { PATH: "/b1:/b2" },
    platform: "linux",
    isFile: (path: string) => files.includes(path),
    isExecutable: (path: string) => path === "/b2/tool",
  } as const;
  expect(lookUpProgram("tool", search)).toEqual({ program: "/b2/tool" });
  expect(lookUpProgram("only", search)).toEqual({ program: undefined, unfit: "/b1/only" });
  expect(explainUnfit("/b1/only", "linux").todo).toBe("Give it the right: chmod +x /b1/only");
});

it.each([
  [".\\s.ps1", "C:\\rig\\s.ps1", "Write [powershell, -ExecutionPolicy, Bypass, -File, s.ps1]."],
  ["s.py", "C:\\rig\\s.py", "Write [python, s.py]."],
  ["flow.bonsai", "C:\\rig\\flow.bonsai", "Write [Bonsai.exe, flow.bonsai]."],
  ["notes.txt", "C:\\rig\\notes.txt", "Name the program that opens .txt files first, and the file behind it."],
])("%s is no program for Windows, which would open it in an editor", (program, file, todo) => {
  const search = {
    directory: "C:\\rig",
    environment: { PATHEXT: ".EXE;.CMD" },
    platform: "win32",
    isFile: (path: string) => path === file,
    isExecutable: () => false,
  } as const;
  expect(lookUpProgram(program, search)).toEqual({ program: undefined, unfit: file });
  expect(explainUnfit(file, "win32").todo).toBe(todo);
  // A first line such as `#!/usr/bin/env python` says what runs it, also on Windows.
  expect(lookUpProgram(program, { ...search, isExecutable: () => true })).toEqual({ program: file });
});

it.each([
  [["python3", "-u", "exp.py", "--fast", "b.py"], "exp.py"],
  [["C:\\Python\\python.exe", "exp.py"], "exp.py"],
  [["uv", "run", "--with", "numpy", "exp.py"], "exp.py"],
  [["conda", "run", "-n", "rig", "python", "exp.py"], "exp.py"],
  [["uv", "run", "python", "-m", "task", "x.py"], undefined],
  [["python3", "-c", "import x", "x.py"], undefined],
  [["powershell", "-File", "s.ps1"], "s.ps1"],
  [["bash", "-c", "./x.sh"], undefined],
  [["matlab", "-batch", "run('x.m')"], undefined],
  [["bonsai", "flow.bonsai", "x.py"], undefined],
  [["node"], undefined],
])("the script of %j is %s", (command, script) => {
  expect(findScript(command)).toBe(script);
});

it.each([
  ["C:\\a\\x.cmd", ["a&b", "x y", "100%"], false],
  ["C:\\a\\x.cmd", ['q"&calc&"'], true],
  ["C:\\a\\X.BAT", ["a\nb"], true],
  ["C:\\a\\x.exe", ['q"&calc&"'], false],
])("%s with %j is refused: %s", (program, args, refused) => {
  expect(batchObjection(program, args) !== undefined).toBe(refused);
});

import { expect, it } from "vitest";
import { findProgram } from "../../src/processes/find-program.js";

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

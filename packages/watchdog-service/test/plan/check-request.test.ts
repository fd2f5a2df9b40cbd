import { expect, test } from "vitest";
import type { CopyRequest } from "../../src/plan/copy-plan.js";
import { checkRequest } from "../../src/plan/check-request.js";
import { thrownBy } from "../support/thrown-by.js";

const LINUX: CopyRequest = {
  name: "614173_2026",
  destination: "/mnt/share/614173",
  modalities: { behavior: ["/data/614173/behavior"] },
  schemas: ["/data/614173/session.json"],
};

const WINDOWS: CopyRequest = {
  name: "614173_2026",
  destination: "\\\\server\\share\\614173",
  modalities: { behavior: ["D:\\data\\614173\\behavior"] },
  schemas: ["D:/data/614173/session.json"],
};

test("a request that is right on its own system passes, and only there", () => {
  expect(() => checkRequest(LINUX, "linux")).not.toThrow();
  expect(() => checkRequest(WINDOWS, "win32")).not.toThrow();
  expect(thrownBy(() => checkRequest(LINUX, "win32")).code).toBe("DESTINATION_NOT_ABSOLUTE");
  expect(thrownBy(() => checkRequest(WINDOWS, "linux")).code).toBe("DESTINATION_NOT_ABSOLUTE");
});

test.each([
  ["win32", "/dst", "it names no drive"],
  ["win32", "\\dst", "it names no drive"],
  ["win32", "S:dst", "a \\ is missing"],
  ["win32", "S:\\dst\\aux", '"aux" can\'t be reached on Windows'],
  ["win32", "S:\\614173.\\x", '"614173." can\'t be reached'],
  ["win32", "S:\\%DATA%", "variables such as %DATA% are not filled in here"],
  ["win32", "S:\temp", "control character"],
  ["linux", "//server/share", "it is a share as Windows writes it"],
  ["linux", "~/data", "~ is not filled in here"],
  ["linux", "data/614173", "it is no absolute path"],
] as const)("on %s the path %j is refused as destination and as source", (platform, path, why) => {
  const right = platform === "win32" ? WINDOWS : LINUX;
  const destination = thrownBy(() => checkRequest({ ...right, destination: path }, platform));
  expect(destination).toMatchObject({ code: "DESTINATION_NOT_ABSOLUTE", why: expect.stringContaining(why) as string });
  for (const changes of [{ modalities: { behavior: [path] } }, { schemas: [path] }]) {
    const source = thrownBy(() => checkRequest({ ...right, ...changes }, platform));
    expect(source).toMatchObject({ code: "SOURCE_NOT_ABSOLUTE", why: expect.stringContaining(why) as string });
  }
});

test("names that are Rigline's own are given to nothing that is published", () => {
  const own = ".rigline-614173_2026-0badcafe.partial";
  for (const changes of [{ name: own }, { modalities: { [own]: [] } }, { schemas: [`/data/${own}`] }]) {
    const error = thrownBy(() => checkRequest({ ...LINUX, ...changes }, "linux"));
    expect(error).toMatchObject({
      code: "NAME_NOT_ALLOWED",
      why: "names that begin with .rigline are Rigline's own",
    });
  }
});

test("the root of the rig's own disk is no destination, in any spelling; that of a drive may be a share's", () => {
  for (const destination of ["/", "//", "/./", "/mnt/.."])
    expect(["DESTINATION_IS_ROOT", "DESTINATION_NOT_ABSOLUTE"], destination).toContain(
      thrownBy(() => checkRequest({ ...LINUX, destination }, "linux")).code,
    );
  expect(thrownBy(() => checkRequest({ ...LINUX, destination: "/" }, "linux")).code).toBe("DESTINATION_IS_ROOT");
  expect(() => checkRequest({ ...WINDOWS, destination: "S:\\" }, "win32")).not.toThrow();
});

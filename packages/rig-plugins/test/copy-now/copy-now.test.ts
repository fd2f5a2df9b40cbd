import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Session } from "@rigline/core";
import { expect, test } from "vitest";
import { copyFileVerified } from "../../src/copy-now/copy-file.js";
import copyNow, { CopyNowOptionsSchema } from "../../src/copy-now/index.js";
import { parseRobocopy } from "../../src/copy-now/select-files.js";
import { expectConforming } from "../support/expect-conforming.js";
import { write } from "../support/make-repository.js";
import { detailsOf, findingOf, runSession } from "../support/run-session.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const during = ({ directory }: Session): void => {
  for (const path of [
    "behavior/trials.csv",
    "behavior/big.avi",
    "behavior-videos/face.mp4",
    "fib/x.bin",
    "session.json",
  ])
    write(directory, path, `of ${path}\n`);
};

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => statSync(join(folder, path)).isFile())
    .map((path) => path.replaceAll("\\", "/"))
    .toSorted();
}

test("clabe's section copies what robocopy would, to the session's own folder, each file compared", async () => {
  const destination = temporaryFolder();
  const options = {
    destination,
    extra_args: "/E /DCOPY:DAT /R:100 /W:3 /tee /XD behavior-videos fib",
    exclude_files: ["*.AVI"],
    log: null,
  };
  const session = await runSession(copyNow, { options, during });
  const target = join(destination, "614173", session.session?.name ?? "");
  expect(filesBelow(target)).toEqual(["behavior/trials.csv", "session.json"]);
  expect(readFileSync(join(target, "behavior/trials.csv"), "utf8")).toBe("of behavior/trials.csv\n");
  expect(detailsOf(session, "copy-now")).toEqual({ copied: "2 files, 0.0 MB, read back and compared", to: target });
});

test("only what is included, when something is", async () => {
  const destination = temporaryFolder();
  const session = await runSession(copyNow, {
    options: { destination, include: ["behavior/*.csv", "session.json"], folder: "now" },
    during,
  });
  expect(session.report?.exitCode).toBe(0);
  expect(filesBelow(join(destination, "now"))).toEqual(["behavior/trials.csv", "session.json"]);
});

test("another file of the same name stays unless it shall not, and costs the session nothing", async () => {
  const destination = temporaryFolder();
  write(destination, "now/session.json", "another");
  const options = { destination, folder: "now", include: ["session.json"] };
  const session = await runSession(copyNow, { options, during });
  expect(session.report?.runners.find(({ name }) => name === "copy-now")).toMatchObject({
    state: "failed",
    code: "COPY_NOW_FAILED",
    tolerated: true,
  });
  expect(session.report?.exitCode).toBe(0);
  expect(readFileSync(join(destination, "now/session.json"), "utf8")).toBe("another");
  await runSession(copyNow, { options: { ...options, overwrite: true }, during });
  expect(readFileSync(join(destination, "now/session.json"), "utf8")).toBe("of session.json\n");
});

test("what is there already is only compared, and what breaks off leaves nothing half", async () => {
  const folder = temporaryFolder();
  write(folder, "a", "data");
  const how = { overwrite: false, signal: new AbortController().signal };
  const [source, target] = [join(folder, "a"), join(folder, "copy", "a")];
  expect(await copyFileVerified(source, target, how)).toEqual({ bytes: 4, state: "copied" });
  expect(await copyFileVerified(source, target, how)).toEqual({ bytes: 4, state: "there" });
  const other = join(folder, "copy", "b");
  await expect(copyFileVerified(source, other, { ...how, signal: AbortSignal.abort() })).rejects.toThrow("abort");
  expect(existsSync(other) || existsSync(`${other}.partial`)).toBe(false);
});

test("a share that is away is a warning, and so is what clabe would delete", async () => {
  const destination = join(temporaryFolder(), "gone");
  const session = await runSession(copyNow, { options: { destination, delete_src: true } });
  expect(findingOf(session, "copy")).toMatchObject({
    level: "warning",
    message: `${destination} is not there: there would be no copy right after the session`,
  });
  expect(session.findings.filter(({ subject }) => subject === "copy")[1]?.message).toContain("`delete_src`");
});

test("robocopy's arguments: names behind /XF and /XD, quoted ones too", () => {
  expect(parseRobocopy('/E /xf *.tmp "my file.txt" /R:1 /XD a b\\c /MT:8')).toEqual({
    files: ["*.tmp", "my file.txt"],
    folders: ["a", "b/c"],
  });
  expect(CopyNowOptionsSchema.safeParse({}).success).toBe(false);
});

test("does what every plugin must do", async () => {
  await expectConforming(copyNow, { options: { destination: temporaryFolder() } });
});

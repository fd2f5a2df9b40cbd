import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { placedMarks } from "./marks.js";
import { runTests } from "./nested-run.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const IMPORT = `import { mark } from "@rigline/foundation/marks";`;

test("every mark in the sources is a literal in double quotes that stands once", () => {
  const marks = placedMarks(ROOT);
  expect(marks.length).toBeGreaterThan(0);
  const names = marks.map(({ name }) => name);
  expect(marks.filter(({ name }, index) => name === undefined || names.indexOf(name) !== index)).toEqual([]);
});

/** Two packages; the second one's mark is reached in a program that its test starts. */
const TREE = {
  "packages/one/src/one.ts": `${IMPORT}
    export function recover(far: boolean): void {
      if (far) mark("one: far");
      else mark(
        "one: near",
      );
    }`,
  "packages/one/test/one.test.ts": `import { test } from "vitest";
    import { recover } from "../src/one.js";
    test("recovers", () => recover(false));`,
  "packages/two/src/two.ts": `${IMPORT}
    export const recover = () => mark("two");`,
  "packages/two/test/two.test.ts": `import { execFileSync } from "node:child_process";
    import { test } from "vitest";
    test("recovers", () => {
      const program = "require('node:diagnostics_channel').channel('rigline:marks').publish('two'); process.kill(process.pid, 9)";
      try { execFileSync(process.execPath, ["-e", program], { stdio: "ignore" }); } catch {}
    });`,
};

test.runIf(process.platform === "linux")(
  "a run of every test fails for a mark that none reaches, and names it",
  async () => {
    const { exitCode, all } = await runTests(TREE);
    expect(exitCode, all).toBe(1);
    expect(all).toContain("2 passed");
    expect(all).toContain("packages/one/src/one.ts:3  one: far");
    expect(all).not.toContain("one: near");
    expect(all).not.toContain("two.ts");
  },
);

test("a run of every test that reaches all marks is one that passes", async () => {
  const far = TREE["packages/one/test/one.test.ts"].replace("recover(false)", "[recover(true), recover(false)]");
  const { exitCode, all } = await runTests({ ...TREE, "packages/one/test/one.test.ts": far });
  expect(exitCode, all).toBe(0);
  expect(all).not.toContain("one: far");
});

test("a run of one package's tests tells what they do not reach and passes; one of a single file says nothing", async () => {
  const more = { ...TREE, "packages/one/test/other.test.ts": TREE["packages/one/test/one.test.ts"] };
  const ofPackage = await runTests(more, ["packages/one/test"]);
  expect(ofPackage.exitCode, ofPackage.all).toBe(0);
  expect(ofPackage.all).toContain("Marks of one that its own tests do not reach");
  expect(ofPackage.all).toContain("packages/one/src/one.ts:3  one: far");
  const ofFile = await runTests(more, ["packages/one/test/other"]);
  expect(ofFile.exitCode, ofFile.all).toBe(0);
  expect(ofFile.all).not.toContain("one: far");
});

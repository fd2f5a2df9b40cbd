import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findPageProgram, readPagePort, requireLoopback, runPage } from "@rigline/foundation/page";

function makeFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "rigline-start-page-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A rig with a page that writes down what it is ordered. */
function installPage(folder: string, program: string): void {
  const home = join(folder, "node_modules", "@rigline", "page");
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, "package.json"), '{"name":"x","bin":{"rigline-page":"./page.js"}}');
  writeFileSync(join(home, "page.js"), program);
}

test.each(["0.0.0.0", "::", "10.1.2.3", "rig-7", "localhost.example.org", ""])(
  "a page at %j is refused, with the way that there is",
  (host) => {
    expect(() => requireLoopback(host)).toThrow(
      expect.objectContaining({ code: "PAGE_HOST_REFUSED", todo: expect.stringContaining("ssh -L") }),
    );
  },
);

test("this computer alone is allowed", () => {
  expect(() => ["127.0.0.1", "localhost"].forEach(requireLoopback)).not.toThrow();
});

test.each([
  ["0", 0],
  ["8765", 8765],
  ["65535", 65_535],
  ["65536", undefined],
  ["-1", undefined],
  ["80a", undefined],
  ["", undefined],
])("the port %j is %j", (text, port) => {
  expect(readPagePort(text)).toBe(port);
});

test("where no page is installed, what to install is said", () => {
  const folder = makeFolder();
  expect(() => findPageProgram([folder], join(folder, "rigline.js"))).toThrow(
    expect.objectContaining({ code: "PAGE_NOT_INSTALLED", todo: expect.stringContaining("npm install @rigline/page") }),
  );
});

test("the page is a process of its own, which is told what to show in one argument, and whose exit code counts", async () => {
  const folder = makeFolder();
  const program = `require("node:fs").writeFileSync(${JSON.stringify(join(folder, "order"))}, process.argv[2]); process.exit(6);`;
  installPage(folder, program);
  const order = { watchConfig: join(folder, 'a "name" with $(signs)'), port: 0, opens: false, tells: true };
  expect(await runPage(order, [folder])).toBe(6);
  expect(JSON.parse(readFileSync(join(folder, "order"), "utf8"))).toEqual(order);
});

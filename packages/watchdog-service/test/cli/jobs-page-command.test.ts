import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runMain } from "../support/run-main.js";
import { temporaryFolder, writeTree } from "../support/temporary-folder.js";

function rigWithPage(): { readonly folder: string; readonly config: string } {
  const folder = temporaryFolder();
  writeTree(folder, {
    "watch_config.yml": "flag_dir: ./flag\nmanifest_complete: ./complete\n",
    "node_modules/@rigline/page/package.json": '{"name":"x","bin":{"rigline-page":"./page.js"}}',
    "node_modules/@rigline/page/page.js":
      'require("node:fs").writeFileSync(__dirname + "/../../../order", process.argv[2]);',
  });
  return { folder, config: join(folder, "watch_config.yml") };
}

test("the page is told whose jobs to show", async () => {
  const { folder, config } = rigWithPage();
  expect((await runMain("page", "-c", config, "--open")).code).toBe(0);
  expect(JSON.parse(readFileSync(join(folder, "order"), "utf8"))).toEqual({
    watchConfig: config,
    port: 0,
    opens: true,
    tells: true,
  });
});

test("it is served to this computer alone, and at a port", async () => {
  const { folder, config } = rigWithPage();
  const refused = await runMain("page", "-c", config, "--host", "10.0.0.1");
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("PAGE_HOST_REFUSED") });
  expect((await runMain("page", "-c", config, "--port", "70000")).code).toBe(2);
  expect(existsSync(join(folder, "order"))).toBe(false);
});

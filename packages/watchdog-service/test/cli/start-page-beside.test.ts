import { once } from "node:events";
import { watch } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startPageBeside } from "../../src/cli/start-page-beside.js";
import { temporaryFolder, writeTree } from "../support/temporary-folder.js";

/** A rig with a page of which a test decides what it does. */
function rigWithPage(program: string): string {
  const folder = temporaryFolder();
  writeTree(folder, {
    "node_modules/@rigline/page/package.json": '{"name":"x","bin":{"rigline-page":"./page.js"}}',
    "node_modules/@rigline/page/page.js": program,
    "told/": "",
  });
  return folder;
}

test("a page beside the daemon is told which jobs to show, and ends with the daemon", async () => {
  const folder = rigWithPage(`
    const { writeFileSync } = require("node:fs");
    const told = __dirname + "/../../../told/";
    writeFileSync(told + "begun", process.argv[2]);
    process.stdin.resume().on("end", () => writeFileSync(told + "ended", ""));
  `);
  const failures: string[] = [];
  const told = watch(join(folder, "told"));
  try {
    const begun = once(told, "change");
    const end = startPageBeside({
      port: 8765,
      configFile: join(folder, "watch_config.yml"),
      onFailure: (message) => failures.push(message),
    });
    await begun;
    const ended = new Promise<void>((resolve) => {
      told.on("change", (_kind, name) => {
        if (name === "ended") resolve();
      });
    });
    end();
    await ended;
  } finally {
    told.close();
  }
  expect(failures).toEqual([]);
});

test("a page that can't be served is told, and the daemon goes on without", async () => {
  const folder = rigWithPage(`process.stderr.write("error PAGE_PORT_TAKEN: the port is taken\\n"); process.exit(6);`);
  const configFile = join(folder, "watch_config.yml");
  const told = await new Promise((resolve) => startPageBeside({ port: 1, configFile, onFailure: resolve }));
  expect(told).toBe("no page: error PAGE_PORT_TAKEN: the port is taken");
});

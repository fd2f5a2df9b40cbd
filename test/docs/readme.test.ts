import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { stopDaemon } from "../e2e/rig.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const example = join(root, "packages/launcher-example");

test("the README shows the example's config and what it prints (npm test -- test/docs/readme -u writes it anew)", async () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const config = readFileSync(join(example, "rigline.config.yaml"), "utf8").trimEnd();
  // One session at a time runs under a rig's name, and another checkout on this machine may be at its own.
  const rigName = `readme-${process.pid}`;
  // It would wait a minute for more.
  onTestFinished(() => stopDaemon(join(example, "rig/watchdog/flags")));
  const { all } = await execa(process.execPath, [join(example, "dist/main.js"), "--set", `rig_name=${rigName}`], {
    all: true,
    env: { TZ: "America/Los_Angeles" },
  });
  // The checkout as a newcomer would have it, not as this machine has it.
  const output = all
    .replaceAll(rigName, "example-rig")
    .replaceAll(root.replace(/[\\/]$/, ""), "/home/ada/rigline")
    .replaceAll("\\", "/");
  const shown = blockOf(readme, "example output");
  const kept = comparable(shown) === comparable(output) ? shown : output;
  const wanted = replaceBlock(replaceBlock(readme, "example config", "yaml", config), "example output", "text", kept);
  await expect(wanted).toMatchFileSnapshot(join(root, "README.md"));
});

/** What every run has in common: no times, names, ports, process numbers and sizes of logs. */
function comparable(output: string): string {
  return output
    .split("\n")
    .filter((line) => !/^(fake rig|watchdog): /.test(line))
    .map((line) =>
      line
        .replaceAll(/\d{4}-\d\d-\d\dT[\d:]+(?:Z|[+-]\d{4})?(?:-\d+-[0-9a-f]+)?/g, "TIME")
        .replaceAll(/\b\d+(?:\.\d+)? m?s\b/g, "DURATION")
        .replaceAll(/127\.0\.0\.1:\d+/g, "ADDRESS")
        .replaceAll(/pid \d+/g, "PID")
        .replaceAll(/ +[\d,]+ bytes/g, " SIZE")
        .trimEnd(),
    )
    .join("\n")
    .trim();
}

function blockOf(readme: string, name: string): string {
  return patternOf(name).exec(readme)?.[1] ?? "";
}

function replaceBlock(readme: string, name: string, language: string, text: string): string {
  const block = `<!-- ${name} -->\n\`\`\`${language}\n${text.trim()}\n\`\`\`\n<!-- /${name} -->`;
  return readme.replace(patternOf(name), () => block);
}

function patternOf(name: string): RegExp {
  return new RegExp(`<!-- ${name} -->\\n\`\`\`\\w+\\n([\\s\\S]*?)\`\`\`\\n<!-- /${name} -->`);
}

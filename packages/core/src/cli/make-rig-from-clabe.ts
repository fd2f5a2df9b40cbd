import path from "node:path";
import { describeSections, renderSections, type ToldSection } from "../config/tell/describe-sections.js";
import type { ConfigTree } from "../config/layers/config-tree.js";
import { buildConfigSchema } from "../config/schema/config-schema.js";
import { CLABE_PLACES, existing } from "../config/sources/config-files.js";
import { parseYaml } from "../config/sources/parse-yaml.js";
import { fileLayer } from "../config/sources/file-layer.js";
import { readText } from "../config/sources/read-config-file.js";
import { initError } from "../init/init-errors.js";
import { scaffoldFromClabe } from "../init/scaffold-from-clabe.js";
import { requireRoomForConfig, resolveHome, writeConfig, writeSchema } from "../init/write-scaffold.js";
import type { CommandContext } from "./command-context.js";
import { nameCommand } from "./name-command.js";
import { withInspection } from "./open-inspection.js";

/** `rigline init --from clabe.yml`: writes the config of a rig that does the same, beside that file. Throws INIT_FROM and as `init` does. */
export async function makeRigFromClabe(
  context: CommandContext,
  from: string,
  { folder, json }: { readonly folder: string | undefined; readonly json: boolean },
): Promise<void> {
  const { io } = context;
  if (folder !== undefined)
    throw initError("INIT_FROM", { what: `--from ${from} says where the rig is, so ${folder} can't be it` });
  const file = resolveHome(io.folder, from);
  const home = homeOf(file);
  requireRoomForConfig(home);
  const written = writeConfig(home, scaffoldFromClabe(readClabe(home)));
  let schema: unknown;
  let sections: readonly ToldSection[] = [];
  const inside = { io: { ...io, folder: home }, redactor: context.redactor, exitCode: context.exitCode };
  await withInspection(inside, {}, ({ plugins, resolved }) => {
    schema = buildConfigSchema(plugins);
    sections = describeSections(resolved, plugins);
  });
  const files = [written, writeSchema(home, schema)];
  const next = [`${nameCommand(io.environment, home)} doctor`];
  const text = json
    ? JSON.stringify({ folder: home, files, sections, next }, undefined, 2)
    : [
        `Wrote into ${home}:`,
        ...files.map((one) => `  ${path.relative(home, one)}`),
        "",
        renderSections(sections).trimEnd(),
        "",
        "Next:",
        ...next.map((step) => `  $ ${step}`),
      ].join("\n");
  io.out(`${text}\n`);
}

/** Where its `clabe.yml` is looked for, so that the config beside it reads it. */
function homeOf(file: string): string {
  // `local/clabe.yml` ends with `clabe.yml`, too.
  const places = CLABE_PLACES.filter((one) => file.endsWith(path.sep + one));
  const [place] = places.toSorted((one, other) => other.length - one.length);
  const home = place === undefined ? "" : file.slice(0, -place.length - 1);
  if (place !== undefined && existing(home, [place]).length > 0) return home;
  throw initError("INIT_FROM", {
    what: place === undefined ? `${file} is not called clabe.yml` : `there is no ${file}`,
    where: { file },
  });
}

/** All files of the folder, the later one over the earlier, key by key; the launcher's keys too. */
function readClabe(home: string): ConfigTree {
  const trees = existing(home, [...CLABE_PLACES]).map(
    (file) => fileLayer(parseYaml(file, readText(file)), { spelling: "yaml-1.1", shared: true }).tree,
  );
  return Object.assign({}, ...trees) as ConfigTree;
}

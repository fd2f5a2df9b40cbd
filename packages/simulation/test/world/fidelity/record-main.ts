// Runs on a real pair of volumes: `record HERE OTHER OUT`. Bundled into one file, because it also runs in a guest and on Windows.
import { writeFileSync } from "node:fs";
import { arch, release, version } from "node:os";
import { nodeDisk } from "@rigline/foundation/disk";
import { ALL_SCRIPTS } from "./all-scripts.js";
import { withNodeGround } from "./node-ground.js";
import { perform } from "./perform.js";
import { lookAtTraits } from "./traits.js";

const [here = "", other = "", out = ""] = process.argv.slice(2);
if (process.platform !== "win32") process.umask(0o022);
const volumes = { here, other };
const outcomes = ALL_SCRIPTS.map((script, index) =>
  withNodeGround(volumes, `s${index}`, (ground) => perform(script, ground)),
);
const traits = withNodeGround(volumes, "traits", lookAtTraits);
const facts = {
  system: `${process.platform} ${release()} ${arch()}`,
  version: version(),
  node: process.version,
  fileSystemType: nodeDisk.fileSystemType(here),
};
writeFileSync(out, JSON.stringify({ facts, traits, outcomes }));

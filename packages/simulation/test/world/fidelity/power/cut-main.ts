// Cuts the power of a real file system: `cut KIND WORK OUT WEATHERS`. WORK/host is a volume with reflinks, on it `disk`, a file
// system of the kind, which is mounted on WORK/here. A copy of `disk` by reflink is what a power cut would leave.
import { execFileSync } from "node:child_process";
import { closeSync, fsyncSync, mkdirSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { release } from "node:os";
import { join } from "node:path";
import { createRandom, type Random } from "../../../../src/random.js";
import { nodeGround } from "../node-ground.js";
import { perform } from "../perform.js";
import { takePicture } from "./picture.js";
import { PROGRAMS } from "./programs.js";
import { isDone, Promised } from "./promised.js";

const [kind = "", work = "", out = "", weathers = "1"] = process.argv.slice(2);
const [here, cut, image] = [join(work, "here"), join(work, "cut"), join(work, "host", "disk")] as const;
const options = kind === "xfs" ? "loop,nouuid" : "loop";
mkdirSync(cut, { recursive: true });
writeFileSync(join(here, "other-program"), "");

/** By program and step: each picture that was seen. */
const pictures = new Map<string, Set<string>>();
const lost: string[] = [];
let cuts = 0;

// Another weather each time: what is seen is kept beside what was.
const first = Math.floor(Date.now() / 1000) % 1_000_000;
for (let weather = first; weather < first + Number(weathers); weather += 1)
  for (const [number, program] of PROGRAMS.entries()) run(number, program.title, createRandom(weather * 1000 + number));

const seen = Object.fromEntries([...pictures].map(([key, one]) => [key, [...one]]));
writeFileSync(
  out,
  JSON.stringify({ facts: { kind, system: `${process.platform} ${release()}` }, cuts, lost, pictures: seen }),
);

function run(number: number, title: string, random: Random): void {
  const program = PROGRAMS[number];
  if (program === undefined) return;
  const name = `p${number}`;
  const ground = nodeGround([join(here, name), work]);
  mkdirSync(join(here, name));
  execFileSync("sync", ["-f", here]);
  const taken: { readonly step: number; readonly copy: string; readonly promised: readonly string[] }[] = [];
  const promised = new Promised();
  const isCalm = random.chance(0.3);
  perform(program, ground, {
    after: (step, outcome) => {
      const call = program.steps[step];
      if (call !== undefined && isDone(outcome)) promised.after(call);
      const copy = join(work, "host", `cut${step}`);
      execFileSync("cp", ["--reflink=always", image, copy]);
      taken.push({ step, copy, promised: promised.words });
      if (!isCalm) happen(random, join(here, name));
    },
  });
  for (const { step, copy, promised } of taken) {
    execFileSync("mount", ["-o", options, copy, cut]);
    const picture = takePicture(nodeGround([join(cut, name), work]));
    execFileSync("umount", [cut]);
    rmSync(copy);
    cuts += 1;
    const key = `${number} ${step}`;
    pictures.set(key, (pictures.get(key) ?? new Set()).add(picture));
    for (const word of promised)
      if (!picture.includes(word)) lost.push(`${title}, step ${step}: ${word} not in ${picture}`);
  }
  rmSync(join(here, name), { recursive: true });
}

/** What goes on beside the program: nothing mostly; others flush, or the system writes back by itself. */
function happen(random: Random, tree: string): void {
  const what = random.below(12);
  if (what === 0) execFileSync("sync", ["-f", here]);
  if (what === 1 || what === 2) {
    const descriptor = openSync(join(here, "other-program"), "a");
    writeSync(descriptor, "!");
    fsyncSync(descriptor);
    closeSync(descriptor);
  }
  // Writing back begins for one file, as the system does under pressure.
  if (what === 3 || what === 4)
    execFileSync("bash", [
      "-c",
      `find "$1" -type f | shuf -n 1 | while read f; do dd of="$f" oflag=nocache conv=notrunc,nocreat count=0 2>/dev/null; done; sleep 0.02`,
      "-",
      tree,
    ]);
}

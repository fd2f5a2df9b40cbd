// An experiment that records: frames of 1 MiB into films that are renamed when they are whole, and a small file now and then. It
// prints how long its writes took, milliseconds, and when the last of them was over, milliseconds since the epoch.
// Arguments: the folder, MB in a second, MB in all, MB of a film, `written` or `sparse`.
import { closeSync, ftruncateSync, mkdirSync, openSync, renameSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const [, , folder, perSecond, total, perFilm, kind] = process.argv;
const frame = Buffer.alloc(1024 * 1024, 7);
mkdirSync(join(folder, "films"), { recursive: true });
mkdirSync(join(folder, "trials"));
const took = [];
const begun = performance.now();
let film;
for (let written = 0; written < Number(total); written += 1) {
  if (written % Number(perFilm) === 0) {
    finish();
    const path = join(folder, "films", `${String(written / Number(perFilm)).padStart(4, "0")}.bin`);
    film = { path, file: openSync(`${path}.inprogress`, "w") };
  }
  if (written % 10 === 0) writeFileSync(join(folder, "trials", `${written}.json`), JSON.stringify({ trial: written }));
  const before = performance.now();
  if (kind === "sparse") ftruncateSync(film.file, ((written % Number(perFilm)) + 1) * frame.length);
  else writeSync(film.file, frame);
  took.push(performance.now() - before);
  const due = begun + ((written + 1) / Number(perSecond)) * 1000;
  if (due > performance.now()) await sleep(due - performance.now());
}
finish();
process.stdout.write(JSON.stringify({ took, ended: performance.timeOrigin + performance.now() }));

function finish() {
  if (film === undefined) return;
  closeSync(film.file);
  renameSync(`${film.path}.inprogress`, film.path);
}

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeSmallFiles } from "../sample-tree.js";
import { watchMemory } from "../watch-processes.js";
import { ofEach, type Figure, type Value } from "./figures.js";
import { makeRig } from "./rig.js";
import { withService, type Service } from "./services.js";

const MEGABYTE = 1_000_000;
const MANIFESTS = 1000;

/** The most that the largest process of each held. The manifests are there before it starts, when neither waits for each. */
export async function measurePeaks(
  root: string,
  services: readonly Service[],
  files: number,
): Promise<readonly Figure[]> {
  const [small, single] = [join(root, "small files"), join(root, "one file")];
  writeSmallFiles(small, files, 20);
  mkdirSync(single);
  writeFileSync(join(single, "f.bin"), "bytes");
  const ofFiles = await ofEach(services, (service) => peakOf(join(root, `${service.name} files`), service, small, 1));
  const ofManifests = await ofEach(services, (service) =>
    peakOf(join(root, `${service.name} manifests`), service, single, MANIFESTS),
  );
  const bytes = { measure: "peakBytes" } as const;
  const count = (value: number): string => value.toLocaleString("en");
  return [
    { what: `largest process at ${count(files)} files`, ...bytes, values: ofFiles, wanted: 150 * MEGABYTE },
    { what: `largest process at ${count(MANIFESTS)} manifests`, ...bytes, values: ofManifests, wanted: 120 * MEGABYTE },
  ];
}

async function peakOf(root: string, service: Service, data: string, manifests: number): Promise<Value> {
  const rig = makeRig(root, { data });
  for (let index = 0; index < manifests; index += 1) rig.hand(`s${index}`);
  return withService(service, rig, async ({ pid, said }) => {
    const memory = watchMemory(pid, "largest");
    await said("copied", manifests);
    return { value: memory.stop() };
  });
}

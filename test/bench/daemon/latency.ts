import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { medianOf, ofEach, type Figure, type Value } from "./figures.js";
import { makeRig } from "./rig.js";
import { OURS, withService, type Service } from "./services.js";

const TURNS = 9;
/** Ten seconds each. */
const THEIR_TURNS = 3;
const AT_ONCE = 5;

interface Latencies {
  readonly taken: Value;
  readonly copied: Value;
}

/** How soon a manifest is taken, and its data are at the destination, verified where the service verifies. */
export async function measureLatency(root: string, services: readonly Service[]): Promise<readonly Figure[]> {
  const linked = await ofEach(services, (service) => one(join(root, `${service.name} linked`), service, "linked"));
  const inPlace = await ofEach(services, (service) => one(join(root, `${service.name} place`), service, "in place"));
  const several = await ofEach(services, (service) => atOnce(join(root, `${service.name} several`), service));
  const only = <Key extends keyof Latencies>(of: Readonly<Record<string, Latencies>>, key: Key) =>
    Object.fromEntries(Object.entries(of).map(([name, latencies]) => [name, latencies[key]]));
  const seconds = { measure: "seconds" } as const;
  return [
    { what: "a manifest of Rigline's launcher: taken", ...seconds, values: only(linked, "taken"), wanted: 0.1 },
    { what: "a manifest of Rigline's launcher: its file copied", ...seconds, values: only(linked, "copied") },
    { what: "a manifest that clabe writes: taken", ...seconds, values: only(inPlace, "taken"), wanted: 0.5 },
    { what: "a manifest that clabe writes: its file copied", ...seconds, values: only(inPlace, "copied") },
    { what: `the last of ${AT_ONCE} manifests at once: taken`, ...seconds, values: only(several, "taken") },
    { what: `the last of ${AT_ONCE} manifests at once: its file copied`, ...seconds, values: only(several, "copied") },
  ];
}

async function one(root: string, service: Service, how: "linked" | "in place"): Promise<Latencies> {
  const rig = makeRig(root);
  writeFileSync(join(rig.data, "f.bin"), "bytes");
  const [taken, copied]: [number[], number[]] = [[], []];
  const turns = service.name === OURS ? TURNS : THEIR_TURNS;
  await withService(service, rig, async ({ said }) => {
    for (let turn = 1; turn <= turns; turn += 1) {
      const at = rig.hand(`s${turn}`, { how });
      taken.push(secondsFrom(at, await said("taken", turn)));
      copied.push(secondsFrom(at, await said("copied", turn)));
    }
  });
  return { taken: medianOf(taken), copied: medianOf(copied) };
}

async function atOnce(root: string, service: Service): Promise<Latencies> {
  const rig = makeRig(root);
  writeFileSync(join(rig.data, "f.bin"), "bytes");
  return withService(service, rig, async ({ said }) => {
    let at = 0;
    for (let index = 1; index <= AT_ONCE; index += 1) at = rig.hand(`s${index}`);
    const taken = secondsFrom(at, await said("taken", AT_ONCE));
    return { taken: { value: taken }, copied: { value: secondsFrom(at, await said("copied", AT_ONCE)) } };
  });
}

function secondsFrom(begin: number, end: number | undefined): number {
  return ((end ?? Number.NaN) - begin) / 1000;
}

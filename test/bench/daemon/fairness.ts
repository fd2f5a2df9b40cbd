import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { writeLargeFiles } from "../sample-tree.js";
import { ofEach, type Figure, type Value } from "./figures.js";
import { freezableShare, type FreezableShare } from "./frozen-share.js";
import { makeRig } from "./rig.js";
import { withService, type Service } from "./services.js";

const HEALTHY = 20;
const HANGING = 12;
const PATIENCE_MS = 90_000;
const WANTED_MORE_SECONDS = 10;

/** How long twenty healthy jobs take, alone and beside twelve whose share does not answer. Undefined: no share can be frozen here. */
export async function measureFairness(
  root: string,
  services: readonly Service[],
): Promise<readonly Figure[] | undefined> {
  mkdirSync(root);
  const share = await freezableShare(join(root, "share"));
  if (share === undefined) return undefined;
  try {
    return await besideFrozen(root, services, share);
  } finally {
    await share.end();
  }
}

async function besideFrozen(
  root: string,
  services: readonly Service[],
  share: FreezableShare,
): Promise<readonly Figure[]> {
  const alone = await ofEach(services, (service) => timeOf(join(root, `${service.name} alone`), service, undefined));
  mkdirSync(join(share.folder, "614173"));
  share.freeze();
  const hanging = join(share.folder, "614173");
  const beside = await ofEach(services, (service) => timeOf(join(root, `${service.name} beside`), service, hanging));
  const more = Object.entries(beside).map(([name, { value, ...rest }]): [string, Value] => [
    name,
    { ...rest, value: Math.max(0, value - (alone[name]?.value ?? Number.NaN)) },
  ]);
  const seconds = { measure: "seconds" } as const;
  const what = `${HEALTHY} jobs of 4 MB`;
  return [
    { what: `${what}: alone`, ...seconds, values: alone },
    { what: `${what}: beside ${HANGING} on a frozen share`, ...seconds, values: beside },
    { what: "the same: so much more", ...seconds, values: Object.fromEntries(more), wanted: WANTED_MORE_SECONDS },
  ];
}

/** From the start of the service, whose manifests are all there, those that will hang first. */
async function timeOf(root: string, service: Service, hanging: string | undefined): Promise<Value> {
  const rig = makeRig(root);
  writeLargeFiles(rig.data, 1, 4);
  if (hanging !== undefined)
    for (let index = 0; index < HANGING; index += 1) rig.hand(`a_${index}`, { destination: hanging });
  for (let index = 0; index < HEALTHY; index += 1) rig.hand(`b_${index}`);
  return withService(service, rig, async ({ startedAt, said }) => {
    const end = await said("copied", HEALTHY, PATIENCE_MS);
    if (end === undefined) return { value: PATIENCE_MS / 1000, atLeast: true };
    return { value: (end - startedAt) / 1000 };
  });
}

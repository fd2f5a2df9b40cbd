import { showLocalTime } from "@rigline/foundation/time";
import { addRig, addToken, listRigs, renameRig, revokeTokens, type FleetRig, type NewToken } from "../store/rigs.js";
import { whoTypes } from "./who-types.js";
import { withStore, type StoreFlags } from "./with-store.js";

/** `rigs add`. */
export function addRigCommand(flags: StoreFlags, name: string): Promise<void> {
  return withStore(flags, async ({ database }) => {
    tellToken(await addRig(database, name, whoTypes()));
  });
}

/** `rigs token`. */
export function addTokenCommand(flags: StoreFlags, name: string): Promise<void> {
  return withStore(flags, async ({ database }) => {
    tellToken(await addToken(database, name, whoTypes()));
  });
}

/** `rigs revoke`. */
export function revokeCommand(flags: StoreFlags & { readonly exceptNewest?: true }, name: string): Promise<void> {
  return withStore(flags, async ({ database }) => {
    const count = await revokeTokens(database, name, whoTypes(), { exceptNewest: flags.exceptNewest === true });
    print(`${count} ${count === 1 ? "token" : "tokens"} of ${name} revoked`);
  });
}

/** `rigs rename`. */
export function renameRigCommand(flags: StoreFlags, name: string, to: string): Promise<void> {
  return withStore(flags, async ({ database }) => {
    await renameRig(database, name, to, whoTypes());
    print(`${name} is called ${to}`);
  });
}

/** `rigs list`. */
export function listRigsCommand(flags: StoreFlags & { readonly json?: true }): Promise<void> {
  return withStore(flags, async ({ database }) => {
    const rigs = await listRigs(database);
    if (flags.json === true) return print(JSON.stringify(rigs, undefined, 2));
    const width = Math.max(0, ...rigs.map(({ name }) => name.length));
    for (const rig of rigs) print(`${rig.name.padEnd(width)}  ${describeRig(rig)}`);
    if (rigs.length === 0) print("there are no rigs yet: rigline-fleet rigs add NAME");
  });
}

function describeRig({ heardAt, silentSince, tokens, version }: FleetRig): string {
  const heard = heardAt === null ? "never heard" : `heard ${showLocalTime(heardAt.toISOString())}, version ${version}`;
  const silent = silentSince === null ? "" : ", silent";
  return `${heard}${silent}${tokens === 0 ? ", revoked" : ""}`;
}

function tellToken({ rig, token }: NewToken): void {
  process.stderr.write(
    `The token of ${rig}, which is shown this once. Put it into a file at the rig that its daemon alone may read, and name that\nin the watch config: rigline: { fleet: { url: …, token: { file: … } } }\n`,
  );
  print(token);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

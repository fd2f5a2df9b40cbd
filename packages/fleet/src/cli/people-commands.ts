import { showLocalTime } from "@rigline/foundation/time";
import { hashPassword, makePassword } from "../people/passwords.js";
import { addPerson, changeRole, listPeople, revokePerson, setPassword } from "../people/people.js";
import type { Role } from "../wire/roles.js";
import { whoTypes } from "./who-types.js";
import { withStore, type StoreFlags } from "./with-store.js";

/** `people add`. */
export function addPersonCommand(
  flags: StoreFlags & { readonly role: Role; readonly password: boolean },
  name: string,
): Promise<void> {
  return withStore(flags, async ({ database }) => {
    const password = flags.password ? makePassword() : null;
    const hash = password === null ? null : await hashPassword(password);
    await addPerson(database, whoTypes(), { name, role: flags.role, password: hash });
    if (password === null) print(`${name} is ${flags.role}, and signs in by OpenID Connect`);
    else tellPassword(name, password);
  });
}

/** `people role`. */
export function changeRoleCommand(flags: StoreFlags, name: string, role: Role): Promise<void> {
  return withStore(flags, async ({ database }) => {
    await changeRole(database, whoTypes(), name, role);
    print(`${name} is ${role}`);
  });
}

/** `people password`. */
export function newPasswordCommand(flags: StoreFlags, name: string): Promise<void> {
  return withStore(flags, async ({ database }) => {
    const password = makePassword();
    await setPassword(database, whoTypes(), name, await hashPassword(password));
    tellPassword(name, password);
  });
}

/** `people revoke`. */
export function revokePersonCommand(flags: StoreFlags, name: string): Promise<void> {
  return withStore(flags, async ({ database }) => {
    await revokePerson(database, whoTypes(), name);
    print(`${name} is revoked`);
  });
}

/** `people list`. */
export function listPeopleCommand(flags: StoreFlags & { readonly json?: true }): Promise<void> {
  return withStore(flags, async ({ database }) => {
    const people = await listPeople(database);
    if (flags.json === true) return print(JSON.stringify(people, undefined, 2));
    const width = Math.max(0, ...people.map(({ name }) => name.length));
    for (const { name, role, seenAt, revokedAt } of people) {
      const seen = seenAt === null ? "" : `  seen ${showLocalTime(seenAt.toISOString())}`;
      print(`${name.padEnd(width)}  ${role}${revokedAt === null ? seen : "  revoked"}`);
    }
    if (people.length === 0) print("there is nobody yet: rigline-fleet people add NAME --role admin");
  });
}

function tellPassword(name: string, password: string): void {
  process.stderr.write(`The password of ${name}, which is shown this once; it can be changed on the page:\n`);
  print(password);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

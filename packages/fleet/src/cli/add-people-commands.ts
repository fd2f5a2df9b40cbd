import { type Command, InvalidArgumentError } from "commander";
import { ROLES, type Role } from "../wire/roles.js";
import { storeCommand } from "./store-command.js";

interface StoreFlags {
  readonly data: string;
}

/** `rigline-fleet people …`. */
export function addPeopleCommands(program: Command): void {
  const people = program.command("people").description("who may see the fleet, and what they may do");
  storeCommand(people.command("add").argument("<name>").description("add a person; their password is printed, once"))
    .option("--role <role>", ROLES.join(", "), parseRoleFlag, "reader")
    .option("--no-password", "they sign in by OpenID Connect, under this name there")
    .action(async (name: string, flags: StoreFlags & { readonly role: Role; readonly password: boolean }) => {
      const { addPersonCommand } = await import("./people-commands.js");
      await addPersonCommand(flags, name);
    });
  storeCommand(people.command("role").argument("<name>").argument("<role>", ROLES.join(", "), parseRoleFlag))
    .description("what a person may do, from their next request on")
    .action(async (name: string, role: Role, flags: StoreFlags) => {
      const { changeRoleCommand } = await import("./people-commands.js");
      await changeRoleCommand(flags, name, role);
    });
  storeCommand(people.command("password").argument("<name>"))
    .description("a new password for a person, printed once; the old one counts no more")
    .action(async (name: string, flags: StoreFlags) => {
      const { newPasswordCommand } = await import("./people-commands.js");
      await newPasswordCommand(flags, name);
    });
  storeCommand(people.command("revoke").argument("<name>").description("let a person see nothing any more")).action(
    async (name: string, flags: StoreFlags) => {
      const { revokePersonCommand } = await import("./people-commands.js");
      await revokePersonCommand(flags, name);
    },
  );
  storeCommand(people.command("list").description("the people, and when each was seen"))
    .option("--json", "as JSON")
    .action(async (flags: StoreFlags & { readonly json?: true }) => {
      const { listPeopleCommand } = await import("./people-commands.js");
      await listPeopleCommand(flags);
    });
}

function parseRoleFlag(text: string): Role {
  const role = ROLES.find((one) => one === text);
  if (role === undefined) throw new InvalidArgumentError(`There are ${ROLES.join(", ")}.`);
  return role;
}

import { confirm, showMoment } from "@rigline/page/browser";
import { useState } from "preact/hooks";
import type { PersonRow } from "../../wire/fleet-people.js";
import { ROLES, type Role } from "../../wire/roles.js";
import { askForPeople, changePeople, type PeopleChange } from "../ask-server.js";
import { NameField } from "./name-field.js";
import { useListed } from "./use-listed.js";

/** Who is who, for admins. `own`: the name of whoever looks. */
export function PeopleList({ own }: { readonly own: string }) {
  const [people, change] = useListed(askForPeople, changePeople);
  return (
    <section>
      <h2 id="people-title">People</h2>
      <div class="scrolled" tabIndex={0} role="region" aria-labelledby="people-title">
        <table>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Role</th>
              <th scope="col">Signs in by</th>
              <th scope="col">Seen last</th>
              <th scope="col">Change</th>
            </tr>
          </thead>
          <tbody>
            {people.map((person) => (
              <PersonLine key={person.name} person={person} isOwn={person.name === own} change={change} />
            ))}
          </tbody>
        </table>
      </div>
      <AddForm change={change} />
    </section>
  );
}

interface LineProps {
  readonly person: PersonRow;
  readonly isOwn: boolean;
  readonly change: (what: PeopleChange) => void;
}

function PersonLine({ person: { name, role, ways, seenAt, revokedAt }, isOwn, change }: LineProps) {
  return (
    <tr class={revokedAt === null ? "" : "revoked"}>
      <th scope="row">{name}</th>
      <td>
        <RoleChoice
          label={`Role of ${name}`}
          value={role}
          isDisabled={isOwn || revokedAt !== null}
          onChoose={(chosen) => change({ do: "role", name, role: chosen })}
        />
      </td>
      <td>{ways}</td>
      <td>{seenAt === null ? "" : <time dateTime={seenAt}>{showMoment(seenAt)}</time>}</td>
      <td class="buttons">
        {revokedAt !== null && (
          <button type="button" onClick={() => change({ do: "restore", name })} aria-label={`Let ${name} in again`}>
            Let in again
          </button>
        )}
        {revokedAt === null && !isOwn && (
          <>
            <button type="button" aria-label={`New password for ${name}`} onClick={() => askPassword(name, change)}>
              New password…
            </button>
            <button type="button" aria-label={`Revoke ${name}`} onClick={() => askRevoke(name, change)}>
              Revoke…
            </button>
          </>
        )}
      </td>
    </tr>
  );
}

function askPassword(name: string, change: LineProps["change"]): void {
  confirm({
    title: `A new password for ${name}?`,
    question:
      "It is made, and shown once. The one from before counts no more, and wherever they are signed in they are no more.",
    sure: "Make one",
    act: () => change({ do: "password", name }),
  });
}

function askRevoke(name: string, change: LineProps["change"]): void {
  confirm({
    title: `Revoke ${name}?`,
    question: "They see nothing of the fleet from now on. What they did stays on record.",
    sure: "Revoke",
    act: () => change({ do: "revoke", name }),
  });
}

function AddForm({ change }: { readonly change: LineProps["change"] }) {
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("reader");
  const [hasPassword, setHasPassword] = useState(true);
  const add = (event: Event): void => {
    event.preventDefault();
    change({ do: "add", name, role, hasPassword });
    setName("");
  };
  return (
    <form class="add" onSubmit={add}>
      <h3>Add a person</h3>
      <NameField label="Name, or address of mail" value={name} onInput={setName} />
      <label>
        Role
        <RoleChoice label="Role" value={role} isDisabled={false} onChoose={setRole} />
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={hasPassword}
          onInput={({ currentTarget }) => setHasPassword(currentTarget.checked)}
        />
        with a password, which is made and shown once
      </label>
      <button type="submit">Add</button>
    </form>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: Role;
  readonly isDisabled: boolean;
  readonly onChoose: (role: Role) => void;
}

function RoleChoice({ label, value, isDisabled, onChoose }: ChoiceProps) {
  return (
    <select
      aria-label={label}
      value={value}
      disabled={isDisabled}
      onChange={({ currentTarget }) => onChoose(currentTarget.value as Role)}
    >
      {ROLES.map((role) => (
        <option key={role} value={role}>
          {role}
        </option>
      ))}
    </select>
  );
}

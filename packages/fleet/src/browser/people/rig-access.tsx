import { confirm, showMoment } from "@rigline/page/browser";
import { useState } from "preact/hooks";
import type { RigAccessRow } from "../../wire/fleet-people.js";
import { askForRigAccess, changeRig, type RigChange } from "../ask-server.js";
import { NameField } from "./name-field.js";
import { useListed } from "./use-listed.js";

/** Which rigs may speak to the fleet, for admins. */
export function RigAccess() {
  const [rigs, change] = useListed(askForRigAccess, changeRig);
  return (
    <section>
      <h2 id="access-title">Rigs and their tokens</h2>
      <div class="scrolled" tabIndex={0} role="region" aria-labelledby="access-title">
        <table>
          <thead>
            <tr>
              <th scope="col">Rig</th>
              <th scope="col">Tokens that count</th>
              <th scope="col">Heard last</th>
              <th scope="col">Change</th>
            </tr>
          </thead>
          <tbody>
            {rigs.map((rig) => (
              <RigLine key={rig.name} rig={rig} change={change} />
            ))}
          </tbody>
        </table>
      </div>
      <AddRigForm change={change} />
    </section>
  );
}

interface LineProps {
  readonly rig: RigAccessRow;
  readonly change: (what: RigChange) => void;
}

function RigLine({ rig: { name, tokens, heardAt }, change }: LineProps) {
  return (
    <tr class={tokens === 0 ? "revoked" : ""}>
      <th scope="row">{name}</th>
      <td>{tokens}</td>
      <td>{heardAt === null ? "never" : <time dateTime={heardAt}>{showMoment(heardAt)}</time>}</td>
      <td class="buttons">
        <button type="button" aria-label={`New token for ${name}`} onClick={() => change({ do: "token", name })}>
          New token
        </button>
        <button type="button" aria-label={`Rename ${name}`} onClick={() => askName(name, change)}>
          Rename…
        </button>
        {tokens > 1 && (
          <button
            type="button"
            aria-label={`Revoke the older tokens of ${name}`}
            onClick={() => askOlder(name, change)}
          >
            Revoke the older…
          </button>
        )}
        {tokens > 0 && (
          <button type="button" aria-label={`Revoke ${name}`} onClick={() => askRevoke(name, change)}>
            Revoke…
          </button>
        )}
      </td>
    </tr>
  );
}

function askName(name: string, change: LineProps["change"]): void {
  confirm({
    title: `Rename ${name}?`,
    question:
      "Its tokens count as before, and all that it has told is there under the new name. Acts that are on record keep the old one.",
    sure: "Rename",
    asks: { label: "Its new name", required: true, type: "text" },
    act: (to) => change({ do: "rename", name, to }),
  });
}

function askOlder(name: string, change: LineProps["change"]): void {
  confirm({
    title: `Revoke all tokens of ${name} but the newest?`,
    question: "Do it when the rig has the newest one: with another it can't tell anything any more.",
    sure: "Revoke the older",
    act: () => change({ do: "revoke", name, exceptNewest: true }),
  });
}

function askRevoke(name: string, change: LineProps["change"]): void {
  confirm({
    title: `Revoke ${name}?`,
    question: "It tells the fleet nothing from now on, and goes on with its work. What it has told stays.",
    sure: "Revoke",
    act: () => change({ do: "revoke", name, exceptNewest: false }),
  });
}

function AddRigForm({ change }: { readonly change: LineProps["change"] }) {
  const [name, setName] = useState("");
  const add = (event: Event): void => {
    event.preventDefault();
    change({ do: "add", name });
    setName("");
  };
  return (
    <form class="add" onSubmit={add}>
      <h3>Add a rig</h3>
      <NameField label="Name of the rig" value={name} onInput={setName} />
      <p>Its token is made and shown once: for a file at the rig that its daemon alone may read.</p>
      <button type="submit">Add the rig</button>
    </form>
  );
}

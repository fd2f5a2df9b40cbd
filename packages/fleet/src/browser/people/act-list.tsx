import { showMoment } from "@rigline/page/browser";
import { useEffect, useState } from "preact/hooks";
import type { ActRow } from "../../wire/fleet-people.js";
import { askForActs } from "../ask-server.js";

const NAMES: Readonly<Record<ActRow["act"], string>> = {
  signedIn: "signed in",
  signInRefused: "sign-in refused",
  signedOut: "signed out",
  personAdded: "added a person",
  personRevoked: "revoked a person",
  personRestored: "let a person in again",
  roleChanged: "changed a role",
  passwordChanged: "changed a password",
  rigAdded: "added a rig",
  rigRenamed: "gave a rig another name",
  tokenAdded: "made a token of a rig",
  tokensRevoked: "revoked tokens of a rig",
  asked: "asked a rig",
};

/** Who did what, the newest first. */
export function ActList() {
  const [acts, setActs] = useState<readonly ActRow[] | undefined>(undefined);
  const [isMore, setMore] = useState(true);
  const ask = async (before: string | undefined, signal: AbortSignal): Promise<void> => {
    const found = await askForActs(before, signal);
    if (found === undefined) return;
    setActs((known) => (before === undefined ? found : [...(known ?? []), ...found]));
    setMore(found.length > 0);
  };
  useEffect(() => {
    const control = new AbortController();
    void ask(undefined, control.signal);
    return () => control.abort();
  }, []);
  const last = acts?.at(-1);
  return (
    <section>
      <h2 id="acts-title">Who did what</h2>
      <div class="scrolled" tabIndex={0} role="region" aria-labelledby="acts-title">
        <table>
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">Who</th>
              <th scope="col">What</th>
              <th scope="col">Of</th>
              <th scope="col">More</th>
              <th scope="col">From</th>
            </tr>
          </thead>
          <tbody>
            {acts?.map(({ at, by, act, about, detail, from }, index) => (
              <tr key={index}>
                <td>
                  <time dateTime={at}>{showMoment(at)}</time>
                </td>
                <td>{by === "" ? "somebody unknown" : by}</td>
                <td>{NAMES[act]}</td>
                <td>{about}</td>
                <td>{detail}</td>
                <td>{from}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {isMore && last !== undefined && (
        <button type="button" class="more" onClick={() => void ask(last.at, new AbortController().signal)}>
          Older ones
        </button>
      )}
    </section>
  );
}

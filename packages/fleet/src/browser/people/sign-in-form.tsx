import { useState } from "preact/hooks";
import type { SignInWays } from "../../wire/fleet-people.js";
import { signIn } from "../ask-server.js";

/** What a provider's way back says, by what stands behind `#`. */
const CAME_BACK: Readonly<Record<string, string>> = {
  "sign-in=unknown": "You are none of this fleet's people yet: ask one of its admins.",
  "sign-in=again": "That took too long, or was ended: try again.",
  "sign-in=away": "The other service can't be asked now. Its answer stands in the log of the fleet's server.",
};

export function SignInForm({ ways }: { readonly ways: SignInWays }) {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [why, setWhy] = useState<string | undefined>(CAME_BACK[location.hash.slice(1)]);
  const [isAsking, setAsking] = useState(false);
  const ask = async (): Promise<void> => {
    setAsking(true);
    setWhy(undefined);
    setWhy(await signIn(name, password));
    setAsking(false);
  };
  return (
    <main class="sign-in">
      <h1>Where are the data?</h1>
      <p>Sign in to see the rigs of this fleet.</p>
      {why !== undefined && (
        <p class="refusal" role="alert">
          {why}
        </p>
      )}
      {ways.provider !== null && (
        <a class="button" href="/sign-in">
          Sign in with {ways.provider}
        </a>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void ask();
        }}
      >
        <label>
          Name
          <input
            type="text"
            name="username"
            autocomplete="username"
            autocapitalize="none"
            required
            value={name}
            onInput={({ currentTarget }) => setName(currentTarget.value)}
          />
        </label>
        <label>
          Password
          <input
            type="password"
            name="password"
            autocomplete="current-password"
            required
            value={password}
            onInput={({ currentTarget }) => setPassword(currentTarget.value)}
          />
        </label>
        <button type="submit" disabled={isAsking}>
          Sign in
        </button>
      </form>
    </main>
  );
}

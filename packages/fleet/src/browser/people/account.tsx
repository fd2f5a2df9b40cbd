import { useState } from "preact/hooks";
import type { Me } from "../../wire/fleet-people.js";
import { changePassword, notice } from "../ask-server.js";

const ROLES_SAY: Readonly<Record<Me["role"], string>> = {
  reader: "You may look at everything that rigs tell.",
  operator: "You may look, ask rigs for something, and see who did what.",
  admin: "You may look, ask rigs for something, see who did what, and say who is who.",
};

export function Account({ me }: { readonly me: Me }) {
  return (
    <section class="account" aria-labelledby="account-title">
      <h2 id="account-title">{me.name}</h2>
      <p>{ROLES_SAY[me.role]}</p>
      {me.hasPassword && <PasswordForm name={me.name} />}
    </section>
  );
}

function PasswordForm({ name }: { readonly name: string }) {
  const [old, setOld] = useState("");
  const [fresh, setFresh] = useState("");
  const change = async (): Promise<void> => {
    const refusal = await changePassword(old, fresh);
    notice.value = {
      text: refusal ?? "The password is changed. Wherever else you were signed in, you are no more.",
      isRefusal: refusal !== undefined,
    };
    if (refusal !== undefined) return;
    setOld("");
    setFresh("");
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void change();
      }}
    >
      <input type="text" name="username" autocomplete="username" value={name} hidden readOnly />
      <label>
        Your password
        <input
          type="password"
          autocomplete="current-password"
          required
          value={old}
          onInput={({ currentTarget }) => setOld(currentTarget.value)}
        />
      </label>
      <label>
        A new one, 12 characters or more
        <input
          type="password"
          autocomplete="new-password"
          minLength={12}
          maxLength={200}
          required
          value={fresh}
          onInput={({ currentTarget }) => setFresh(currentTarget.value)}
        />
      </label>
      <button type="submit">Change it</button>
    </form>
  );
}

import { signal } from "@preact/signals";
import { Confirmation, Freshness, isOver, silentFor } from "@rigline/page/browser";
import { mayActAs } from "../wire/roles.js";
import type { Me } from "../wire/fleet-people.js";
import { ActList } from "./people/act-list.js";
import { Account } from "./people/account.js";
import { FleetAnswers } from "./fleet-answers.js";
import { asked, safe } from "./fleet-signals.js";
import { me, signOut } from "./ask-server.js";
import { Notice } from "./notice.js";
import { PeopleList } from "./people/people-list.js";
import { FleetPlots } from "./plots.js";
import { RigAccess } from "./people/rig-access.js";
import { RigFilters } from "./rig-filters.js";
import { RigList } from "./rig-list.js";
import { SessionsOf } from "./sessions-of.js";
import { SilentRigs } from "./silent-rigs.js";
import { SignInForm } from "./people/sign-in-form.js";

/** Which page of them, as it stands behind `#`. */
const place = signal(location.hash.slice(1));
addEventListener("hashchange", () => (place.value = location.hash.slice(1)));

export function App() {
  const who = me.value;
  if (who === undefined) return <p class="first">…</p>;
  if (!("is" in who)) return <SignInForm ways={who.ways} />;
  return (
    <>
      <header class="top">
        <h1>
          <a href="#">Where are the data?</a>
        </h1>
        <Menu me={who.is} />
        <Freshness>The fleet's server has ended this visit, or does not answer. Load the page anew.</Freshness>
      </header>
      <main class={isOver.value || silentFor.value > 0 ? "stale" : ""}>
        <Place me={who.is} />
      </main>
      <Notice />
      <Confirmation />
    </>
  );
}

function Menu({ me: { name, role } }: { readonly me: Me }) {
  const link = (to: string, label: string) => (
    <a href={`#${to}`} aria-current={place.value === to ? "page" : undefined}>
      {label}
    </a>
  );
  return (
    <nav class="menu" aria-label="Pages">
      {link("", "Rigs")}
      {mayActAs(role, "operator") && link("acts", "Who did what")}
      {mayActAs(role, "admin") && link("people", "People")}
      {link("account", `${name}, ${role}`)}
      <button type="button" class="plain" onClick={() => void signOut()}>
        Sign out
      </button>
    </nav>
  );
}

function Place({ me: who }: { readonly me: Me }) {
  if (place.value === "acts" && mayActAs(who.role, "operator")) return <ActList />;
  if (place.value === "people" && mayActAs(who.role, "admin"))
    return (
      <>
        <PeopleList own={who.name} />
        <RigAccess />
      </>
    );
  if (place.value === "account") return <Account me={who} />;
  if (safe.value === undefined) return <p class="first">Looking at the rigs…</p>;
  return (
    <>
      <FleetAnswers />
      <FleetPlots rig={undefined} />
      <RigFilters />
      {asked.value === "needs" && <SilentRigs />}
      {asked.value === undefined ? <RigList /> : <SessionsOf view={asked.value} rig={undefined} />}
    </>
  );
}

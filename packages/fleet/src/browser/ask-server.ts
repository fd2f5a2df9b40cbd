import { signal } from "@preact/signals";
import type { FleetDay, FleetDetails, FleetRows, FleetView, WishDeed } from "../wire/fleet-sessions.js";
import type { ActRow, Me, PersonRow, RigAccessRow, SignInWays } from "../wire/fleet-people.js";
import type { Role } from "../wire/roles.js";

/** Whoever looks, or how they can sign in; undefined: it is not known yet. */
export const me = signal<{ readonly is: Me } | { readonly ways: SignInWays } | undefined>(undefined);

/** What could not be done, or was, one sentence; it stays until it is put away. */
export const notice = signal<{ readonly text: string; readonly isRefusal: boolean } | undefined>(undefined);

/** Asks who looks. */
export async function askWhoIAm(): Promise<void> {
  const response = await fetch("/api/me").catch(() => undefined);
  if (response?.ok === true) me.value = { is: (await response.json()) as Me };
  // What does not answer says nothing of who is signed in.
  else if (response?.status === 401) me.value = { ways: (await response.json()) as SignInWays };
}

/** Returns why not; undefined: signed in. */
export async function signIn(name: string, password: string): Promise<string | undefined> {
  const { error } = await post("/api/sign-in", { name, password });
  if (error === undefined) await askWhoIAm();
  return error;
}

export async function signOut(): Promise<void> {
  await post("/api/sign-out", {});
  // Whatever was on the screen is gone too.
  location.assign("/");
}

/** Returns why not; undefined: it is changed. */
export async function changePassword(old: string, fresh: string): Promise<string | undefined> {
  return (await post("/api/password", { old, fresh })).error;
}

/** Undefined: it could not be asked. */
export function askForRows(
  filter: { readonly view: FleetView; readonly rig?: string; readonly text?: string; readonly before?: number },
  signal: AbortSignal,
): Promise<FleetRows | undefined> {
  const given = Object.entries(filter).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]]));
  return get(`/api/sessions?${new URLSearchParams(given).toString()}`, signal);
}

export function askForFleetDetails(id: number, signal: AbortSignal): Promise<FleetDetails | undefined> {
  return get(`/api/sessions/${id}`, signal);
}

export function askForDays(rig: string | undefined, signal: AbortSignal): Promise<readonly FleetDay[] | undefined> {
  return get(rig === undefined ? "/api/days" : `/api/days?rig=${encodeURIComponent(rig)}`, signal);
}

export function askForActs(before: string | undefined, signal: AbortSignal): Promise<readonly ActRow[] | undefined> {
  return get(before === undefined ? "/api/acts" : `/api/acts?before=${encodeURIComponent(before)}`, signal);
}

export function askForPeople(signal: AbortSignal): Promise<readonly PersonRow[] | undefined> {
  return get("/api/people", signal);
}

/** Whether the server has it; its rig hears of it when it speaks to the fleet next. */
export async function wish(
  session: number,
  deed: WishDeed,
  more: { readonly reason?: string; readonly until?: string },
): Promise<boolean> {
  const { error } = await post("/api/wishes", { session, do: deed, ...more });
  if (error !== undefined) notice.value = { text: error, isRefusal: true };
  return error === undefined;
}

/** What an admin can say of people. */
export type PeopleChange =
  | { readonly do: "add"; readonly name: string; readonly role: Role; readonly hasPassword: boolean }
  | { readonly do: "role"; readonly name: string; readonly role: Role }
  | { readonly do: "password" | "revoke" | "restore"; readonly name: string };

/** The password that was made is told once. */
export async function changePeople(change: PeopleChange): Promise<boolean> {
  const { error, password } = await post("/api/people", change);
  if (error !== undefined) notice.value = { text: error, isRefusal: true };
  else if (typeof password === "string")
    notice.value = { text: `The password of ${change.name}, shown this once: \`${password}\``, isRefusal: false };
  return error === undefined;
}

export function askForRigAccess(signal: AbortSignal): Promise<readonly RigAccessRow[] | undefined> {
  return get("/api/rigs", signal);
}

/** What an admin can say of rigs. */
export type RigChange =
  | { readonly do: "add" | "token"; readonly name: string }
  | { readonly do: "revoke"; readonly name: string; readonly exceptNewest: boolean }
  | { readonly do: "rename"; readonly name: string; readonly to: string };

/** The token that was made is told once. */
export async function changeRig(change: RigChange): Promise<boolean> {
  const { error, token, revoked, renamed } = await post("/api/rigs", change);
  const { name } = change;
  if (error !== undefined) notice.value = { text: error, isRefusal: true };
  else if (typeof token === "string")
    notice.value = { text: `The token of ${name}, shown this once: \`${token}\``, isRefusal: false };
  else if (typeof renamed === "string") notice.value = { text: `${name} is called ${renamed} now.`, isRefusal: false };
  else notice.value = { text: `Tokens of ${name} that count no more: ${String(revoked)}.`, isRefusal: false };
  return error === undefined;
}

async function get<Answer>(path: string, signal: AbortSignal): Promise<Answer | undefined> {
  try {
    const response = await fetch(path, { signal });
    if (response.status === 401) await askWhoIAm();
    return response.ok ? ((await response.json()) as Answer) : undefined;
  } catch {
    return undefined;
  }
}

interface Posted {
  readonly error?: string;
  readonly password?: unknown;
  readonly token?: unknown;
  readonly revoked?: unknown;
  readonly renamed?: unknown;
}

async function post(path: string, body: object): Promise<Posted> {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json", "x-rigline": "page" },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as Posted;
    return response.ok ? answer : { error: answer.error ?? `it was answered with ${response.status}` };
  } catch {
    return { error: "The fleet's server does not answer: nothing was asked." };
  }
}

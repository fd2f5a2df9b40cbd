import type { SessionDetails } from "../wire/page-state.js";
import type { Act } from "../wire/words.js";
import { signal } from "@preact/signals";

/** What could not even be asked, one sentence; it stays until it is put away. */
export const askFailure = signal<string | undefined>(undefined);

/** Asks for something to be done; what comes of it is heard as an event. Returns its number; undefined: it could not be asked. */
export async function askFor(
  act: Act,
  keys: readonly string[],
  more: { readonly reason?: string; readonly subject?: string } = {},
): Promise<number | undefined> {
  return post("/api/acts", { act, keys, ...more });
}

export async function endAct(id: number): Promise<void> {
  await post(`/api/acts/${id}/end`, {});
}

export async function askForDetails(key: string, signal: AbortSignal): Promise<SessionDetails | undefined> {
  const response = await fetch(`/api/sessions/${key}`, { signal });
  return response.ok ? ((await response.json()) as SessionDetails) : undefined;
}

async function post(path: string, body: object): Promise<number | undefined> {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json", "x-rigline": "page" },
      body: JSON.stringify(body),
    });
    const { id, error } = (await response.json()) as { readonly id?: number; readonly error?: string };
    askFailure.value = response.ok ? undefined : (error ?? `it was answered with ${response.status}`);
    return id;
  } catch {
    askFailure.value = "The page's program does not answer: nothing was asked.";
    return undefined;
  }
}

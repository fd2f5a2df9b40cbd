import type { Signal } from "@preact/signals";

/** Down and up go from session to session. */
export function moveBetweenRows(event: KeyboardEvent & { readonly currentTarget: HTMLUListElement }): void {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step === 0 || !(event.target instanceof HTMLElement) || !event.target.classList.contains("head")) return;
  const heads = [...event.currentTarget.querySelectorAll<HTMLElement>(".head")];
  const next = heads[heads.indexOf(event.target) + step];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

/** `/` searches, as in many programs; Escape in the search ends it. */
export function listenForKeys(searched: Signal<string>): () => void {
  const hear = (event: KeyboardEvent): void => {
    const search = document.getElementById("search");
    if (event.key === "Escape" && event.target === search) searched.value = "";
    const isTyping = event.target instanceof HTMLInputElement;
    if (event.key !== "/" || isTyping || search === null) return;
    event.preventDefault();
    search.focus();
  };
  document.addEventListener("keydown", hear);
  return () => document.removeEventListener("keydown", hear);
}

import { showMoment } from "@rigline/page/browser";
import { totals } from "./fleet-signals.js";

const NAMED = 5;

/** Rigs that want somebody for themselves: no session of theirs says so. */
export function SilentRigs() {
  const { silentRigs } = totals.value;
  if (silentRigs.length === 0) return null;
  const named = silentRigs.slice(0, NAMED).map(({ name, heardAt }) => {
    const since = heardAt === null ? "never heard" : `last heard ${showMoment(heardAt)}`;
    return `${name} (${since})`;
  });
  const more = silentRigs.length > NAMED ? `, and ${silentRigs.length - NAMED} more` : "";
  return (
    <p class="silent-rigs">
      <b>{silentRigs.length === 1 ? "1 rig is silent:" : `${silentRigs.length} rigs are silent:`}</b> {named.join(", ")}
      {more}. Is the computer off, its daemon ended, or its network away?
    </p>
  );
}

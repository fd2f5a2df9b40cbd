import { formatBytes } from "@rigline/foundation/quantities";
import type { DiskRoom } from "../wire/page-state.js";

export function Disks({ disks }: { readonly disks: readonly DiskRoom[] }) {
  if (disks.length === 0) return null;
  return (
    <section class="disks" aria-label="Disks">
      {disks.map((disk) => (
        <Disk key={disk.place} disk={disk} />
      ))}
    </section>
  );
}

const NEARLY_FULL = 0.9;

function Disk({ disk: { place, what, free, size, waiting, forecast, hold } }: { readonly disk: DiskRoom }) {
  const used = free === null || size === null || size === 0 ? null : 1 - free / size;
  const label = what === "rig" ? "This rig's disk" : "Destination";
  return (
    <article class="disk">
      <p>
        <span class="what">{label}</span>
        <span class="place">{place}</span>
      </p>
      {used === null ? (
        <p class="away">does not answer</p>
      ) : (
        <meter class={used > NEARLY_FULL ? "full" : ""} min={0} max={1} value={used} aria-label={`${label}, used`} />
      )}
      <p class="room">
        {free !== null && size !== null && `${formatBytes(free)} free of ${formatBytes(size)}`}
        {waiting > 0 && `; ${formatBytes(Math.round(waiting))} still ${what === "rig" ? "to leave" : "to come"}`}
        {forecast !== null && `; ${forecast}`}
      </p>
      {hold !== null && <p class="room">{hold}</p>}
    </article>
  );
}

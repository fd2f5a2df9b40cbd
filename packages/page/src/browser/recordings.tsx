import { formatBytes } from "@rigline/foundation/quantities";
import type { Recording } from "../wire/page-state.js";
import { showMoment } from "./shared/show-time.js";

/** Who records now: seen from far away, whether the rig still does. */
export function Recordings({
  recordings,
  free,
}: {
  readonly recordings: readonly Recording[];
  readonly free: number | null;
}) {
  if (recordings.length === 0) return null;
  return (
    <section class="recordings" aria-label="Recording now">
      {recordings.map(({ name, by, since, at, lines }) => (
        <article key={name} class="live">
          <h2>
            <span class="pulse" aria-hidden="true" />
            Recording <span class="name">{name}</span>
          </h2>
          <p>
            {by}, since {showMoment(since)}
            {at !== null && `; last sign of life ${showMoment(at)}`}
            {free !== null && `; ${formatBytes(free)} free`}
          </p>
          {lines.length > 0 && (
            <pre tabIndex={0} aria-label="Its last lines">
              {lines.join("\n")}
            </pre>
          )}
        </article>
      ))}
    </section>
  );
}

import type { TimelineEntry } from "../../wire/page-state.js";
import { showMoment } from "./show-time.js";

export function Facts({ facts }: { readonly facts: readonly (readonly [label: string, value: string])[] }) {
  return (
    <dl>
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Timeline({ entries }: { readonly entries: readonly TimelineEntry[] }) {
  if (entries.length === 0) return null;
  return (
    <ol class="timeline" aria-label="What happened" tabIndex={0}>
      {entries.map(({ at, by, what, text, tone }, index) => (
        <li key={index} class={`${by} ${tone}`}>
          <time dateTime={at ?? undefined}>{showMoment(at)}</time>
          <b>{what}</b> {text}
        </li>
      ))}
    </ol>
  );
}

import { formatBytes } from "@rigline/foundation/quantities";
import { useEffect, useRef } from "preact/hooks";
import type { SessionDetails } from "../wire/page-state.js";
import type { Plot } from "./draw-plot.js";

/** The plot's library comes with the first session that is opened. */
export function ThroughputPlot({ throughput }: { readonly throughput: SessionDetails["throughput"] }) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<Promise<Plot> | undefined>(undefined);
  const latest = useRef(throughput);
  latest.current = throughput;
  const rates = throughput.rate.filter((rate) => rate !== null);
  const isShown = rates.length > 1;
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    plot.current = import("./draw-plot.js").then(({ drawPlot }) => drawPlot(element, latest.current));
    return () => void plot.current?.then((drawn) => drawn.remove());
  }, [isShown]);
  useEffect(() => void plot.current?.then((drawn) => drawn.update(throughput)), [throughput]);
  if (!isShown) return null;
  const most = formatBytes(Math.round(Math.max(...rates)));
  return (
    <figure class="throughput">
      <div ref={place} role="img" aria-label={`Copied and verified in a second, at most ${most}`} />
      <figcaption>Copied and verified in a second; at most {most}</figcaption>
    </figure>
  );
}

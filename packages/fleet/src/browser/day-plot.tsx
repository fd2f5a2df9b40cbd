import { formatBytes } from "@rigline/foundation/quantities";

export interface DayPlotProps {
  readonly title: string;
  readonly kind: "bars" | "area";
  /** One a day, the oldest first; bytes. */
  readonly points: readonly { readonly day: string; readonly value: number }[];
  /** What it says, in words. */
  readonly summary: string;
}

const WIDTH = 560;
const HEIGHT = 120;
const WEEK = 7;

/** Plain SVG: its colours are the page's own, in light and in dark, and nothing is loaded to draw it. */
export function DayPlot({ title, kind, points, summary }: DayPlotProps) {
  const most = Math.max(1, ...points.map(({ value }) => value));
  const step = WIDTH / points.length;
  const y = (value: number): number => Math.round((HEIGHT - (value / most) * (HEIGHT - 4)) * 10) / 10;
  const [first] = points;
  return (
    <figure class="day-plot">
      <figcaption>
        <b>{title}</b> {summary}
      </figcaption>
      <div class="drawn">
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`${title}: ${summary}`}
        >
          {points.map(({ day }, index) =>
            (points.length - 1 - index) % WEEK === 0 ? (
              <line key={day} class="week" x1={index * step} x2={index * step} y1={0} y2={HEIGHT} />
            ) : null,
          )}
          {kind === "bars" ? (
            points.map(({ day, value }, index) => (
              <rect
                key={day}
                class="bar"
                x={index * step + step * 0.1}
                width={step * 0.8}
                y={y(value)}
                height={HEIGHT - y(value)}
              >
                <title>{`${day}: ${formatBytes(value)}`}</title>
              </rect>
            ))
          ) : (
            <path
              class="area"
              d={areaOf(
                points.map(({ value }) => y(value)),
                step,
              )}
            />
          )}
        </svg>
        <span class="most" aria-hidden="true">
          {most > 1 ? formatBytes(most) : "0"}
        </span>
      </div>
      <p class="days" aria-hidden="true">
        <span>{first?.day}</span>
        <span>today</span>
      </p>
    </figure>
  );
}

function areaOf(heights: readonly number[], step: number): string {
  const line = heights.map((height, index) => `L${Math.round((index + 0.5) * step * 10) / 10} ${height}`).join("");
  return `M0 ${HEIGHT}L0 ${heights[0] ?? HEIGHT}${line}L${WIDTH} ${heights.at(-1) ?? HEIGHT}L${WIDTH} ${HEIGHT}Z`;
}

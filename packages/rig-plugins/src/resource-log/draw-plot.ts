import type { Sample } from "./sample.js";

const WIDTH = 640;
const HEIGHT = 90;
const LEFT = 150;
const GAP = 14;

interface Curve {
  readonly label: string;
  readonly color: string;
  readonly unit: string;
  readonly value: (sample: Sample) => number;
}

const CURVES: readonly Curve[] = [
  { label: "processor", unit: "%", color: "#1f6feb", value: ({ cpuPercent }) => cpuPercent },
  { label: "memory", unit: "MB", color: "#8250df", value: ({ memoryBytes }) => memoryBytes / 1e6 },
  { label: "written", unit: "MB/s", color: "#1a7f37", value: ({ writtenRate }) => writtenRate / 1e6 },
  { label: "read", unit: "MB/s", color: "#9a6700", value: ({ readRate }) => readRate / 1e6 },
];

/** Four curves below one another, each with its greatest value, as a picture that any browser shows. */
export function drawResourcePlot(title: string, samples: readonly Sample[]): string {
  const height = 30 + CURVES.length * (HEIGHT + GAP) + 20;
  const last = samples.at(-1)?.seconds ?? 0;
  const parts = CURVES.map((curve, at) => drawCurve(curve, samples, last, 30 + at * (HEIGHT + GAP)));
  const end = `<text x="${LEFT + WIDTH}" y="${height - 6}" text-anchor="end">${describeSpan(last)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${LEFT + WIDTH + 10} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    `<text x="8" y="18" font-size="14">${escapeXml(title)}</text>`,
    ...parts,
    end,
    "</svg>",
    "",
  ].join("\n");
}

function drawCurve(
  { label, unit, color, value }: Curve,
  samples: readonly Sample[],
  last: number,
  top: number,
): string {
  const greatest = Math.max(0, ...samples.map(value));
  const x = (seconds: number): string => (LEFT + (last === 0 ? 0 : (seconds / last) * WIDTH)).toFixed(1);
  const y = (amount: number): string => (top + HEIGHT - (greatest === 0 ? 0 : (amount / greatest) * HEIGHT)).toFixed(1);
  const points = samples.map((sample) => `${x(sample.seconds)},${y(value(sample))}`).join(" ");
  return [
    `<rect x="${LEFT}" y="${top}" width="${WIDTH}" height="${HEIGHT}" fill="#f6f8fa"/>`,
    `<text x="8" y="${top + 16}">${label}</text>`,
    `<text x="8" y="${top + 34}" fill="#57606a">at most ${greatest.toFixed(greatest < 10 ? 1 : 0)} ${unit}</text>`,
    `<polyline fill="none" stroke="${color}" stroke-width="1.5" points="${points}"/>`,
  ].join("\n");
}

function describeSpan(seconds: number): string {
  return seconds < 120 ? `${seconds.toFixed(0)} s` : `${(seconds / 60).toFixed(1)} min`;
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

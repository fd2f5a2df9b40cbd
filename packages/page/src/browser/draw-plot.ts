import { formatBytes } from "@rigline/foundation/quantities";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { SessionDetails } from "../wire/page-state.js";

type Throughput = SessionDetails["throughput"];

export interface Plot {
  update(throughput: Throughput): void;
  remove(): void;
}

const HEIGHT = 160;
const AXIS_WIDTH = 78;

/** Draws into an element, as wide as that is; drawn anew when the width or the colours change. */
export function drawPlot(element: HTMLElement, first: Throughput): Plot {
  let latest = first;
  let plot: uPlot | undefined;
  const draw = (): void => {
    plot?.destroy();
    plot = new uPlot(optionsFor(element), dataOf(latest), element);
  };
  draw();
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  scheme.addEventListener("change", draw);
  const sizes = new ResizeObserver(() => plot?.setSize({ width: element.clientWidth, height: HEIGHT }));
  sizes.observe(element);
  return {
    update: (throughput) => {
      latest = throughput;
      plot?.setData(dataOf(throughput));
    },
    remove: () => {
      scheme.removeEventListener("change", draw);
      sizes.disconnect();
      plot?.destroy();
    },
  };
}

function dataOf({ at, rate }: Throughput): uPlot.AlignedData {
  return [[...at], [...rate]];
}

function optionsFor(element: HTMLElement): uPlot.Options {
  const muted = colourOf(element, "--muted");
  const grid = { stroke: colourOf(element, "--line"), width: 1 };
  const busy = colourOf(element, "--busy");
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    series: [{}, { stroke: busy, width: 2, fill: colourOf(element, "--busy-soft"), points: { show: false } }],
    scales: { y: { range: (_plot, _least, most) => [0, most * 1.1] } },
    axes: [
      {
        stroke: muted,
        grid: { show: false },
        ticks: grid,
        font: FONT,
        space: 84,
        values: (_plot, at) => at.map(showClock),
      },
      {
        stroke: muted,
        grid,
        ticks: { show: false },
        font: FONT,
        size: AXIS_WIDTH,
        space: 26,
        values: (_plot, rates) => rates.map((rate) => (rate === 0 ? "0" : `${formatBytes(Math.round(rate))}/s`)),
      },
    ],
  };
}

const FONT = "12px system-ui, sans-serif";

function showClock(seconds: number): string {
  return new Date(seconds * 1000).toLocaleTimeString([], { hour12: false });
}

/** A canvas knows nothing of `light-dark()`: an element that stands in the page resolves the colour. */
function colourOf(element: HTMLElement, name: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

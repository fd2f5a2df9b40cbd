import type { Finding } from "@rigline/core";
import { isTemplateText } from "@rigline/foundation/names";
import type { WatchdogOptions } from "../options/watchdog-options.js";

/** Keys whose values are templates by right, and are looked at where they are filled in; and one of which `none` is a value. */
const OTHERWISE: ReadonlySet<string> = new Set(["extra_modality_data", "mapper", "service"]);

/** Values that nobody has written yet, and that a transfer service would take as they stand. */
export function findTemplateText(options: WatchdogOptions): Finding[] {
  const texts = Object.entries(options).flatMap(([key, value]) => (OTHERWISE.has(key) ? [] : listTexts([key], value)));
  return texts
    .filter(({ path, text }) => isTemplateText(text.replaceAll(/\{\{ *destination *\}\}/gu, "d"), path.at(-1) ?? ""))
    .map(({ path, text }) => ({
      level: "warning",
      subject: "options",
      message: `${path.join(".")} is ${JSON.stringify(text)}, which looks like the text of an example`,
      todo: `Write its value into \`watchdog.${path.join(".")}\`.`,
    }));
}

interface PlacedText {
  readonly path: readonly string[];
  readonly text: string;
}

function listTexts(path: readonly string[], value: unknown): readonly PlacedText[] {
  if (typeof value === "string") return [{ path, text: value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => listTexts([...path, key], inner));
}

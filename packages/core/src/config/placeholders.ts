import { nearestName } from "@rigline/foundation/errors";
import { isProgramText } from "../processes/find-program.js";

/** What `{…}` in the experiment's command and environment may name. */
const PLACEHOLDERS = ["session_directory", "session_name", "subject", "rig_name"] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

/** What other launchers call the same, which spelling alone would not find. */
const OTHER_NAMES: Readonly<Record<string, Placeholder>> = {
  session_folder: "session_directory",
  session_path: "session_directory",
  session_dir: "session_directory",
  output_directory: "session_directory",
  output_folder: "session_directory",
  output_path: "session_directory",
  session_id: "session_name",
  session: "session_name",
  subject_id: "subject",
  mouse_id: "subject",
  mouse: "subject",
  animal: "subject",
  animal_id: "subject",
  rig: "rig_name",
  rig_id: "rig_name",
};

/** Twice the braces, then once: `{{subject}}`, `{subject}`; never `${…}`, and nothing that JSON could hold. */
const DOUBLE = /\{\{\s*([A-Za-z_][\w.:-]*)\s*\}\}/gu;
const SINGLE = /(?<![${])\{([A-Za-z_][\w.:-]*)\}(?!\})/gu;
const EITHER = /\{\{([A-Za-z_][\w.:-]*)\}\}|(?<!\$)\{([A-Za-z_][\w.:-]*)\}/gu;

export function fillConfigPlaceholders(text: string, values: Readonly<Record<Placeholder, string>>): string {
  return text.replaceAll(EITHER, (whole, escaped: string | undefined, name: string | undefined) => {
    if (escaped !== undefined) return isPlaceholder(escaped) ? whole : `{${escaped}}`;
    return name !== undefined && isPlaceholder(name) ? values[name] : whole;
  });
}

/**
 * What is written like a placeholder in one part of a command and would reach the program as it stands, each as a sentence
 * that follows the text. `before`: the parts before it. In a program's own text only names that resemble one count.
 */
export function placeholderObjections(text: string, before: readonly string[] = []): string[] {
  const isCode = isProgramText(text, before);
  const doubled = [...text.matchAll(DOUBLE)]
    .map(([whole, name = ""]) => ({ whole, meant: isPlaceholder(name) ? name : undefined }))
    .filter(({ meant }) => meant !== undefined)
    .map(({ whole, meant }) => `has ${whole}, and one pair of braces is meant: write {${meant}}`);
  const unknown = [...text.matchAll(SINGLE)]
    .map(([whole, name = ""]) => ({ whole, name, meant: meantBy(name) }))
    .filter(({ name, meant }) => !isPlaceholder(name) && (!isCode || meant !== undefined))
    .map(({ whole, meant }) => {
      const guess = meant === undefined ? `There are ${listPlaceholders()}` : `Did you mean {${meant}}?`;
      return `has ${whole}, which nothing fills in. ${guess} ({${whole}} is passed on as ${whole})`;
    });
  return [...doubled, ...unknown];
}

function isPlaceholder(name: string): name is Placeholder {
  return (PLACEHOLDERS as readonly string[]).includes(name);
}

function meantBy(name: string): string | undefined {
  const plain = name.toLowerCase().replaceAll(/[.:-]/gu, "_");
  return OTHER_NAMES[plain] ?? nearestName(plain, PLACEHOLDERS);
}

function listPlaceholders(): string {
  return PLACEHOLDERS.map((name) => `{${name}}`).join(", ");
}

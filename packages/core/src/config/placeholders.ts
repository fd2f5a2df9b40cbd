import { nearestName } from "@rigline/foundation/errors";
import { isProgramText } from "../processes/find-program.js";

/** What `{…}` may name, wherever a text of the config is filled in, and what becomes of it. */
export const PLACEHOLDERS = {
  session_directory: "the session's folder, absolute",
  session_name: "the session's name, `<subject>_<date>`",
  subject: "the subject",
  rig_name: "the rig's name",
  session_date: "when the session began, wall time with its offset, as 2026-07-14T09:05:00-07:00",
  experiment: "the experiment's name",
  data_dir: "the data folder, absolute",
  config_directory: "the config file's folder, absolute",
} as const;
export type Placeholder = keyof typeof PLACEHOLDERS;

/** `session`: where there is a session. `rig`: before there is one. */
export type PlaceholderScope = "session" | "rig";

const NAMES = Object.keys(PLACEHOLDERS) as Placeholder[];
const NAMES_OF: Readonly<Record<PlaceholderScope, readonly Placeholder[]>> = {
  session: NAMES,
  rig: ["rig_name", "data_dir", "config_directory"],
};

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
  date: "session_date",
  datetime: "session_date",
  data_directory: "data_dir",
  data_folder: "data_dir",
  root_path: "data_dir",
  config_folder: "config_directory",
  config_dir: "config_directory",
};

/** Twice the braces, then once: `{{subject}}`, `{subject}`; never `${…}`, and nothing that JSON could hold. */
const DOUBLE = /\{\{\s*([A-Za-z_][\w.:-]*)\s*\}\}/gu;
const SINGLE = /(?<![${])\{([A-Za-z_][\w.:-]*)\}(?!\})/gu;
const EITHER = /\{\{([A-Za-z_][\w.:-]*)\}\}|(?<!\$)\{([A-Za-z_][\w.:-]*)\}/gu;

export type PlaceholderValues = Readonly<Partial<Record<Placeholder, string>>>;

/** A name without a value stays as it is written. */
export function fillConfigPlaceholders(text: string, values: PlaceholderValues): string {
  return text.replaceAll(EITHER, (whole, escaped: string | undefined, name: string | undefined) => {
    if (escaped !== undefined) return isPlaceholder(escaped) ? whole : `{${escaped}}`;
    return (name !== undefined && isPlaceholder(name) ? values[name] : undefined) ?? whole;
  });
}

/** Whether something of a text is filled in. */
export function hasPlaceholder(text: string): boolean {
  return [...text.matchAll(SINGLE)].some(([, name = ""]) => isPlaceholder(name));
}

export interface PlaceholderContext {
  /** The parts of the command before this one. */
  readonly before?: readonly string[];
  readonly scope?: PlaceholderScope;
}

/**
 * What is written like a placeholder in one text, and would reach its reader as it stands, each as a sentence that follows the
 * text. In a program's own text only names that resemble one count.
 */
export function placeholderObjections(
  text: string,
  { before = [], scope = "session" }: PlaceholderContext = {},
): string[] {
  const isCode = isProgramText(text, before);
  const doubled = [...text.matchAll(DOUBLE)]
    .map(([whole, name = ""]) => ({ whole, meant: isPlaceholder(name) ? name : undefined }))
    .filter(({ meant }) => meant !== undefined)
    .map(({ whole, meant }) => `has ${whole}, and one pair of braces is meant: write {${meant}}`);
  const singles = [...text.matchAll(SINGLE)].map(([whole, name = ""]) => ({ whole, name, meant: meantBy(name) }));
  const unknown = singles
    .filter(({ name, meant }) => !isPlaceholder(name) && (!isCode || meant !== undefined))
    .map(({ whole, meant }) => {
      const guess = meant === undefined ? `There are ${listPlaceholders(scope)}` : `Did you mean {${meant}}?`;
      return `has ${whole}, which nothing fills in. ${guess} ({${whole}} is passed on as ${whole})`;
    });
  const early = singles
    .filter(({ name }) => isPlaceholder(name) && !NAMES_OF[scope].includes(name))
    .map(({ whole }) => `has ${whole}, and there is no session yet. There are ${listPlaceholders(scope)}`);
  return [...doubled, ...unknown, ...early];
}

function isPlaceholder(name: string): name is Placeholder {
  return Object.hasOwn(PLACEHOLDERS, name);
}

function meantBy(name: string): string | undefined {
  const plain = name.toLowerCase().replaceAll(/[.:-]/gu, "_");
  return OTHER_NAMES[plain] ?? nearestName(plain, NAMES);
}

/** `{rig_name}, {data_dir}, …`. */
function listPlaceholders(scope: PlaceholderScope): string {
  return NAMES_OF[scope].map((name) => `{${name}}`).join(", ");
}

/** The names with their meanings, for docs and for who asks what a key takes. */
export function describePlaceholders(
  scope: PlaceholderScope,
): readonly { readonly name: string; readonly meaning: string }[] {
  return NAMES_OF[scope].map((name) => ({ name: `{${name}}`, meaning: PLACEHOLDERS[name] }));
}

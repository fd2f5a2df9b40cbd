/** The packages of a `Bonsai.config` (`Packages/Package`, each with `id` and `version`), version by name. */
export function parseBonsaiPackages(xml: string): Readonly<Record<string, string>> {
  const [, list = ""] = /<Packages\b[^>]*>([\s\S]*?)<\/Packages>/.exec(xml) ?? [];
  const packages = [...list.matchAll(/<Package\b([^>]*?)\/?>/g)].flatMap(([, attributes = ""]) => {
    const [id, version] = [attributeOf(attributes, "id"), attributeOf(attributes, "version")];
    return id === undefined || version === undefined ? [] : [[id, version] as const];
  });
  return Object.fromEntries(packages.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function attributeOf(attributes: string, name: string): string | undefined {
  return new RegExp(`\\b${name}\\s*=\\s*["']([^"']*)["']`).exec(attributes)?.[1];
}

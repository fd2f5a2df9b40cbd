/** Plugins that come with Rigline and read a section of clabe's, by the section. They are only named: a rig asks for them itself. */
const READERS: Readonly<Record<string, string>> = {
  bonsai_app: "@rigline/rig-plugins/bonsai",
  curriculum: "@rigline/rig-plugins/curriculum",
  default_behavior_picker: "@rigline/rig-plugins/library",
  open_ephys: "@rigline/rig-plugins/open-ephys",
  robocopy: "@rigline/rig-plugins/copy-now",
  waterlog: "@rigline/rig-plugins/water-log",
};

/** Sections of clabe's that have no part here, each with what does the same, half a sentence. */
const WITHOUT_READER: Readonly<Record<string, string>> = {
  aibs_log_server_handler: "launcher.log and events.jsonl travel with the data",
  confierge: "what a rig looks up there is a step of the phase pre",
  dataverse: "what a rig looks up there is a step of the phase pre",
  keepass: "secrets are files, or variables of the environment",
  otel: "telemetry is set by the standard variables, OTEL_EXPORTER_OTLP_ENDPOINT and others",
  xml_rpc_client: "other computers are started by @rigline/rig-plugins/devices",
  xml_rpc_server: "other computers are started by @rigline/rig-plugins/devices",
};

/** The plugin that reads a section, whether or not it is loaded. */
export function pluginReading(section: string): string | undefined {
  return Object.hasOwn(READERS, section) ? READERS[section] : undefined;
}

/** What a section of clabe's is replaced by, half a sentence; undefined: it is none that is known. */
export function replacementOf(section: string): string | undefined {
  return Object.hasOwn(WITHOUT_READER, section) ? WITHOUT_READER[section] : undefined;
}

export { controlObjection } from "./control-objection.js";
export { isSpecialWord } from "./python-tags.js";
export { readDocument, type ReadOptions, type YamlDocument } from "./read-document.js";
export { writeDocument, type WritableValue } from "./write-document.js";
export { quotesHint, reading, showYaml } from "./reading.js";
export {
  isYamlMapping,
  YamlBinary,
  YamlDisguisedNumber,
  YamlSet,
  YamlTimestamp,
  type DocumentPath,
  type YamlMapping,
  type YamlValue,
} from "./yaml-value.js";

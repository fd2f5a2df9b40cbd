export {
  ANSWER_BYTES,
  ask,
  createHttpClient,
  type HttpAnswer,
  type HttpClient,
  type HttpLimits,
  type NeverSent,
  type PostRequest,
  neverSent,
  wasNeverSent,
} from "./http-client.js";
export { askJson, type JsonRequest } from "./json-client.js";
export { type Network, systemNetwork } from "./network.js";
export { type FindProxy, hostOf, noProxy, portOf, readProxies } from "./proxies.js";

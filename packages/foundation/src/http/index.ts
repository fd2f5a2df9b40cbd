export { createHttpClient, getJson, type HttpAnswer, type HttpClient } from "./http-client.js";
export { type FindProxy, hostOf, noProxy, portOf, readProxies } from "./proxies.js";
